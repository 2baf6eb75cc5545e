/// Why a Pod cannot run on a node.
struct Rejection: Sendable, Hashable {
    /// Kubernetes' words; they appear in the Pod's condition and events.
    let reason: String
    /// Whether removing other Pods from the node could help.
    let isHelpedByPreemption: Bool

    init(_ reason: String, isHelpedByPreemption: Bool = false) {
        self.reason = reason
        self.isHelpedByPreemption = isHelpedByPreemption
    }
}

/// One condition that a node must meet for a Pod. Pure. Empty: the node will do.
protocol Filter: Sendable {
    func rejections(of pod: PodInfo, on node: NodeInfo, in view: PlacementView) -> [Rejection]
}
