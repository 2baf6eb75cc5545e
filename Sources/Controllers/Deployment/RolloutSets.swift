import JSON
import KubeAPI
import KubeClient
import Schema

/// The writes that a rollout needs: making, scaling, numbering and removing ReplicaSets.
///
/// Every write carries the resource version it was decided on, so a decision made on an old cache is refused.
struct RolloutSets: Sendable {
    let client: KubeClient
    let events: EventRecorder

    /// Finds the set of the present template, and numbers it. Leaves the rollout alone when there is none.
    func followRevision(_ pass: inout DeploymentPass) async throws {
        guard var set = pass.rollout.new else { return }
        let deployment = pass.rollout.deployment
        let before = set
        var annotations = set.annotations.merging(deployment.inheritedAnnotations) { $1 }
        let revision = pass.rollout.nextRevision
        if set.revision < revision {
            if set.revision > 0 {
                let history = set.annotations[DeploymentAnnotation.revisionHistory].map { $0 + "," } ?? ""
                annotations[DeploymentAnnotation.revisionHistory] = history + "\(set.revision)"
            }
            annotations[DeploymentAnnotation.revision] = "\(revision)"
        }
        if annotations != set.annotations { set.metadata.annotations = annotations }
        if set.spec.minReadySeconds != deployment.spec.minReadySeconds {
            set.spec.minReadySeconds = deployment.spec.minReadySeconds
        }
        if set != before { set = try await client.update(set) }
        pass.rollout.new = set
        number(&pass.rollout, set.revision)
        if deployment.progressDeadline != nil, pass.conditions.progressing == nil {
            pass.conditions.set(
                "Progressing", "True", reason: "FoundNewReplicaSet", message: "Found new replica set \"\(set.name)\"",
                now: .now)
        }
    }

    /// Finds or makes the set of the present template.
    func ensureNewSet(_ pass: inout DeploymentPass) async throws {
        if pass.rollout.new != nil { return try await followRevision(&pass) }
        let deployment = pass.rollout.deployment
        let set = newSet(for: pass)
        do {
            let made = try await client.create(set)
            pass.rollout.new = made
            if made.replicaCount > 0 { recordScaling(deployment, made, from: 0, to: made.replicaCount) }
        } catch let error as APIError where error.isAlreadyExists {
            try await settleNameClash(set, &pass)
        } catch let error as APIError where !error.isNamespaceTerminating && deployment.progressDeadline != nil {
            try await reportFailedCreate(of: set, error, pass)
            throw error
        }
        number(&pass.rollout, pass.rollout.new?.revision ?? 0)
        if deployment.progressDeadline != nil {
            pass.conditions.set(
                "Progressing", "True", reason: "NewReplicaSetCreated", message: "Created new replica set \"\(set.name)\"",
                now: .now)
        }
    }

    private func reportFailedCreate(of set: ReplicaSet, _ error: APIError, _ pass: DeploymentPass) async throws {
        var conditions = pass.conditions
        conditions.set(
            "Progressing", "False", reason: "ReplicaSetCreateError",
            message: "Failed to create new replica set \"\(set.name)\": \(error.message)", now: .now)
        guard conditions != pass.conditions else { return }
        var changed = pass.rollout.deployment
        changed.status.conditions = conditions.list
        _ = try await client.updateStatus(changed)
    }

    private func newSet(for pass: DeploymentPass) -> ReplicaSet {
        let deployment = pass.rollout.deployment
        let hash = deployment.spec.template.hashText(collisions: pass.collisions)
        let plan = deployment.rollingUpdate
        let empty = RollingUpdate.Member(replicas: 0, available: 0)
        let replicas =
            deployment.isRollingUpdate
            ? plan.newReplicas(empty, old: pass.rollout.old.map(\.member)) : deployment.replicaCount
        return ReplicaSet(name: "\(deployment.name)-\(hash)", namespace: deployment.namespace) { set in
            var template = deployment.spec.template
            template.metadata.labels[podTemplateHashLabel] = hash
            set.metadata.labels = template.metadata.labels
            set.metadata.annotations = deployment.inheritedAnnotations.merging(
                [
                    DeploymentAnnotation.revision: "\(pass.rollout.nextRevision)",
                    DeploymentAnnotation.desiredReplicas: "\(plan.desired)",
                    DeploymentAnnotation.maxReplicas: "\(most(deployment))",
                ]
            ) { $1 }
            set.metadata.ownerReferences = [deployment.controllerReference]
            set.spec.replicas = Int32(clamping: replicas)
            if deployment.spec.minReadySeconds > 0 { set.spec.minReadySeconds = deployment.spec.minReadySeconds }
            var selector = deployment.spec.selector
            selector.matchLabels[podTemplateHashLabel] = hash
            set.spec.selector = selector
            set.spec.template = template
        }
    }

    /// The name is taken: by this very set, which the cache does not show yet, or by another template with the same hash.
    private func settleNameClash(_ set: ReplicaSet, _ pass: inout DeploymentPass) async throws {
        let deployment = pass.rollout.deployment
        let live = try await client.get(ReplicaSetShape.self, set.key)
        if live.isControlled(by: deployment), live.spec.template.comparable == deployment.spec.template.comparable {
            pass.rollout.new = live
            return
        }
        var changed = deployment
        changed.status.collisionCount = (pass.collisions ?? 0) &+ 1
        _ = try await client.updateStatus(changed)
        throw HashCollision(name: set.name)
    }

    /// Two templates have the same hash; the next pass uses another one.
    struct HashCollision: Error, CustomStringConvertible {
        let name: String
        var description: String { "another template's replica set has the name \(name)" }
    }

    /// Shows the present revision at the Deployment itself. The report at the end of the pass writes it.
    private func number(_ rollout: inout Rollout, _ revision: Int64) {
        let text = "\(revision)"
        guard revision > 0, rollout.deployment.annotations[DeploymentAnnotation.revision] != text else { return }
        rollout.deployment.metadata.annotations[DeploymentAnnotation.revision] = text
    }

    // MARK: Scaling

    func scale(_ set: ReplicaSet, to replicas: Int, _ deployment: Deployment) async throws -> ReplicaSet {
        let before = set.replicaCount
        var changed = set
        changed.spec.replicas = Int32(clamping: replicas)
        changed.metadata.annotations[DeploymentAnnotation.desiredReplicas] = "\(deployment.replicaCount)"
        changed.metadata.annotations[DeploymentAnnotation.maxReplicas] = "\(most(deployment))"
        guard changed != set else { return set }
        let written = try await client.update(changed)
        if replicas != before { recordScaling(deployment, set, from: before, to: replicas) }
        return written
    }

    private func most(_ deployment: Deployment) -> Int {
        deployment.isRollingUpdate ? deployment.rollingUpdate.most : deployment.replicaCount
    }

    private func recordScaling(_ deployment: Deployment, _ set: ReplicaSet, from old: Int, to new: Int) {
        let direction = new > old ? "up" : "down"
        events.record(
            about: deployment.reference, reason: "ScalingReplicaSet",
            message: "Scaled \(direction) replica set \(set.name) from \(old) to \(new)")
    }

    /// Brings the sets to a changed size of the Deployment without moving the rollout on.
    func scaleProportionally(_ rollout: inout Rollout) async throws {
        let deployment = rollout.deployment
        if rollout.active.count <= 1, let only = rollout.active.first ?? rollout.new ?? rollout.old.last {
            return rollout.replace(try await scale(only, to: deployment.replicaCount, deployment))
        }
        if let new = rollout.new, rollout.isSaturated(new) {
            for set in rollout.old where set.replicaCount > 0 { rollout.replace(try await scale(set, to: 0, deployment)) }
            return
        }
        guard deployment.isRollingUpdate else { return }
        let allowed = deployment.replicaCount > 0 ? deployment.rollingUpdate.most : 0
        let isGrowing = allowed > rollout.all.reduce(0) { $0 + $1.replicaCount }
        let sets = rollout.active.sorted { left, right in
            if left.replicaCount != right.replicaCount { return left.replicaCount > right.replicaCount }
            return isGrowing ? left.created > right.created : left.created < right.created
        }
        let plan = ProportionalScaling(
            allowed: allowed, current: Int(deployment.status.replicas), desired: deployment.replicaCount)
        let sizes = plan.sizes(
            sets.map { set in
                .init(
                    replicas: set.replicaCount,
                    most: set.annotations[DeploymentAnnotation.maxReplicas].flatMap { Int($0) })
            })
        for (set, size) in zip(sets, sizes) { rollout.replace(try await scale(set, to: size, deployment)) }
    }

    // MARK: History

    /// Removes the oldest sets without Pods beyond the Deployment's limit.
    func removeHistory(of rollout: Rollout) async throws {
        guard let limit = rollout.deployment.spec.revisionHistoryLimit, limit < .max else { return }
        let kept = rollout.old.filter { !$0.isBeingDeleted }.sorted { $0.revision < $1.revision }
        for set in kept.prefix(max(kept.count - Int(limit), 0)) {
            let isIdle =
                set.replicaCount == 0 && set.status.replicas == 0
                && set.status.observedGeneration >= set.metadata.generation
            guard isIdle else { continue }
            do {
                try await client.delete(ReplicaSetShape.self, set.key, .init(preconditions: .init(uid: set.uid)))
            } catch let error as APIError where error.isNotFound { continue }
        }
    }
}

extension Rollout {
    /// Whether the Deployment's size changed since its sets were scaled last.
    var wasResized: Bool {
        active.contains { set in
            guard let noted = set.annotations[DeploymentAnnotation.desiredReplicas].flatMap({ Int($0) }) else { return false }
            return noted != deployment.replicaCount
        }
    }

    /// Whether a set alone is all that is wanted.
    func isSaturated(_ set: ReplicaSet) -> Bool {
        let noted = set.annotations[DeploymentAnnotation.desiredReplicas].flatMap { Int($0) }
        return set.replicaCount == deployment.replicaCount && noted == deployment.replicaCount
            && set.availableCount == deployment.replicaCount
    }

    mutating func replace(_ set: ReplicaSet) {
        if new?.uid == set.uid {
            new = set
        } else if let index = old.firstIndex(where: { $0.uid == set.uid }) {
            old[index] = set
        }
    }
}
