/// Where etcd is and how it is spoken to.
package struct EtcdConfiguration: Sendable {
    package struct Endpoint: Sendable, Hashable, CustomStringConvertible {
        package let host: String
        package let port: Int
        package let isSecure: Bool

        package init(host: String, port: Int, isSecure: Bool) {
            self.host = host
            self.port = port
            self.isSecure = isSecure
        }

        /// `https://HOST[:PORT]` or `http://…`; 2379 is the port where none is given. `nil` for anything else.
        package init?(_ text: String) {
            let isSecure = text.hasPrefix("https://")
            guard isSecure || text.hasPrefix("http://") else { return nil }
            var rest = text.dropFirst(isSecure ? 8 : 7)
            if rest.hasSuffix("/") { rest.removeLast() }
            let end = rest.hasPrefix("[") ? rest.firstIndex(of: "]").map { rest.index(after: $0) } : rest.firstIndex(of: ":")
            var host = rest[..<(end ?? rest.endIndex)]
            let tail = rest[host.endIndex...]
            if host.hasPrefix("[") {
                guard end != nil else { return nil }
                host = host.dropFirst().dropLast()
            }
            guard let port = tail.isEmpty ? 2379 : tail.hasPrefix(":") ? Int(tail.dropFirst()) : nil,
                (1...65_535).contains(port), !host.isEmpty, !host.contains(where: { "/?#@ ".contains($0) })
            else { return nil }
            self.init(host: String(host), port: port, isSecure: isSecure)
        }

        package var description: String {
            "\(isSecure ? "https" : "http")://\(host.contains(":") ? "[\(host)]" : host):\(port)"
        }
    }

    /// At least one; the first that answers is used.
    package var endpoints: [Endpoint]
    /// Comes before every key, so that several clusters can share one etcd.
    package var prefix = ""
    /// PEM files: the authority of etcd's certificate (the system's authorities when `nil`), and our certificate for it.
    package var caFile: String?
    package var certificateFile: String?
    package var keyFile: String?
    /// How long one member may take to answer a read or a write before another is asked.
    package var readTimeout = Duration.seconds(3)
    package var writeTimeout = Duration.seconds(8)
    /// How long an operation is tried in all.
    package var patience = Duration.seconds(20)
    /// How often a watch asks for progress; a member that is silent for three times as long is left.
    package var progressInterval = Duration.seconds(2)

    package init(endpoints: [Endpoint]) { self.endpoints = endpoints }
}
