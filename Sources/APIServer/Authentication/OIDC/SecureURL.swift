package import Transport

/// An `https` URL, as configurations name servers.
package struct SecureURL: Sendable, Hashable, CustomStringConvertible {
    package let host: String
    package let port: Int
    /// From the slash on; `/` when there is none.
    package let path: String
    /// Without the `?`.
    package let query: String

    /// `nil` for another scheme, user information, a fragment, and for what is no URL.
    package init?(_ text: String) {
        let scheme = "https://"
        guard text.hasPrefix(scheme), text.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }), !text.contains("#") else { return nil }
        let rest = text.dropFirst(scheme.count)
        let authority = rest.prefix { $0 != "/" && $0 != "?" }
        let target = rest[authority.endIndex...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = target.first.map(String.init).flatMap { $0.isEmpty ? nil : $0 } ?? "/"
        query = target.count > 1 ? String(target[1]) : ""
        guard !authority.contains("@") else { return nil }
        if authority.hasPrefix("["), let end = authority.firstIndex(of: "]") {
            host = String(authority[authority.index(after: authority.startIndex)..<end])
            guard let port = Self.port(authority[authority.index(after: end)...]) else { return nil }
            self.port = port
        } else {
            let name = authority.prefix { $0 != ":" }
            host = String(name)
            guard let port = Self.port(authority[name.endIndex...]) else { return nil }
            self.port = port
        }
        guard !host.isEmpty else { return nil }
    }

    /// `:port`, or nothing for 443.
    private static func port(_ text: Substring) -> Int? {
        guard !text.isEmpty else { return 443 }
        guard text.first == ":", let port = Int(text.dropFirst()), (1...65_535).contains(port) else { return nil }
        return port
    }

    package var description: String {
        let name = host.contains(":") ? "[\(host)]" : host
        return "https://\(name)\(port == 443 ? "" : ":\(port)")\(path)\(query.isEmpty ? "" : "?\(query)")"
    }

    package var endpoint: HTTPClient.Endpoint { .https(host: host, port: port) }
}
