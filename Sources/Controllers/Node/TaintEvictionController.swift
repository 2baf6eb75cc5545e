import JSON
import KubeAPI
import KubeClient
import Schema

/// Removes Pods from nodes with `NoExecute` taints that they do not tolerate, or tolerate no longer.
struct TaintEvictionController: Controller {
    let name = "taint-eviction"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers
    let events: EventRecorder

    func observe() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await feed(informers.nodes) { change in
                    guard case .applied(let node, let old) = change else { return [] }
                    return old?.spec.taints == node.spec.taints && old != nil ? [] : [node.key]
                }
            }
            group.addTask {
                await feed(informers.pods) { change in
                    guard case .applied(let pod, let old) = change, !pod.spec.nodeName.isEmpty,
                        old?.spec.nodeName != pod.spec.nodeName
                    else { return [] }
                    return [ObjectKey(namespace: "", name: pod.spec.nodeName)]
                }
            }
        }
    }

    /// The key names a node.
    func reconcile(_ key: ObjectKey) async throws -> Next {
        guard let node = informers.nodes[key] else { return .done }
        let taints = node.spec.taints.filter { $0.effect == "NoExecute" }
        guard !taints.isEmpty else { return .done }
        let now = Timestamp.now
        var next: Timestamp?
        for pod in informers.pods.all where pod.spec.nodeName == node.name && !pod.isBeingDeleted {
            switch Eviction.due(taints, pod.spec.tolerations, boundAt: pod.boundAt, now: now) {
            case .never: continue
            case .at(let time) where time <= now: try await evict(pod)
            case .at(let time): next = next.map { min($0, time) } ?? time
            }
        }
        guard let next else { return .done }
        return .again(after: .microseconds(max(next.microseconds - now.microseconds, 0) + 1000))
    }

    private func evict(_ pod: Pod) async throws {
        events.record(
            about: pod.reference, reason: "TaintManagerEviction", message: "Marking for deletion Pod \(pod.key)")
        do {
            try await client.setCondition(
                "DisruptionTarget", "True", reason: "DeletionByTaintManager",
                message: "Taint manager: deleting due to NoExecute taint", of: pod)
            try await client.delete(PodShape.self, pod.key, .init(preconditions: .init(uid: pod.uid)))
        } catch let error as APIError where error.isNotFound || error.isConflict { return }
    }

    /// When a Pod must leave. Pure.
    enum Eviction: Hashable {
        case never
        case at(Timestamp)

        /// A toleration's seconds run from when the taint and the Pod came together on the node.
        static func due(
            _ taints: [Taint], _ tolerations: [Toleration], boundAt: Timestamp = .zero, now: Timestamp
        ) -> Eviction {
            var earliest: Timestamp?
            for taint in taints {
                let matching = tolerations.filter { tolerates($0, taint) }
                guard !matching.isEmpty else { return .at(now) }
                // The shortest patience counts; one without an end has none.
                guard let seconds = matching.compactMap(\.tolerationSeconds).min() else { continue }
                let time = max(taint.timeAdded ?? now, boundAt).advanced(bySeconds: max(seconds, 0))
                earliest = earliest.map { min($0, time) } ?? time
            }
            return earliest.map { .at($0) } ?? .never
        }

        private static func tolerates(_ toleration: Toleration, _ taint: Taint) -> Bool {
            guard toleration.effect.isEmpty || toleration.effect == taint.effect,
                toleration.key.isEmpty || toleration.key == taint.key
            else { return false }
            if toleration.operator == "Exists" { return true }
            return !toleration.key.isEmpty && toleration.value == taint.value
        }
    }
}

extension Object where S == PodShape {
    /// When it got its node.
    fileprivate var boundAt: Timestamp {
        condition("PodScheduled")?.lastTransitionTime ?? metadata.creationTimestamp ?? .zero
    }
}
