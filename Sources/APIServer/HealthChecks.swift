import Transport

/// `/livez`, `/readyz`, `/healthz`: is the server to be started anew, is it to be sent requests; by single checks, which
/// `verbose` shows, `exclude` leaves out and a path below names.
struct HealthChecks: Sendable {
    let cache: StateCache
    let store: MeasuredStore
    let progress: StartProgress
    let history = HealthHistory()

    private static let endpoints: Set = ["livez", "readyz", "healthz"]

    private struct Check: Sendable {
        let name: String
        /// Why it fails.
        var failure: String?
    }

    static var paths: [String] { ["/healthz", "/healthz/ping", "/livez", "/livez/ping", "/readyz", "/readyz/ping"] }

    /// The answer to a path that the default roles let everybody ask, which is that of all checks together; `nil` for any
    /// other path.
    func answer(to request: HTTPRequest, query: Query) async -> HTTPResponse? {
        let endpoint = request.path.dropFirst()
        guard Self.endpoints.contains(String(endpoint)) else { return nil }
        return Self.answer(String(endpoint), await checks(of: endpoint), query)
    }

    /// The answer of a single check (`/livez/etcd`), for those who may ask it; `nil` for any other path.
    func answer(ofCheckAt path: String) async -> HTTPResponse? {
        let parts = path.dropFirst().split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, Self.endpoints.contains(String(parts[0])) else { return nil }
        guard let check = await checks(of: parts[0]).first(where: { $0.name == parts[1] }) else { return nil }
        return Self.text(check.failure.map { "internal server error: \($0)\n" } ?? "ok", isHealthy: check.failure == nil)
    }

    private static func answer(_ endpoint: String, _ checks: [Check], _ query: Query) -> HTTPResponse {
        var excluded = Set(query.all("exclude"))
        var text = ""
        var isHealthy = true
        for check in checks {
            if excluded.remove(check.name) != nil {
                text += "[+]\(check.name) excluded: ok\n"
            } else if check.failure == nil {
                text += "[+]\(check.name) ok\n"
            } else {
                // Anybody may ask: why is for the log.
                text += "[-]\(check.name) failed: reason withheld\n"
                isHealthy = false
            }
        }
        if !excluded.isEmpty {
            let names = excluded.sorted().map { "\"\($0)\"" }.joined(separator: ",")
            text += "warn: some health checks cannot be excluded: no matches for \(names)\n"
        }
        if isHealthy, !query.items.contains(where: { $0.name == "verbose" }) { return Self.text("ok", isHealthy: true) }
        return Self.text(text + "\(endpoint) check \(isHealthy ? "passed" : "failed")\n", isHealthy: isHealthy)
    }

    private static func text(_ text: String, isHealthy: Bool) -> HTTPResponse {
        var response = Answer.text(text, status: isHealthy ? 200 : 500)
        response.headers.add("X-Content-Type-Options", "nosniff")
        return response
    }

    /// In Kubernetes' order.
    private func checks(of endpoint: Substring) async -> [Check] {
        let isLiveness = endpoint == "livez"
        let storeFailure = await store.isAnswering ? nil : "the store does not answer"
        var checks = [Check(name: "ping"), Check(name: "log"), Check(name: "etcd", failure: storeFailure)]
        if endpoint == "readyz" {
            checks.append(Check(name: "etcd-readiness", failure: storeFailure))
            checks.append(Check(name: "informer-sync", failure: cache.isLoaded ? nil : "the state is being read"))
        }
        for step in StartProgress.Step.allCases {
            let isFine = progress.isComplete(step) || isLiveness && progress.isInGrace
            checks.append(Check(name: "poststarthook/\(step.rawValue)", failure: isFine ? nil : "not finished"))
        }
        if endpoint == "readyz" {
            checks.append(Check(name: "shutdown", failure: progress.isShuttingDown ? "process is shutting down" : nil))
        }
        history.note(checks.map { ($0.name, $0.failure == nil) }, endpoint: String(endpoint))
        return checks
    }
}
