import KubeAPI
import KubeClient
import Logging
import Schema

/// Keeps as many Pods of a template running as a ReplicaSet asks for.
struct ReplicaSetController: Controller {
    /// The most Pods created or deleted in one pass.
    static let burst = 500

    let name = "replicaset"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers
    let events: EventRecorder
    private let pending: PendingWrites

    init(client: KubeClient, informers: SharedInformers, events: EventRecorder) {
        self.client = client
        self.informers = informers
        self.events = events
        pending = PendingWrites(pods: informers.pods)
    }

    func observe() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await feed(informers.replicaSets) { change in
                    for uid in change.lostUIDs { self.pending.forget(ownerUID: uid) }
                    return change.object.map { [$0.key] } ?? []
                }
            }
            group.addTask { await feed(informers.pods) { self.keys(for: $0) } }
        }
    }

    /// The sets a Pod's change may concern: those that control it, and for a Pod without one those that match it.
    private func keys(for change: InformerChange<PodShape>) -> [ObjectKey] {
        switch change {
        case .applied(let pod, let old):
            let owners = [pod, old].compactMap { $0.flatMap(Self.owner) }
            return owners.isEmpty || old.flatMap(Self.owner) != Self.owner(of: pod) ? owners + matching(pod) : owners
        case .deleted(let pod): return Self.owner(of: pod).map { [$0] } ?? []
        case .synced: return []
        }
    }

    private static func owner(of pod: Pod) -> ObjectKey? {
        guard let owner = pod.controllerOwner, owner.kind == "ReplicaSet", owner.apiVersion.hasPrefix("apps/") else { return nil }
        return ObjectKey(namespace: pod.namespace, name: owner.name)
    }

    private func matching(_ pod: Pod) -> [ObjectKey] {
        guard pod.controllerOwner == nil else { return [] }
        let labels = pod.labels
        return informers.replicaSets.objects(in: pod.namespace).filter { $0.spec.selector.matches(labels) }.map(\.key)
    }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        guard let set = informers.replicaSets[key] else { return .done }
        let spec = set.spec
        let matcher = LabelMatcher(spec.selector)
        guard !matcher.isEmpty else { return .done }
        let claim = OwnershipClaim<ReplicaSetShape, PodShape>(
            client: client, owner: set, matcher: matcher, isAdoptable: \.isActive)
        var pods = try await claim.claim(pending.podsAfterWrites(of: set.uid, in: key.namespace))
        var failure: ReplicaFailure?
        if !set.isBeingDeleted {
            failure = await adjust(set, pods.filter(\.isActive))
            // Count what was just created and deleted too.
            pods = pending.podsAfterWrites(of: set.uid, in: key.namespace).filter { $0.isControlled(by: set) }
        }
        let counts = ReplicaCounts(
            pods.filter { matcher.matches($0.labels) }, templateLabels: spec.template.metadata.labels,
            minReadySeconds: spec.minReadySeconds, now: .now)
        try await write(counts, of: set, failure)
        if let failure { throw failure.error }
        guard let next = counts.nextAvailable else { return .done }
        return .again(after: .microseconds(max(next.microseconds - Timestamp.now.microseconds, 0) + 1000))
    }

    /// What went wrong while Pods were created or deleted.
    private struct ReplicaFailure: Sendable {
        let reason: String
        let error: any Error
    }

    private func adjust(_ set: ReplicaSet, _ active: [Pod]) async -> ReplicaFailure? {
        let missing = Int(set.spec.replicas ?? 1) - active.count
        do {
            if missing > 0 {
                try await create(min(missing, Self.burst), for: set)
            } else if missing < 0 {
                try await delete(min(-missing, Self.burst), of: active, set)
            }
            return nil
        } catch let error as APIError where error.isNamespaceTerminating {
            return nil
        } catch {
            return ReplicaFailure(reason: missing > 0 ? "FailedCreate" : "FailedDelete", error: error)
        }
    }

    /// Creates in batches of 1, 2, 4, …: when every create fails, as with a full quota, only a few are tried.
    private func create(_ count: Int, for set: ReplicaSet) async throws {
        var left = count
        var batch = 1
        while left > 0 {
            let size = min(batch, left)
            try await finishAll((0..<size).map { _ in { try await createPod(for: set) } })
            left -= size
            batch *= 2
        }
    }

    private func createPod(for set: ReplicaSet) async throws {
        do {
            let pod = try await client.create(set.spec.template.pod(controlledBy: set))
            pending.created(pod, by: set.uid)
            events.record(about: set.reference, reason: "SuccessfulCreate", message: "Created pod: \(pod.name)")
        } catch let error as APIError {
            if !error.isNamespaceTerminating {
                events.record(
                    about: set.reference, type: "Warning", reason: "FailedCreate",
                    message: "Error creating: \(error.message)")
            }
            throw error
        }
    }

    private func delete(_ count: Int, of active: [Pod], _ set: ReplicaSet) async throws {
        let chosen = DeletionOrder.choose(count, from: active, related: relatedPods(of: set))
        try await finishAll(chosen.map { pod in { try await deletePod(pod, of: set) } })
    }

    /// Carries out every write even when some fail, then throws the first failure: a write cancelled on its way may have
    /// been made, and nobody would have noted it.
    private func finishAll(_ writes: [@Sendable () async throws -> Void]) async throws {
        let failure = await withTaskGroup(of: (any Error)?.self) { group -> (any Error)? in
            for write in writes {
                group.addTask {
                    do {
                        try await write()
                        return nil
                    } catch { return error }
                }
            }
            return await group.reduce(nil) { $0 ?? $1 }
        }
        if let failure { throw failure }
    }

    private func deletePod(_ pod: Pod, of set: ReplicaSet) async throws {
        do {
            try await client.delete(PodShape.self, pod.key, .init(preconditions: .init(uid: pod.uid)))
        } catch let error as APIError where error.isNotFound || error.isConflict {
            // A conflict is another Pod of this name, or a Pod that is being written too often: then it is still there.
            if error.isConflict, try await client.find(PodShape.self, pod.key)?.uid == pod.uid { throw error }
            pending.deleted(pod, by: set.uid)
            return
        } catch let error as APIError {
            events.record(
                about: set.reference, type: "Warning", reason: "FailedDelete", message: "Error deleting: \(error.message)")
            throw error
        }
        pending.deleted(pod, by: set.uid)
        events.record(about: set.reference, reason: "SuccessfulDelete", message: "Deleted pod: \(pod.name)")
    }

    /// The Pods of every set with the same controller: those of the whole Deployment.
    private func relatedPods(of set: ReplicaSet) -> [Pod] {
        let controller = set.controllerOwner?.uid
        let sets = informers.replicaSets.objects(in: set.namespace)
            .filter { $0.uid == set.uid || (controller != nil && $0.controllerOwner?.uid == controller) }
        let owners = Set(sets.map(\.uid))
        return informers.pods.objects(in: set.namespace)
            .filter { pod in pod.controllerOwner.map { owners.contains($0.uid) } ?? false }
    }

    private func write(_ counts: ReplicaCounts, of set: ReplicaSet, _ failure: ReplicaFailure?) async throws {
        let told = failure.map { failure in
            (reason: failure.reason, message: (failure.error as? APIError)?.message ?? "\(failure.error)")
        }
        let status = counts.status(of: set, failure: told, now: .now)
        guard status != set.status else { return }
        var changed = set
        changed.status = status
        do {
            _ = try await client.updateStatus(changed)
        } catch let error as APIError where error.isNotFound || error.isConflict {
            // The cache is behind; the change that is on its way brings the set back here.
            return
        }
    }
}
