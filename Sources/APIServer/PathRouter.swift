import JSON
import Metrics
import Transport

/// Answers what is not a resource: health, version, metrics, discovery and the like.
struct PathRouter: Sendable {
    let responders: [any PathResponder]
    let metrics: ServerMetrics
    let health: HealthChecks
    /// `nil`: this server shows no insides.
    let debugging: FlowControlDump?
    let version: StaticDocument

    /// Whether everybody may ask for a path until the default roles, which say so, are there.
    func isOpen(_ path: String) -> Bool {
        switch path {
        case "/livez", "/readyz", "/healthz", "/version", "/version/": true
        default: false
        }
    }

    /// The answer to such a path.
    func openAnswer(to request: HTTPRequest, query: Query) async throws(StatusError) -> HTTPResponse {
        if let response = await health.answer(to: request, query: query) { return response }
        guard request.method == "GET" else { throw .noSuchMethod }
        try Negotiation.checkRoute(request, types: [version.contentType])
        return Self.shown(version.bytes, version.contentType)
    }

    func answer(to request: HTTPRequest, query: Query) async throws(StatusError) -> HTTPResponse {
        for responder in responders {
            if let response = try await responder.respond(to: request, query: query) { return response }
        }
        if isOpen(request.path) { return try await openAnswer(to: request, query: query) }
        switch request.path {
        case "/": return Answer.json(["paths": .array(allPaths.map(JSONValue.string))])
        case "/metrics": return Self.shown(metrics.text())
        case "/metrics/slis": return Self.shown(health.history.text())
        default:
            if let response = debugging?.answer(request.path) { return response }
            if let response = await health.answer(ofCheckAt: request.path) { return response }
            throw ResourceRouter.nothing(at: request.path)
        }
    }

    private static func shown(
        _ bytes: [UInt8], _ contentType: String = "text/plain; version=0.0.4; charset=utf-8"
    ) -> HTTPResponse {
        HTTPResponse(
            status: 200, headers: ["Content-Type": contentType, "Cache-Control": "no-cache, private"], body: .bytes(bytes))
    }

    private var allPaths: [String] {
        let own =
            HealthChecks.paths + ["/metrics", "/metrics/slis", "/version"] + (debugging == nil ? [] : FlowControlDump.paths)
        return (own + responders.flatMap(\.paths)).sorted()
    }
}
