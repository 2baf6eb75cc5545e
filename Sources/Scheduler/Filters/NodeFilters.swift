/// Nodes that are cordoned take no new Pods.
struct NodeUnschedulableFilter: Filter {
    static let taint = NodeTaint(key: "node.kubernetes.io/unschedulable", effect: "NoSchedule")

    func rejections(of pod: PodInfo, on node: NodeInfo, in view: PlacementView) -> [Rejection] {
        node.isUnschedulable && !pod.tolerates(Self.taint) ? [Rejection("node(s) were unschedulable")] : []
    }
}

/// Taints of effect `NoSchedule` and `NoExecute` must be tolerated.
struct TaintTolerationFilter: Filter {
    func rejections(of pod: PodInfo, on node: NodeInfo, in view: PlacementView) -> [Rejection] {
        let isKeptAway = node.taints.contains {
            ($0.effect == "NoSchedule" || $0.effect == "NoExecute") && !pod.tolerates($0)
        }
        return isKeptAway ? [Rejection("node(s) had untolerated taint(s)")] : []
    }
}

/// The Pod's `nodeSelector` and required node affinity.
struct NodeAffinityFilter: Filter {
    func rejections(of pod: PodInfo, on node: NodeInfo, in view: PlacementView) -> [Rejection] {
        pod.nodeAffinity.allows(node) ? [] : [Rejection("node(s) didn't match Pod's node affinity/selector")]
    }
}

/// No two Pods can have the same port of a node's address.
struct HostPortsFilter: Filter {
    func rejections(of pod: PodInfo, on node: NodeInfo, in view: PlacementView) -> [Rejection] {
        guard !pod.hostPorts.isEmpty else { return [] }
        let taken = node.pods.values.lazy.flatMap(\.hostPorts)
        let isTaken = pod.hostPorts.contains { wanted in taken.contains { $0.collides(with: wanted) } }
        guard isTaken else { return [] }
        return [Rejection("node(s) didn't have free ports for the requested pod ports", isHelpedByPreemption: true)]
    }
}
