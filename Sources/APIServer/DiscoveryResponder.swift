import AsyncTools
import JSON
import KubeAPI
import Schema
import Transport

/// Serves the discovery and OpenAPI documents, with the caching that clients use (RFC 9110, section 13.1.2).
///
/// Documents describe the kinds that are served at the moment. When these change, all are dropped and made anew once they are
/// asked for.
struct DiscoveryResponder: PathResponder {
    private let served: any ServedDefinitions
    private let serverAddress: String
    private let latest = Guarded<Documents?>(nil)

    private struct Documents: Sendable {
        let generation: Int
        let discovery: DiscoveryDocuments
        let openAPI: OpenAPIDocuments
    }

    /// - Parameters:
    ///   - served: what is served at the moment.
    ///   - serverAddress: `host:port`, for clients that look it up in `/api`.
    init(served: any ServedDefinitions, serverAddress: String) {
        self.served = served
        self.serverAddress = serverAddress
    }

    var paths: [String] { documents.discovery.paths + ["/openapi/v2", "/openapi/v3"] + documents.openAPI.versionPaths }

    private var documents: Documents {
        // Read first: what is served may change in between, and then the documents are made again.
        let generation = served.generation
        if let known = latest.current, known.generation == generation { return known }
        let definitions = served.definitions
        let fresh = Documents(
            generation: generation,
            discovery: DiscoveryDocuments(definitions: definitions, serverAddress: serverAddress),
            openAPI: OpenAPIDocuments(definitions: definitions))
        latest.withLock { $0 = fresh }
        return fresh
    }

    func respond(to request: HTTPRequest, query: Query) async throws(StatusError) -> HTTPResponse? {
        // Paths of anybody else must not cost a look at the kinds.
        guard ["/api", "/openapi/v"].contains(where: request.path.hasPrefix) else { return nil }
        let documents = documents
        if let page = documents.openAPI.page(at: request.path) {
            return documents.openAPI.answer(page, to: request, query)
        }
        // Kubernetes says nothing more of a version that it does not have.
        if request.path.hasPrefix("/openapi/v3/") { return HTTPResponse(status: 404) }
        if documents.discovery.isRouted(request.path) {
            guard request.method == "GET" else { throw .noSuchMethod }
            try Negotiation.checkRoute(request, types: Negotiation.Offer.types)
        }
        let accept = request.headers["Accept"]
        if let document = documents.discovery.aggregated(path: request.path, accept: accept) {
            return document.response(to: request, cacheControl: "public")
        }
        guard let document = documents.discovery.legacy(path: request.path) else { return nil }
        let negotiation = try Negotiation(request, query, offer: .document)
        let response = document.response(to: request, cacheControl: "no-cache, private")
        guard negotiation != .json else { return response }
        var encoded = try Answer.encoded(
            HTTPResponse(status: 200, headers: response.headers, body: .bytes(document.bytes)), negotiation, for: request)
        encoded.headers["ETag"] = nil  // which is that of the plain form
        return encoded
    }
}

extension StaticDocument {
    /// The document, or 304 when the client has it.
    func response(to request: HTTPRequest, cacheControl: String) -> HTTPResponse {
        var headers: HTTPHeaders = [
            "Content-Type": contentType, "ETag": etag, "Vary": "Accept", "Cache-Control": cacheControl,
        ]
        if request.knows(etag) {
            headers["Content-Type"] = nil
            return HTTPResponse(status: 304, headers: headers)
        }
        return Answer.compressed(HTTPResponse(status: 200, headers: headers, body: .bytes(bytes)), for: request)
    }
}

extension HTTPRequest {
    /// Whether the client says that it has this version of the document already.
    func knows(_ etag: String) -> Bool {
        guard let known = headers["If-None-Match"] else { return false }
        return known == "*" || known.contains(etag)
    }
}
