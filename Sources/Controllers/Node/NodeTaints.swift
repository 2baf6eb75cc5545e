import KubeAPI
import Schema

/// The taints that follow from a node's state. Pure.
enum NodeTaints {
    static let notReady = "node.kubernetes.io/not-ready"
    static let unreachable = "node.kubernetes.io/unreachable"

    private static let pressures = [
        "MemoryPressure": "node.kubernetes.io/memory-pressure", "DiskPressure": "node.kubernetes.io/disk-pressure",
        "PIDPressure": "node.kubernetes.io/pid-pressure", "NetworkUnavailable": "node.kubernetes.io/network-unavailable",
    ]
    private static let unschedulable = "node.kubernetes.io/unschedulable"

    private struct Key: Hashable {
        let key: String
        let effect: String
    }

    /// The node's taints as they should be. Those that are somebody else's stay, and so do the times of those that stay;
    /// `NoExecute` taints without a time get one, from which tolerations run.
    ///
    /// - Parameter evicts: `false` while no node at all is ready: then the fault is more likely here than there, and no
    ///   Pod is sent away.
    static func wanted(for node: Node, evicts: Bool = true, now: Timestamp) -> [Taint] {
        let ours = Set([notReady, unreachable, unschedulable] + pressures.values)
        let required = required(node, evicts: evicts)
        var taints: [Taint] = []
        var present: Set<Key> = []
        for taint in node.spec.taints {
            let key = Key(key: taint.key, effect: taint.effect)
            guard !ours.contains(taint.key) || required.contains(key) else { continue }
            present.insert(key)
            var taint = taint
            if taint.effect == "NoExecute", taint.timeAdded == nil { taint.timeAdded = now }
            taints.append(taint)
        }
        let missing = required.subtracting(present).sorted { ($1.effect, $0.key) < ($0.effect, $1.key) }
        return taints
            + missing.map { key in
                Taint {
                    $0.key = key.key
                    $0.effect = key.effect
                    $0.timeAdded = now
                }
            }
    }

    private static func required(_ node: Node, evicts: Bool) -> Set<Key> {
        var required: Set<Key> = []
        func add(_ key: String, _ effects: String...) {
            for effect in effects where evicts || effect != "NoExecute" { required.insert(Key(key: key, effect: effect)) }
        }
        for condition in node.status.conditions {
            if condition.type == "Ready" {
                if condition.status == "False" { add(notReady, "NoSchedule", "NoExecute") }
                if condition.status == "Unknown" { add(unreachable, "NoSchedule", "NoExecute") }
            } else if condition.status == "True", let taint = pressures[condition.type] {
                add(taint, "NoSchedule")
            }
        }
        if node.spec.unschedulable { add(unschedulable, "NoSchedule") }
        return required
    }
}
