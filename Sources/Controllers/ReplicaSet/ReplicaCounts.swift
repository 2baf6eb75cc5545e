import KubeAPI
import KubeClient
import Schema

/// What a ReplicaSet reports of its Pods. Pure.
struct ReplicaCounts: Sendable, Hashable {
    var replicas: Int32 = 0
    var fullyLabeled: Int32 = 0
    var ready: Int32 = 0
    var available: Int32 = 0
    var terminating: Int32 = 0
    /// When the next ready Pod will have been ready for long enough; `nil` when none waits.
    var nextAvailable: Timestamp?

    /// - Parameter pods: the set's Pods.
    init(_ pods: [Pod], templateLabels: [String: String], minReadySeconds: Int32, now: Timestamp) {
        let template = LabelMatcher(templateLabels)
        for pod in pods where !pod.hasEnded {
            guard !pod.isBeingDeleted else {
                terminating &+= 1
                continue
            }
            replicas &+= 1
            if template.matches(pod.labels) { fullyLabeled &+= 1 }
            guard let availableFrom = pod.becomesAvailable(minReadySeconds: minReadySeconds) else { continue }
            ready &+= 1
            if minReadySeconds == 0 || availableFrom <= now {
                available &+= 1
            } else {
                nextAvailable = nextAvailable.map { min($0, availableFrom) } ?? availableFrom
            }
        }
    }

    /// The status after this pass.
    func status(of set: ReplicaSet, failure: (reason: String, message: String)?, now: Timestamp) -> ReplicaSetStatus {
        var status = set.status
        status.replicas = replicas
        status.setCount("fullyLabeledReplicas", fullyLabeled)
        status.setCount("readyReplicas", ready)
        status.setCount("availableReplicas", available)
        status.terminatingReplicas = terminating
        status.observedGeneration = set.metadata.generation
        var conditions = status.conditions
        if failure == nil {
            conditions.removeAll { $0.type == "ReplicaFailure" }
        } else if let failure, !conditions.contains(where: { $0.type == "ReplicaFailure" }) {
            // The first failure stays: a message that names a new Pod each time would make every pass bring on the next.
            conditions.append(
                ReplicaSetCondition {
                    $0.type = "ReplicaFailure"
                    $0.status = "True"
                    $0.lastTransitionTime = now
                    $0.reason = failure.reason
                    $0.message = failure.message
                })
        }
        if conditions != status.conditions { status.conditions = conditions }
        return status
    }
}
