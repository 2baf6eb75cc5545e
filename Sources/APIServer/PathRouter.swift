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

    /// Whether a path needs no credentials.
    func isOpen(_ path: String) -> Bool {
        switch path {
        case "/livez", "/readyz", "/healthz", "/version", "/version/": true
        default: false
        }
    }

    /// The answer to a path that needs no credentials; `nil` for any other, and for methods that do.
    func openAnswer(to request: HTTPRequest, query: Query) async -> HTTPResponse? {
        guard request.method == "GET" || request.method == "HEAD" else { return nil }
        if request.path.hasPrefix("/version") {
            return HTTPResponse(
                status: 200, headers: ["Content-Type": version.contentType], body: .bytes(version.bytes))
        }
        return await health.answer(to: request, query: query)
    }

    func answer(to request: HTTPRequest, query: Query) async throws(StatusError) -> HTTPResponse {
        for responder in responders {
            if let response = try await responder.respond(to: request, query: query) { return response }
        }
        guard request.method == "GET" || request.method == "HEAD" else { return Self.notFound }
        switch request.path {
        case "/": return Answer.json(["paths": .array(allPaths.map(JSONValue.string))])
        case "/metrics": return Self.shown(metrics.text())
        case "/metrics/slis": return Self.shown(health.history.text())
        default:
            if let response = debugging?.answer(request.path) { return response }
            return await health.answer(ofCheckAt: request.path) ?? Self.notFound
        }
    }

    private static func shown(_ metrics: [UInt8]) -> HTTPResponse {
        HTTPResponse(
            status: 200, headers: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8"], body: .bytes(metrics))
    }

    private static var notFound: HTTPResponse {
        var response = Answer.text("404 page not found\n", status: 404)
        response.headers.add("X-Content-Type-Options", "nosniff")
        return response
    }

    private var allPaths: [String] {
        let own =
            HealthChecks.paths + ["/metrics", "/metrics/slis", "/version"] + (debugging == nil ? [] : FlowControlDump.paths)
        return (own + responders.flatMap(\.paths)).sorted()
    }
}
