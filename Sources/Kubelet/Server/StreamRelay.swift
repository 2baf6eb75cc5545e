import Transport

/// Passes an upgrade request on to the runtime's streaming server, and the tunnel that results back. SPDY/3.1 and
/// WebSocket go through unchanged.
enum StreamRelay {
    private static let passedOn: Set = [
        "connection", "upgrade", "x-stream-protocol-version", "sec-websocket-key", "sec-websocket-version",
        "sec-websocket-protocol", "sec-websocket-extensions", "origin",
    ]

    static func relay(_ request: HTTPRequest, to url: String) async throws -> HTTPResponse {
        guard let target = StreamTarget(url) else {
            throw KubeletResponder.Refusal(status: 502, message: "the runtime gave an unusable address: \(url)")
        }
        var headers = HTTPHeaders()
        for field in request.headers.fields where passedOn.contains(field.name.lowercased()) {
            headers.add(field.name, field.value)
        }
        let client = try HTTPClient(configuration: .init(endpoint: .http(host: target.host, port: target.port)))
        let response = try await client.send(HTTPRequest(request.method, target.path, query: target.query, headers: headers))
        guard case .upgrade(let use) = response.body else { return response }
        var answer = response
        answer.body = .upgrade { tunnel in
            // The client lives as long as the tunnel does.
            defer { client.close() }
            try await use(tunnel)
        }
        return answer
    }
}

/// The parts of an `http://host:port/path?query` URL.
struct StreamTarget: Sendable, Hashable {
    let host: String
    let port: Int
    let path: String
    let query: String

    init?(_ url: String) {
        guard url.hasPrefix("http://") else { return nil }
        let rest = url.dropFirst("http://".count)
        let slash = rest.firstIndex(of: "/") ?? rest.endIndex
        let authority = rest[..<slash]
        let target = rest[slash...].split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        guard let colon = authority.lastIndex(of: ":"), let port = Int(authority[authority.index(after: colon)...]) else {
            return nil
        }
        var host = String(authority[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        // A server that listens everywhere is reached at home.
        self.host = host == "::" || host == "0.0.0.0" || host.isEmpty ? "127.0.0.1" : host
        self.port = port
        path = target.first.map(String.init).flatMap { $0.isEmpty ? nil : $0 } ?? "/"
        query = target.count > 1 ? String(target[1]) : ""
    }
}
