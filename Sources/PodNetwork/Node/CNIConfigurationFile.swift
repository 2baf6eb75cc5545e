internal import Addresses
internal import Glibc
internal import JSON
internal import Netlink

/// The file that tells the container runtime about the Pod network. The runtime reports the network as ready once it is there, so
/// it is written last, when Pods can be connected.
struct CNIConfigurationFile {
    static let networkName = "swiftlet"
    static let pluginType = "swiftlet"
    let directory: String

    private var path: String { directory + "/10-swiftlet.conflist" }

    static func content(
        bridge: String, mtu: UInt32, podCIDR: IPv4CIDR, clusterCIDR: IPv4CIDR, dataDirectory: String
    ) -> [UInt8] {
        let plugin: JSONValue = [
            "type": .string(pluginType), "bridge": .string(bridge), "mtu": .int(Int64(mtu)),
            "podCIDR": .string(podCIDR.description), "clusterCIDR": .string(clusterCIDR.description),
            "dataDir": .string(dataDirectory), "capabilities": ["portMappings": true],
        ]
        let list: JSONValue = ["cniVersion": "1.0.0", "name": .string(networkName), "plugins": [plugin]]
        return JSONWriter.bytes(list) + [10]
    }

    /// Puts the file in place in one step, unless it is there with the same content.
    func write(_ content: [UInt8]) throws {
        if current() == content { return }
        // The runtime reads every file that ends in .conflist, also a half-written one.
        let temporary = directory + "/.10-swiftlet.new"
        let file = open(temporary, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0o644)
        guard file >= 0 else { throw NetlinkError("create", temporary, code: errno) }
        let written = Glibc.write(file, content, content.count)
        let code = errno
        close(file)
        guard written == content.count else { throw NetlinkError("write", temporary, code: code) }
        guard rename(temporary, path) == 0 else { throw NetlinkError("rename", temporary, code: errno) }
    }

    private func current() -> [UInt8]? {
        let file = open(path, O_RDONLY | O_CLOEXEC)
        guard file >= 0 else { return nil }
        defer { close(file) }
        var buffer = [UInt8](repeating: 0, count: 16_384)
        let count = read(file, &buffer, buffer.count)
        return count < 0 ? nil : Array(buffer[..<count])
    }

    /// Puts links to the program where the runtime looks for plugins. Runtimes ask for `loopback` by themselves.
    static func linkPlugins(in directory: String, to executable: String) throws {
        for name in [pluginType, "loopback"] {
            let path = "\(directory)/\(name)"
            if path == executable || target(of: path) == executable { continue }
            let temporary = "\(directory)/.\(name).new"
            _ = unlink(temporary)
            guard symlink(executable, temporary) == 0 else { throw NetlinkError("create", temporary, code: errno) }
            guard rename(temporary, path) == 0 else { throw NetlinkError("rename", temporary, code: errno) }
        }
    }

    private static func target(of path: String) -> String? {
        var buffer = [CChar](repeating: 0, count: 4096)
        let count = readlink(path, &buffer, buffer.count)
        return count > 0 ? String(decoding: buffer[..<count].map(UInt8.init(bitPattern:)), as: UTF8.self) : nil
    }
}
