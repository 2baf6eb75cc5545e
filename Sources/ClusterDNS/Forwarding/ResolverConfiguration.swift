internal import Addresses
internal import Files

/// The servers named in a resolv.conf (resolv.conf(5)).
enum ResolverConfiguration {
    /// The addresses of `nameserver` lines, in order, at most three as in the C library.
    static func servers(in text: String) -> [IPAddress] {
        let found = text.split(whereSeparator: \.isNewline).compactMap { line -> IPAddress? in
            let words = line.split(whereSeparator: { $0 == " " || $0 == "\t" })
            guard words.count >= 2, words[0] == "nameserver" else { return nil }
            return IPAddress(words[1])
        }
        return Array(found.prefix(3))
    }

    /// Where systemd-resolved, which itself listens on a loopback address, names the servers it asks.
    static let systemdFile = "/run/systemd/resolve/resolv.conf"

    /// The servers to ask from any network namespace of this machine: those of the file, or, when they can be reached on the loopback
    /// interface only, those that `behind` names. None when there are none.
    static func reachableServers(ofFile path: String, behind: String = systemdFile) -> [IPAddress] {
        let servers = servers(ofFile: path)
        guard servers.allSatisfy(\.isLoopback) else { return servers }
        let others = Self.servers(ofFile: behind)
        return others.isEmpty ? servers : others
    }

    /// The servers of a file. None when it cannot be read; it may have at most 64 KiB.
    static func servers(ofFile path: String) -> [IPAddress] {
        (try? FileSystem.readText(path, limit: 65_536)).map(servers(in:)) ?? []
    }
}

extension IPAddress {
    fileprivate var isLoopback: Bool {
        switch self {
        case .v4(let address): address.isLoopback
        case .v6(let address): address.isLoopback
        }
    }
}
