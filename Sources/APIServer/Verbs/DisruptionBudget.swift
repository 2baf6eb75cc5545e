import JSON
import Schema

/// How evictions read and charge a PodDisruptionBudget (`policy/v1`). Pure.
enum DisruptionBudget {
    /// Evictions that the budget's controller has not yet seen the end of.
    private static let largestPending = 2000
    private static let cause = "DisruptionBudget"

    /// Whether Pods that are not ready may go without being counted.
    static func sparesUnready(_ budget: JSONValue) -> Bool {
        if budget.text(path: "spec", "unhealthyPodEvictionPolicy") == "AlwaysAllow" { return true }
        let desired = budget[path: "status", "desiredHealthy"]?.intValue ?? 0
        return desired > 0 && (budget[path: "status", "currentHealthy"]?.intValue ?? 0) >= desired
    }

    /// The budget after one disruption. A 429 when it has none left or its controller is behind.
    static func charged(_ budget: JSONValue, pod: String, now: Timestamp) throws(StatusError) -> JSONValue {
        let name = budget.text(path: "metadata", "name")
        let status = budget["status"] ?? .emptyObject
        guard (status["observedGeneration"]?.intValue ?? 0) >= (budget[path: "metadata", "generation"]?.intValue ?? 0) else {
            throw unprocessed(name)
        }
        let allowed = status["disruptionsAllowed"]?.intValue ?? 0
        let subject = StatusError.Subject(group: "policy", kind: "poddisruptionbudget", name: name)
        guard allowed >= 0 else { throw .forbidden(subject, "pdb disruptions allowed is negative") }
        guard status.map("disruptedPods").count <= largestPending else {
            throw .forbidden(
                subject, "DisruptedPods map too big - too many evictions not confirmed by PDB controller")
        }
        guard allowed > 0 else { throw refusal(reasonAgainst(status, name)) }
        var charged = budget
        charged[path: ["status", "disruptionsAllowed"]] = .int(allowed - 1)
        charged[path: ["status", "disruptedPods", pod]] = .string(now.rfc3339)
        if allowed == 1 { close(&charged, now) }
        return charged
    }

    private static func reasonAgainst(_ status: JSONValue, _ name: String) -> String {
        let condition = status.list("conditions").first { $0.text("type") == "DisruptionAllowed" }
        if let condition, condition.text("status") == "False", condition.text("reason") == "SyncFailed" {
            return "The disruption budget \(name) does not allow evicting pods currently because it failed sync: "
                + condition.text("message")
        }
        let desired = status["desiredHealthy"]?.intValue ?? 0
        let current = status["currentHealthy"]?.intValue ?? 0
        return "The disruption budget \(name) needs \(desired) healthy pods and has \(current) currently"
    }

    /// Says in the conditions that nothing is left.
    private static func close(_ budget: inout JSONValue, _ now: Timestamp) {
        var conditions = budget["status"]?.list("conditions") ?? []
        let old = conditions.first { $0.text("type") == "DisruptionAllowed" }
        conditions.removeAll { $0.text("type") == "DisruptionAllowed" }
        let isNew = old?.text("status") != "False"
        conditions.append([
            "type": "DisruptionAllowed", "status": "False",
            "observedGeneration": budget[path: "status", "observedGeneration"] ?? 0,
            "lastTransitionTime": isNew ? .string(now.rfc3339) : old?["lastTransitionTime"] ?? .string(now.rfc3339),
            "reason": "InsufficientPods", "message": "",
        ])
        budget[path: ["status", "conditions"]] = .array(conditions)
    }

    /// The budget's controller has to look again.
    static func unprocessed(_ name: String) -> StatusError {
        refusal("The disruption budget \(name) is still being processed by the server.", retryAfter: 10)
    }

    private static func refusal(_ why: String, retryAfter: Int? = nil) -> StatusError {
        StatusError(
            code: 429, reason: "TooManyRequests",
            message: "Cannot evict pod as it would violate the pod's disruption budget.", subject: StatusError.Subject(),
            causes: [StatusError.Cause(reason: cause, message: why, field: "")], retryAfterSeconds: retryAfter)
    }
}
