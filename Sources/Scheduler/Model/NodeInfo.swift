import KubeAPI
import Schema

/// A node and what its Pods take of it.
struct NodeInfo: Sendable {
    let name: String
    private(set) var labels: [String: String] = [:]
    private(set) var taints: [NodeTaint] = []
    private(set) var isUnschedulable = false
    private(set) var allocatable = Resources()
    private(set) var allowedPods = 0
    /// `false` while only Pods on it are known.
    private(set) var exists = false
    private(set) var used = Resources()
    /// What its Pods are taken to need when nodes are compared.
    private(set) var estimated = Resources()
    private(set) var pods: [String: PodInfo] = [:]

    init(name: String) { self.name = name }

    init(_ node: Node) {
        name = node.name
        _ = update(node)
    }

    /// Takes over the node's present state. `true` when a Pod that did not fit might now.
    mutating func update(_ node: Node) -> Bool {
        let before = (labels, taints, isUnschedulable, allocatable, allowedPods, exists)
        let spec = node.spec
        let status = node.status
        let amounts = status.allocatable.isEmpty ? status.capacity : status.allocatable
        labels = node.labels
        taints = spec.taints.map(NodeTaint.init)
        isUnschedulable = spec.unschedulable
        allocatable = Resources(amounts)
        allowedPods = amounts["pods"].flatMap { Int(exactly: $0.value) } ?? 0
        exists = true
        return before != (labels, taints, isUnschedulable, allocatable, allowedPods, exists)
    }

    mutating func markAbsent() { exists = false }

    mutating func add(_ pod: PodInfo) {
        if let known = pods[pod.id] {
            // Most changes of a Pod are of its status and leave the sums alone.
            if known.requests == pod.requests, known.estimate == pod.estimate {
                pods[pod.id] = pod
                return
            }
            remove(pod.id)
        }
        used = used + pod.requests
        estimated = estimated + pod.estimate
        pods[pod.id] = pod
    }

    mutating func remove(_ id: String) {
        guard pods.removeValue(forKey: id) != nil else { return }
        // Summed anew: sums saturate, so taking a part off again need not give what was there before.
        used = pods.values.reduce(Resources()) { $0 + $1.requests }
        estimated = pods.values.reduce(Resources()) { $0 + $1.estimate }
    }
}
