package import Transport

/// Serves the discovery and OpenAPI documents, with the caching that clients use (RFC 9110, section 13.1.2).
package struct DiscoveryResponder: PathResponder {
    private let discovery: DiscoveryDocuments
    private let openAPI: OpenAPIDocuments

    package init(discovery: DiscoveryDocuments, openAPI: OpenAPIDocuments) {
        self.discovery = discovery
        self.openAPI = openAPI
    }

    package var paths: [String] { ["/api", "/api/v1", "/apis", "/openapi/v2", "/openapi/v3"] }

    package func respond(to request: HTTPRequest, query: Query) async throws(StatusError) -> HTTPResponse? {
        guard request.method == "GET" || request.method == "HEAD" else { return nil }
        let accept = request.headers["Accept"]
        let found =
            discovery.response(path: request.path, accept: accept) ?? openAPI.response(path: request.path, accept: accept)
        guard let document = found else { return nil }
        return document.response(to: request)
    }
}

extension StaticDocument {
    /// The document, or 304 when the client has it.
    func response(to request: HTTPRequest) -> HTTPResponse {
        var headers: HTTPHeaders = [
            "Content-Type": contentType, "ETag": etag, "Vary": "Accept", "Cache-Control": "public",
        ]
        if let known = request.headers["If-None-Match"], known == "*" || known.contains(etag) {
            headers["Content-Type"] = nil
            return HTTPResponse(status: 304, headers: headers)
        }
        return HTTPResponse(status: 200, headers: headers, body: .bytes(bytes))
    }
}
