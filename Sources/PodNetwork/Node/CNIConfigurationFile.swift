internal import Addresses
internal import Files
internal import JSON

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
        if (try? FileSystem.read(path)) == content { return }
        // The runtime reads every file that ends in .conflist; the one that is being written has another ending.
        try FileSystem.replace(path, with: content, mode: 0o644)
    }

    /// Puts links to the program where the runtime looks for plugins. Runtimes ask for `loopback` by themselves.
    static func linkPlugins(in directory: String, to executable: String) throws {
        for name in [pluginType, "loopback"] {
            let path = "\(directory)/\(name)"
            if path == executable || FileSystem.linkTarget(path) == executable { continue }
            try FileSystem.link(path, to: executable)
        }
    }
}
