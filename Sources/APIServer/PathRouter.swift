import JSON
import Transport

/// Answers what is not a resource: health, version, metrics, discovery and the like.
struct PathRouter: Sendable {
    let responders: [any PathResponder]
    let metrics: ServerMetrics
    let health: HealthChecks
    /// `nil`: this server shows no insides.
    let debugging: FlowControlDump?
    let version: StaticDocument

    /// The answer to a path that needs no credentials; `nil` for any other.
    func openAnswer(to request: HTTPRequest, query: Query) -> HTTPResponse? {
        guard request.method == "GET" || request.method == "HEAD" else { return nil }
        if request.path == "/version" || request.path == "/version/" {
            return HTTPResponse(
                status: 200, headers: ["Content-Type": version.contentType], body: .bytes(version.bytes))
        }
        return health.answer(to: request, query: query)
    }

    func answer(to request: HTTPRequest, query: Query) async throws(StatusError) -> HTTPResponse {
        for responder in responders {
            if let response = try await responder.respond(to: request, query: query) { return response }
        }
        guard request.method == "GET" || request.method == "HEAD" else { return notFound }
        switch request.path {
        case "/": return Answer.json(["paths": .array(allPaths.map(JSONValue.string))])
        case "/metrics":
            return HTTPResponse(
                status: 200, headers: ["Content-Type": "text/plain; version=0.0.4; charset=utf-8"],
                body: .bytes(metrics.text()))
        default: return debugging?.answer(request.path) ?? notFound
        }
    }

    private var notFound: HTTPResponse { Answer.text("404 page not found\n", status: 404) }

    private var allPaths: [String] {
        let own = HealthChecks.paths + ["/metrics", "/version"] + (debugging == nil ? [] : FlowControlDump.paths)
        return (own + responders.flatMap(\.paths)).sorted()
    }
}
