import KubeAPI
import Schema

/// The conditions of a Deployment, changed by Kubernetes' rules. Pure.
struct DeploymentConditions: Sendable, Hashable {
    private(set) var list: [DeploymentCondition]

    init(_ list: [DeploymentCondition]) { self.list = list }

    subscript(type: String) -> DeploymentCondition? { list.first { $0.type == type } }

    var progressing: DeploymentCondition? { self["Progressing"] }

    /// Sets a condition. The same status and reason change nothing, unless `refreshing` asks for a new update time.
    mutating func set(
        _ type: String, _ status: String, reason: String, message: String, now: Timestamp, refreshing: Bool = false
    ) {
        let known = self[type]
        if !refreshing, let known, known.status == status, known.reason == reason { return }
        let sinceThen = known.flatMap { $0.status == status ? $0.lastTransitionTime : nil }
        let condition = DeploymentCondition {
            $0.type = type
            $0.status = status
            $0.lastUpdateTime = now
            $0.lastTransitionTime = sinceThen ?? now
            $0.reason = reason
            $0.message = message
        }
        if let index = list.firstIndex(where: { $0.type == type }) {
            list[index] = condition
        } else {
            list.append(condition)
        }
    }

    mutating func remove(_ type: String) { list.removeAll { $0.type == type } }

    /// Notes that the rollout is paused or goes on. A rollout that has timed out stays so.
    mutating func note(isPaused: Bool, now: Timestamp) {
        let reason = progressing?.reason
        guard reason != "ProgressDeadlineExceeded" else { return }
        if isPaused, reason != "DeploymentPaused" {
            set("Progressing", "Unknown", reason: "DeploymentPaused", message: "Deployment is paused", now: now)
        } else if !isPaused, reason == "DeploymentPaused" {
            set("Progressing", "Unknown", reason: "DeploymentResumed", message: "Deployment is resumed", now: now)
        }
    }
}
