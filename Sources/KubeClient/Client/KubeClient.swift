package import JSON
package import Transport

/// A client of the Kubernetes API over any `Exchange`: in this process or over HTTPS.
///
/// Bodies are JSON both ways. Every call throws `APIError` when the server answered with a status of 400 or above, and
/// what the exchange throws (`TransportError`) when there was no answer. Nothing is retried here.
package struct KubeClient: Sendable {
    /// The largest single answer that is read whole. A list is read in pages, so only one object could come near it.
    static let maximumAnswer = 256 << 20

    let exchange: any Exchange
    let userAgent: String

    package init(_ exchange: any Exchange, userAgent: String) {
        self.exchange = exchange
        self.userAgent = userAgent
    }

    /// Sends a request as it is, adding only the user agent. A status of 400 and above is returned, not thrown.
    package func raw(_ request: HTTPRequest) async throws -> HTTPResponse {
        var request = request
        if request.headers["User-Agent"] == nil { request.headers.add("User-Agent", userAgent) }
        return try await exchange.send(request)
    }

    /// Posts a tree to any path (`…/pods/x/binding`, `…/tokenreviews`) and returns the answer's tree.
    package func post(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        try await send("POST", path, body: body)
    }

    /// Gets a tree from any path, as for discovery.
    package func get(path: String, query: String = "") async throws -> JSONValue {
        try await send("GET", path, query: query)
    }

    /// Sends a tree and reads the answer's tree. An empty answer reads as `.null`.
    func send(
        _ method: String, _ path: String, query: String = "", body: JSONValue? = nil,
        contentType: String = "application/json", accept: String = "application/json"
    ) async throws -> JSONValue {
        var headers: HTTPHeaders = ["User-Agent": userAgent, "Accept": accept]
        if body != nil { headers.add("Content-Type", contentType) }
        let request = HTTPRequest(
            method, path, query: query, headers: headers, body: body.map { JSONWriter.bytes($0) } ?? [])
        let response = try await exchange.send(request)
        guard response.status < 400 else {
            throw try await APIError.reading(response, operation: "\(method) \(path)")
        }
        let bytes = try await response.body.readWhole(limit: Self.maximumAnswer)
        return bytes.isEmpty ? .null : try JSONReader.read(bytes)
    }
}

extension KubeClient {
    /// Puts a tree to any path (`…/namespaces/x/finalize`) and returns the answer's tree.
    package func put(_ path: String, _ body: JSONValue) async throws -> JSONValue {
        try await send("PUT", path, body: body)
    }
}
