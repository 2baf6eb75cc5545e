import Transport

/// `/livez`, `/readyz`, `/healthz`: is the server to be started anew, is it to be sent requests; by single checks, which
/// `verbose` shows, `exclude` leaves out and a path below names.
struct HealthChecks: Sendable {
    let cache: StateCache
    let store: MeasuredStore
    let progress: StartProgress

    private static let endpoints: Set = ["livez", "readyz", "healthz"]

    private struct Check: Sendable {
        let name: String
        /// Why it fails.
        var failure: String?
    }

    static var paths: [String] { ["/healthz", "/healthz/ping", "/livez", "/livez/ping", "/readyz", "/readyz/ping"] }

    /// `nil` for any other path.
    func answer(to request: HTTPRequest, query: Query) -> HTTPResponse? {
        let parts = request.path.split(separator: "/", maxSplits: 1)
        guard let endpoint = parts.first.map(String.init), Self.endpoints.contains(endpoint) else { return nil }
        let checks = checks(of: endpoint)
        if parts.count == 2 {
            guard let check = checks.first(where: { $0.name == parts[1] }) else { return nil }
            return Self.text(check.failure.map { "internal server error: \($0)\n" } ?? "ok", isHealthy: check.failure == nil)
        }
        return Self.answer(endpoint, checks, query)
    }

    private static func answer(_ endpoint: String, _ checks: [Check], _ query: Query) -> HTTPResponse {
        var excluded = Set(query.all("exclude").filter { !$0.isEmpty })
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
    private func checks(of endpoint: String) -> [Check] {
        let isLiveness = endpoint == "livez"
        var checks = [Check(name: "ping"), Check(name: "log")]
        checks.append(Check(name: "etcd", failure: store.isAnswering ? nil : "the store does not answer"))
        if endpoint == "readyz" {
            checks.append(Check(name: "etcd-readiness", failure: store.isAnswering ? nil : "the store does not answer"))
        }
        if !isLiveness {
            checks.append(Check(name: "informer-sync", failure: cache.isLoaded ? nil : "the state is being read"))
        }
        for step in StartProgress.Step.allCases {
            let isFine = progress.isComplete(step) || isLiveness && progress.isInGrace
            checks.append(Check(name: "poststarthook/\(step.rawValue)", failure: isFine ? nil : "not finished"))
        }
        if endpoint == "readyz" {
            checks.append(Check(name: "shutdown", failure: progress.isShuttingDown ? "process is shutting down" : nil))
        }
        return checks
    }
}
