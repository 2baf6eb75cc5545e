import KubeAPI
import KubeClient
import Logging
import Schema

/// Brings a Deployment's Pods to its template, through one ReplicaSet for each template it had.
struct DeploymentController: Controller {
    let name = "deployment"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers
    let sets: RolloutSets

    init(client: KubeClient, informers: SharedInformers, events: EventRecorder) {
        self.client = client
        self.informers = informers
        sets = RolloutSets(client: client, events: events)
    }

    func observe() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await feed(informers.deployments) }
            group.addTask { await feed(informers.replicaSets) { self.keys(for: $0) } }
            group.addTask { await feed(informers.pods) { self.keys(forLost: $0) } }
        }
    }

    private func keys(for change: InformerChange<ReplicaSetShape>) -> [ObjectKey] {
        guard let set = change.object else { return [] }
        var keys = Self.owner(of: set).map { [$0] } ?? []
        if case .applied(_, let old?) = change, let before = Self.owner(of: old), !keys.contains(before) { keys.append(before) }
        guard keys.isEmpty else { return keys }
        let labels = set.labels
        return informers.deployments.objects(in: set.namespace).filter { $0.spec.selector.matches(labels) }.map(\.key)
    }

    /// `Recreate` waits for the last old Pod to be gone.
    private func keys(forLost change: InformerChange<PodShape>) -> [ObjectKey] {
        guard case .deleted(let pod) = change, let owner = pod.controllerOwner, owner.kind == "ReplicaSet",
            let set = informers.replicaSets[ObjectKey(namespace: pod.namespace, name: owner.name)],
            let key = Self.owner(of: set), let deployment = informers.deployments[key], !deployment.isRollingUpdate
        else { return [] }
        return [key]
    }

    private static func owner(of set: ReplicaSet) -> ObjectKey? {
        guard let owner = set.controllerOwner, owner.kind == "Deployment" else { return nil }
        return ObjectKey(namespace: set.namespace, name: owner.name)
    }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        guard let deployment = informers.deployments[key] else { return .done }
        let matcher = LabelMatcher(deployment.spec.selector)
        guard !matcher.isEmpty else { return .done }
        let claim = OwnershipClaim<DeploymentShape, ReplicaSetShape>(
            client: client, owner: deployment, matcher: matcher, isAdoptable: { !$0.isBeingDeleted })
        let owned = try await claim.claim(informers.replicaSets.objects(in: key.namespace))
        var pass = DeploymentPass(Rollout(deployment, owned))
        if !deployment.isBeingDeleted { try await advance(&pass) }
        return try await report(pass)
    }

    private func advance(_ pass: inout DeploymentPass) async throws {
        let deployment = pass.rollout.deployment
        pass.conditions.note(isPaused: deployment.spec.paused, now: .now)
        if deployment.spec.paused || pass.rollout.wasResized {
            try await sets.followRevision(&pass)
            try await sets.scaleProportionally(&pass.rollout)
        } else if deployment.isRollingUpdate {
            try await rollingUpdate(&pass)
        } else {
            try await recreate(&pass)
        }
        if DeploymentReport.Counts(pass.rollout).isComplete(deployment) {
            try await sets.removeHistory(of: pass.rollout)
        }
    }

    /// One step of a rolling update: first the new set grows, then the old ones shrink.
    private func rollingUpdate(_ pass: inout DeploymentPass) async throws {
        try await sets.ensureNewSet(&pass)
        guard let new = pass.rollout.new else { return }
        let plan = pass.rollout.deployment.rollingUpdate
        let old = pass.rollout.old.map(\.member)
        let wanted = plan.newReplicas(new.member, old: old)
        if wanted != new.replicaCount {
            pass.rollout.new = try await sets.scale(new, to: wanted, pass.rollout.deployment)
            return
        }
        let kept = plan.oldReplicas(new: new.member, old: old)
        for (index, replicas) in kept.enumerated() where replicas != old[index].replicas {
            pass.rollout.old[index] = try await sets.scale(pass.rollout.old[index], to: replicas, pass.rollout.deployment)
        }
    }

    /// Every old Pod goes before the first new one comes.
    private func recreate(_ pass: inout DeploymentPass) async throws {
        try await sets.followRevision(&pass)
        var hasShrunk = false
        for (index, set) in pass.rollout.old.enumerated() where set.replicaCount > 0 {
            pass.rollout.old[index] = try await sets.scale(set, to: 0, pass.rollout.deployment)
            hasShrunk = true
        }
        guard !hasShrunk, !hasOldPods(pass.rollout) else { return }
        try await sets.ensureNewSet(&pass)
        if let new = pass.rollout.new, new.replicaCount != pass.rollout.deployment.replicaCount {
            pass.rollout.new = try await sets.scale(new, to: pass.rollout.deployment.replicaCount, pass.rollout.deployment)
        }
    }

    private func hasOldPods(_ rollout: Rollout) -> Bool {
        let old = Set(rollout.old.map(\.uid))
        return informers.pods.objects(in: rollout.deployment.namespace).contains { pod in
            !pod.hasEnded && (pod.controllerOwner.map { old.contains($0.uid) } ?? false)
        }
    }

    private func report(_ pass: DeploymentPass) async throws -> Next {
        let report = DeploymentReport(pass.rollout, pass.conditions, collisions: pass.collisions, now: .now)
        let deployment = pass.rollout.deployment
        if report.status != deployment.status || deployment.annotations != pass.seen.annotations {
            var changed = deployment
            changed.status = report.status
            do {
                _ = try await client.updateStatus(changed)
            } catch let error as APIError where error.isNotFound { return .done }
        }
        guard let deadline = report.deadline else { return .done }
        return .again(after: .seconds(max(deadline.seconds(since: .now), 1)))
    }
}

/// What one pass over a Deployment has found and done so far.
struct DeploymentPass: Sendable {
    /// The Deployment as the pass found it.
    let seen: Deployment
    var rollout: Rollout
    var conditions: DeploymentConditions
    var collisions: Int32?

    init(_ rollout: Rollout) {
        seen = rollout.deployment
        self.rollout = rollout
        conditions = DeploymentConditions(rollout.deployment.status.conditions)
        collisions = rollout.deployment.status.collisionCount
    }
}
