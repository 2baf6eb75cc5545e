import AsyncTools
import JSON
import KubeAPI
import KubeClient
import Schema

/// Removes Pods that nobody else will: those of nodes that are gone, those deleted before they had a node, and the
/// oldest ended ones beyond a limit.
struct PodGarbageController: Controller {
    private static let everything = ObjectKey(namespace: "", name: "pods")
    private static let period: Duration = .seconds(20)

    let name = "pod-garbage"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers
    let threshold: Int
    let quarantine: Duration
    /// Since when nodes that Pods name have been missing.
    private let missingSince = Guarded<[String: ContinuousClock.Instant]>([:])

    init(client: KubeClient, informers: SharedInformers, threshold: Int, quarantine: Duration) {
        self.client = client
        self.informers = informers
        self.threshold = threshold
        self.quarantine = quarantine
    }

    func observe() async throws {
        queue.add(Self.everything)
        await feed(informers.nodes) { change in
            guard case .deleted = change else { return [] }
            return [Self.everything]
        }
    }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        let pods = informers.pods.all
        // One Pod that cannot be collected must not keep the others.
        var failure: (any Error)?
        for (node, pods) in orphans(among: pods) {
            // Only the server knows: the cache may be behind a node that has joined.
            guard try await client.find(NodeShape.self, ObjectKey(namespace: "", name: node)) == nil else { continue }
            for pod in pods {
                do {
                    try await markLost(pod)
                    try await remove(pod)
                } catch { failure = failure ?? error }
            }
        }
        if let failure { throw failure }
        for pod in pods where pod.isBeingDeleted && pod.spec.nodeName.isEmpty { try await remove(pod) }
        let ended = pods.filter { $0.hasEnded && !$0.isBeingDeleted }
        if ended.count > threshold {
            let oldest = ended.sorted {
                ($0.metadata.creationTimestamp ?? .zero) < ($1.metadata.creationTimestamp ?? .zero)
            }
            for pod in oldest.prefix(ended.count - threshold) { try await remove(pod) }
        }
        return .again(after: Self.period)
    }

    /// The Pods of nodes that have been missing for a while, by node.
    private func orphans(among pods: [Pod]) -> [String: [Pod]] {
        let named = Dictionary(grouping: pods.filter { !$0.spec.nodeName.isEmpty }, by: \.spec.nodeName)
        let missing = named.filter { informers.nodes[ObjectKey(namespace: "", name: $0.key)] == nil }
        let now = ContinuousClock.now
        let lost = missingSince.withLock { since -> Set<String> in
            since = since.filter { missing[$0.key] != nil }
            for name in missing.keys where since[name] == nil { since[name] = now }
            return Set(since.filter { now - $0.value >= quarantine }.keys)
        }
        return missing.filter { lost.contains($0.key) }
    }

    /// Lets whoever counts the Pod see that it did not end by itself.
    private func markLost(_ pod: Pod) async throws {
        guard !pod.hasEnded else { return }
        do {
            try await client.setCondition(
                "DisruptionTarget", "True", reason: "DeletionByPodGC", message: "PodGC: node no longer exists",
                phase: "Failed", of: pod)
        } catch let error as APIError where error.isNotFound || error.isConflict { return }
    }

    private func remove(_ pod: Pod) async throws {
        do {
            try await client.delete(
                PodShape.self, pod.key, .init(gracePeriodSeconds: 0, preconditions: .init(uid: pod.uid)))
        } catch let error as APIError where error.isNotFound || error.isConflict { return }
    }
}
