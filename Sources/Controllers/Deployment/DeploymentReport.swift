import KubeAPI
import Schema

/// A Deployment's status after a pass. Pure.
struct DeploymentReport: Sendable {
    let status: DeploymentStatus
    /// When the rollout times out if nothing moves; `nil` when no deadline runs.
    let deadline: Timestamp?

    init(_ rollout: Rollout, _ conditions: DeploymentConditions, collisions: Int32?, now: Timestamp) {
        let counts = Counts(rollout)
        var conditions = conditions
        Self.setAvailability(&conditions, rollout.deployment, counts, now)
        Self.setProgress(&conditions, rollout, counts, now)
        Self.setFailure(&conditions, rollout, now)
        status = Self.status(rollout.deployment, counts, conditions, collisions)
        deadline = Self.deadline(rollout.deployment, conditions, counts)
    }

    /// The sums over the ReplicaSets.
    struct Counts: Sendable {
        let replicas: Int32
        let updated: Int32
        let ready: Int32
        let available: Int32
        let unavailable: Int32
        let terminating: Int32

        init(_ rollout: Rollout) {
            func sum(_ value: (ReplicaSet) -> Int32) -> Int32 { rollout.all.reduce(0) { $0 &+ value($1) } }
            replicas = sum { $0.status.replicas }
            updated = rollout.new?.status.replicas ?? 0
            ready = sum { $0.status.readyReplicas }
            available = sum { $0.status.availableReplicas }
            unavailable = max(0, sum { $0.spec.replicas ?? 1 } &- available)
            terminating = sum { $0.status.terminatingReplicas ?? 0 }
        }

        func isComplete(_ deployment: Deployment) -> Bool {
            let desired = deployment.spec.replicas ?? 1
            return updated == desired && replicas == desired && available == desired
        }

        func hasProgressed(since old: DeploymentStatus) -> Bool {
            updated > old.updatedReplicas || replicas &- updated < old.replicas &- old.updatedReplicas
                || ready > old.readyReplicas || available > old.availableReplicas
        }
    }

    private static func setAvailability(
        _ conditions: inout DeploymentConditions, _ deployment: Deployment, _ counts: Counts, _ now: Timestamp
    ) {
        if Int(counts.available) >= deployment.replicaCount - deployment.tolerableUnavailable {
            conditions.set(
                "Available", "True", reason: "MinimumReplicasAvailable",
                message: "Deployment has minimum availability.", now: now)
        } else {
            conditions.set(
                "Available", "False", reason: "MinimumReplicasUnavailable",
                message: "Deployment does not have minimum availability.", now: now)
        }
    }

    private static func setProgress(
        _ conditions: inout DeploymentConditions, _ rollout: Rollout, _ counts: Counts, _ now: Timestamp
    ) {
        let deployment = rollout.deployment
        guard let limit = deployment.progressDeadline, !deployment.spec.paused, !deployment.isBeingDeleted else { return }
        let known = conditions.progressing
        if counts.replicas == counts.updated, known?.reason == "NewReplicaSetAvailable" { return }
        let subject = rollout.new.map { "ReplicaSet \"\($0.name)\"" } ?? "Deployment \"\(deployment.name)\""
        if counts.isComplete(deployment) {
            conditions.set(
                "Progressing", "True", reason: "NewReplicaSetAvailable",
                message: "\(subject) has successfully progressed.", now: now)
        } else if counts.hasProgressed(since: deployment.status) {
            conditions.set(
                "Progressing", "True", reason: "ReplicaSetUpdated", message: "\(subject) is progressing.", now: now,
                refreshing: true)
        } else if hasTimedOut(known, limit, now) {
            conditions.set(
                "Progressing", "False", reason: "ProgressDeadlineExceeded",
                message: "\(subject) has timed out progressing.", now: now)
        }
    }

    private static func hasTimedOut(_ progressing: DeploymentCondition?, _ limit: Int32, _ now: Timestamp) -> Bool {
        guard let progressing, progressing.reason != "NewReplicaSetAvailable", progressing.reason != "DeploymentPaused"
        else { return false }
        if progressing.reason == "ProgressDeadlineExceeded" { return true }
        return (progressing.lastUpdateTime ?? now).advanced(bySeconds: Int64(limit)) < now
    }

    /// A ReplicaSet that cannot create its Pods fails the Deployment.
    private static func setFailure(_ conditions: inout DeploymentConditions, _ rollout: Rollout, _ now: Timestamp) {
        let sets = (rollout.new.map { [$0] } ?? []) + rollout.old.reversed()
        let failure = sets.lazy.flatMap(\.status.conditions).first { $0.type == "ReplicaFailure" && $0.status == "True" }
        if let failure {
            conditions.set("ReplicaFailure", "True", reason: failure.reason, message: failure.message, now: now)
        } else {
            conditions.remove("ReplicaFailure")
        }
    }

    private static func status(
        _ deployment: Deployment, _ counts: Counts, _ conditions: DeploymentConditions, _ collisions: Int32?
    ) -> DeploymentStatus {
        var status = deployment.status
        status.observedGeneration = deployment.metadata.generation
        status.setCount("replicas", counts.replicas)
        status.setCount("updatedReplicas", counts.updated)
        status.setCount("readyReplicas", counts.ready)
        status.setCount("availableReplicas", counts.available)
        status.setCount("unavailableReplicas", counts.unavailable)
        status.terminatingReplicas = counts.terminating
        if let collisions { status.collisionCount = collisions }
        if conditions.list != status.conditions { status.conditions = conditions.list }
        return status
    }

    private static func deadline(
        _ deployment: Deployment, _ conditions: DeploymentConditions, _ counts: Counts
    ) -> Timestamp? {
        guard let limit = deployment.progressDeadline, let progressing = conditions.progressing,
            !deployment.isBeingDeleted, !deployment.spec.paused, !counts.isComplete(deployment),
            progressing.status != "False",
            !["NewReplicaSetAvailable", "DeploymentPaused"].contains(progressing.reason)
        else { return nil }
        return progressing.lastUpdateTime?.advanced(bySeconds: Int64(limit) + 1)
    }
}
