/// Where a Pod goes. Pure: the same cluster gives the same answer, but for ties.
enum Placement: Sendable {
    case node(String)
    case nowhere(Diagnosis)

    private static let filters: [any Filter] = [
        NodeUnschedulableFilter(), TaintTolerationFilter(), NodeAffinityFilter(), HostPortsFilter(),
        ResourcesFitFilter(), TopologySpreadFilter(), PodAffinityFilter(),
    ]

    static func find(
        for pod: PodInfo, among nodes: [NodeInfo], namespaceLabels: [String: [String: String]] = [:],
        using generator: inout some RandomNumberGenerator
    ) -> Placement {
        let view = PlacementView(pod: pod, nodes: nodes, namespaceLabels: namespaceLabels)
        var feasible: [NodeInfo] = []
        var rejected: [[Rejection]] = []
        for node in nodes {
            let rejections = rejections(of: pod, on: node, view)
            if rejections.isEmpty { feasible.append(node) } else { rejected.append(rejections) }
        }
        if let best = best(for: pod, among: feasible, view, &generator) { return .node(best.name) }
        return .nowhere(Diagnosis(nodeCount: nodes.count, rejections: rejected, mayPreempt: pod.mayPreempt))
    }

    /// The first filter that refuses speaks.
    private static func rejections(of pod: PodInfo, on node: NodeInfo, _ view: PlacementView) -> [Rejection] {
        for filter in filters {
            let rejections = filter.rejections(of: pod, on: node, in: view)
            if !rejections.isEmpty { return rejections }
        }
        return []
    }

    private static func best(
        for pod: PodInfo, among nodes: [NodeInfo], _ view: PlacementView, _ generator: inout some RandomNumberGenerator
    ) -> NodeInfo? {
        guard nodes.count > 1 else { return nodes.first }
        let totals = totals(for: pod, nodes, view)
        guard let highest = totals.max() else { return nil }
        let tied = nodes.indices.filter { totals[$0] >= highest - 0.001 }
        let fewest = tied.map { nodes[$0].pods.count }.min()
        let candidates = tied.filter { nodes[$0].pods.count == fewest }
        return candidates.randomElement(using: &generator).map { nodes[$0] }
    }

    /// The weighted sum of every aspect, node by node.
    private static func totals(for pod: PodInfo, _ nodes: [NodeInfo], _ view: PlacementView) -> [Double] {
        let soft = pod.spread.filter { !$0.isRequired }
        let domains = soft.map { PlacementView.spreadCounts($0, pod, nodes) }
        var totals = nodes.map { Scores.leastAllocated(pod, $0) + Scores.balancedAllocation(pod, $0) }
        func add(_ weight: Double, lessIsBetter: Bool, _ values: [Double]) {
            guard let low = values.min(), let high = values.max(), high > low else { return }
            for (index, value) in values.enumerated() {
                let share = (value - low) / (high - low)
                totals[index] += weight * Scores.best * (lessIsBetter ? 1 - share : share)
            }
        }
        add(3, lessIsBetter: true, nodes.map { Double(Scores.unwelcome(pod, $0)) })
        add(2, lessIsBetter: true, Scores.siblings(pod, near: nodes, in: view.nodes))
        add(2, lessIsBetter: false, nodes.map { Double(Scores.preferredNodes(pod, $0)) })
        add(2, lessIsBetter: false, nodes.map { Double(Scores.preferredPods(pod, $0, view)) })
        if !soft.isEmpty {
            add(2, lessIsBetter: true, nodes.map { Double(Scores.crowding(pod, $0, domains, soft)) })
        }
        return totals
    }
}
