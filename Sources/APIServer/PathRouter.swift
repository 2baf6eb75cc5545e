import AsyncTools
import JSON
import Transport

/// Answers what is not a resource: health, version, metrics, discovery and the like.
struct PathRouter: Sendable {
    let responders: [any PathResponder]
    let configuration: ServerConfiguration
    let cache: StateCache
    let metrics: RequestMetrics
    let bootstrapped: Guarded<Bool>
    let version: StaticDocument

    private static let healthPaths: Set = ["/livez", "/readyz", "/healthz"]

    /// The answer to a path that needs no credentials; `nil` for any other.
    func openAnswer(to request: HTTPRequest, query: Query) -> HTTPResponse? {
        guard request.method == "GET" || request.method == "HEAD" else { return nil }
        if request.path == "/version" || request.path == "/version/" {
            return HTTPResponse(
                status: 200, headers: ["Content-Type": version.contentType], body: .bytes(version.bytes))
        }
        let parts = request.path.split(separator: "/")
        guard let first = parts.first, Self.healthPaths.contains("/\(first)"), parts.count <= 2 else { return nil }
        return health(String(first), check: parts.count == 2 ? String(parts[1]) : nil, query)
    }

    func answer(to request: HTTPRequest, query: Query) async throws(StatusError) -> HTTPResponse {
        for responder in responders {
            if let response = try await responder.respond(to: request, query: query) { return response }
        }
        guard request.method == "GET" || request.method == "HEAD" else { return notFound }
        switch request.path {
        case "/": return Answer.json(["paths": .array(allPaths.map(JSONValue.string))])
        case "/metrics": return Answer.text(metrics.text(cache: cache))
        default: return notFound
        }
    }

    private var notFound: HTTPResponse { Answer.text("404 page not found\n", status: 404) }

    private var allPaths: [String] {
        let own = ["/healthz", "/healthz/ping", "/livez", "/livez/ping", "/metrics", "/readyz", "/readyz/ping", "/version"]
        return (own + responders.flatMap(\.paths)).sorted()
    }

    private func health(_ endpoint: String, check: String?, _ query: Query) -> HTTPResponse {
        var checks: [(name: String, isHealthy: Bool)] = [("ping", true)]
        // Alive while it loads; ready when the state is there.
        if endpoint != "livez" {
            checks.append(("storage", cache.isLoaded))
            checks.append(("bootstrap", bootstrapped.current))
        }
        let excluded = Set(query.all("exclude"))
        checks.removeAll { excluded.contains($0.name) }
        if let check {
            guard let found = checks.first(where: { $0.name == check }) else { return notFound }
            return Answer.text(found.isHealthy ? "ok" : "\(check) failed\n", status: found.isHealthy ? 200 : 500)
        }
        let isHealthy = checks.allSatisfy(\.isHealthy)
        if isHealthy, !query.items.contains(where: { $0.name == "verbose" }) { return Answer.text("ok") }
        var text = ""
        for check in checks {
            text += check.isHealthy ? "[+]\(check.name) ok\n" : "[-]\(check.name) failed: reason withheld\n"
        }
        text += "\(endpoint) check \(isHealthy ? "passed" : "failed")\n"
        return Answer.text(text, status: isHealthy ? 200 : 500)
    }
}
