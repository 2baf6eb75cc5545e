import Transport

/// A connection with a cluster administrator's certificate.
enum AdminConnection {
    static func exchange(server: String, entry: Kubeconfig.Entry) throws -> any Exchange {
        guard let endpoint = Self.endpoint(server) else {
            throw UserError("\"\(server)\" is not the address of an API server", advice: "write it as https://HOST:6443")
        }
        return try HTTPClient(
            configuration: HTTPClient.Configuration(
                endpoint: endpoint,
                tls: ClientTLS(caPEM: entry.caPEM, certificatePEM: entry.certificatePEM, keyPEM: entry.keyPEM)))
    }

    /// The host of `https://host:port`, empty when it is none.
    static func host(_ url: String) -> String {
        if case .https(let host, _)? = endpoint(url) { host } else { "" }
    }

    /// `https://host:port`
    static func endpoint(_ url: String) -> HTTPClient.Endpoint? {
        guard url.hasPrefix("https://") else { return nil }
        let rest = url.dropFirst(8).prefix { $0 != "/" }
        guard let colon = rest.lastIndex(of: ":") else { return rest.isEmpty ? nil : .https(host: String(rest), port: 443) }
        guard let port = Int(rest[rest.index(after: colon)...]), (1...65_535).contains(port), colon != rest.startIndex else {
            return nil
        }
        return .https(host: String(rest[..<colon]), port: port)
    }
}
