import KubeAPI
import KubeClient
import Schema

/// The nodes, what runs on them and who waits, kept up with the watch. Pure: time is passed in.
///
/// A Pod that was given a node counts there at once ("assumed"), before the server has confirmed it, so that a burst
/// does not promise the same room twice.
struct ClusterState: Sendable {
    private let schedulerName: String
    private var nodes: [String: NodeInfo] = [:]
    /// Where each Pod counts, by the Pod's id.
    private var placed: [String: String] = [:]
    private var assumed: Set<String> = []
    private(set) var namespaceLabels: [String: [String: String]] = [:]
    private(set) var queue = SchedulingQueue()

    init(schedulerName: String) { self.schedulerName = schedulerName }

    /// The nodes that exist, in the order of their names.
    var candidates: [NodeInfo] { nodes.values.filter(\.exists).sorted { $0.name < $1.name } }

    // MARK: What the watch tells

    mutating func apply(_ pod: Pod, now: ContinuousClock.Instant) {
        let info = PodInfo(pod)
        if info.hasEnded {
            forget(info.id, now: now)
        } else if !info.nodeName.isEmpty {
            queue.remove(info.id)
            confirm(info, now: now)
        } else if info.schedulerName != schedulerName || info.isGated || info.isBeingDeleted {
            forget(info.id, now: now)
        } else if !assumed.contains(info.id) {
            queue.put(info, now: now)
        }
    }

    mutating func remove(_ pod: Pod, now: ContinuousClock.Instant) {
        forget(pod.uid.isEmpty ? pod.key.description : pod.uid, now: now)
    }

    mutating func replacePods(_ pods: [Pod], now: ContinuousClock.Instant) {
        let kept = Set(pods.lazy.map { $0.uid.isEmpty ? $0.key.description : $0.uid })
        for id in placed.keys where !kept.contains(id) { forget(id, now: now) }
        queue.removeAll { !kept.contains($0) }
        for pod in pods { apply(pod, now: now) }
    }

    mutating func apply(_ node: Node, now: ContinuousClock.Instant) {
        var info = nodes[node.name] ?? NodeInfo(name: node.name)
        let mayHelp = info.update(node)
        nodes[node.name] = info
        if mayHelp { queue.moveAll(now: now) }
    }

    mutating func removeNode(_ name: String) {
        nodes[name]?.markAbsent()
        if nodes[name]?.pods.isEmpty ?? false { nodes[name] = nil }
    }

    mutating func replaceNodes(_ list: [Node], now: ContinuousClock.Instant) {
        let kept = Set(list.lazy.map(\.name))
        for name in nodes.keys where !kept.contains(name) { removeNode(name) }
        for node in list { apply(node, now: now) }
    }

    mutating func setNamespaceLabels(_ name: String, _ labels: [String: String]?, now: ContinuousClock.Instant) {
        guard namespaceLabels[name] != labels else { return }
        namespaceLabels[name] = labels
        queue.moveAll(now: now) { $0.dependsOnOtherPods }
    }

    // MARK: What the scheduler decides

    mutating func popPending(now: ContinuousClock.Instant) -> PodInfo? { queue.pop(now: now) }

    /// Counts the Pod on the node from now on. `false` when the Pod went away or got a node meanwhile.
    mutating func assume(_ pod: PodInfo, on node: String) -> Bool {
        guard queue.contains(pod.id), nodes[node]?.exists ?? false else { return false }
        var pod = pod
        pod.nodeName = node
        put(pod)
        assumed.insert(pod.id)
        return true
    }

    /// The server took the binding.
    mutating func bound(_ id: String) { queue.remove(id) }

    /// The server did not take the binding: the room is free again, and the Pod is tried once more after its back-off.
    mutating func bindingFailed(_ id: String, now: ContinuousClock.Instant) {
        if assumed.remove(id) != nil { takeAway(id) }
        queue.setFailed(id, now: now)
    }

    mutating func setUnschedulable(_ id: String, now: ContinuousClock.Instant) { queue.setUnschedulable(id, now: now) }

    mutating func releaseDue(now: ContinuousClock.Instant) -> ContinuousClock.Instant? { queue.releaseDue(now: now) }

    // MARK: Bookkeeping

    private mutating func confirm(_ pod: PodInfo, now: ContinuousClock.Instant) {
        let old = placed[pod.id].flatMap { nodes[$0]?.pods[pod.id] }
        assumed.remove(pod.id)
        put(pod)
        if old == nil {
            queue.moveAll(now: now) { $0.dependsOnOtherPods }
        } else if old?.requests != pod.requests || old?.labels != pod.labels {
            queue.moveAll(now: now)
        }
    }

    private mutating func put(_ pod: PodInfo) {
        if let before = placed[pod.id], before != pod.nodeName { takeAway(pod.id) }
        nodes[pod.nodeName, default: NodeInfo(name: pod.nodeName)].add(pod)
        placed[pod.id] = pod.nodeName
    }

    private mutating func forget(_ id: String, now: ContinuousClock.Instant) {
        queue.remove(id)
        assumed.remove(id)
        if takeAway(id) { queue.moveAll(now: now) }
    }

    @discardableResult
    private mutating func takeAway(_ id: String) -> Bool {
        guard let name = placed.removeValue(forKey: id) else { return false }
        nodes[name]?.remove(id)
        if let node = nodes[name], !node.exists, node.pods.isEmpty { nodes[name] = nil }
        return true
    }
}

extension PodInfo {
    /// Whether other Pods coming or changing labels may make room for it.
    var dependsOnOtherPods: Bool { !affinity.isEmpty || !antiAffinity.isEmpty || !spread.isEmpty }
}
