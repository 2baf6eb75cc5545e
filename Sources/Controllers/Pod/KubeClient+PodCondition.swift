import JSON
import KubeAPI
import KubeClient
import Schema

extension KubeClient {
    /// Writes one condition, as of now, into the status of exactly this Pod.
    /// - Throws: `APIError`; a conflict when another Pod has the name by now.
    func setCondition(
        _ type: String, _ status: String, reason: String = "", message: String = "", phase: String? = nil, of pod: Pod
    ) async throws {
        let condition = PodCondition {
            $0.type = type
            $0.status = status
            if !reason.isEmpty { $0.reason = reason }
            if !message.isEmpty { $0.message = message }
            $0.lastTransitionTime = .now
        }
        var change: JSONValue = ["conditions": [condition.json]]
        if let phase { change["phase"] = .string(phase) }
        _ = try await patch(
            PodShape.self, pod.key, .strategic(["metadata": ["uid": .string(pod.uid)], "status": change]),
            subresource: "status")
    }
}
