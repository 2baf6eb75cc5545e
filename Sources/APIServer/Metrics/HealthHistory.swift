import AsyncTools
import Metrics

/// How the health checks went whenever somebody asked, as `/metrics/slis` shows it.
final class HealthHistory: Sendable {
    private struct Key: Hashable, Sendable {
        let check: String
        let endpoint: String
    }

    private struct Outcomes: Sendable {
        var isHealthy = false
        var successes: UInt64 = 0
        var failures: UInt64 = 0
    }

    private let outcomes = Guarded<[Key: Outcomes]>([:])

    func note(_ checks: [(name: String, isHealthy: Bool)], endpoint: String) {
        outcomes.withLock { outcomes in
            for check in checks {
                let key = Key(check: check.name, endpoint: endpoint)
                outcomes[key, default: Outcomes()].isHealthy = check.isHealthy
                if check.isHealthy {
                    outcomes[key, default: Outcomes()].successes &+= 1
                } else {
                    outcomes[key, default: Outcomes()].failures &+= 1
                }
            }
        }
    }

    /// Prometheus' text format 0.0.4.
    func text() -> [UInt8] {
        let all = outcomes.current.sorted { ($0.key.endpoint, $0.key.check) < ($1.key.endpoint, $1.key.check) }
        var text = MetricsText()
        text.family("kubernetes_healthcheck", .gauge, "Whether a health check passed when it was last made.")
        for (key, outcome) in all { text.sample(["name": key.check, "type": key.endpoint], outcome.isHealthy ? 1 : 0) }
        text.family("kubernetes_healthchecks_total", .counter, "Health checks by how they went.")
        for (key, outcome) in all {
            for (status, count) in [("error", outcome.failures), ("success", outcome.successes)] where count > 0 {
                text.sample(["name": key.check, "status": status, "type": key.endpoint], count)
            }
        }
        return text.bytes
    }
}
