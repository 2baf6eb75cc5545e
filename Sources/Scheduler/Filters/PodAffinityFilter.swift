/// Required affinity and anti-affinity between Pods, in both directions.
struct PodAffinityFilter: Filter {
    func rejections(of pod: PodInfo, on node: NodeInfo, in view: PlacementView) -> [Rejection] {
        if !satisfiesAffinity(pod, node, view) { return [Rejection("node(s) didn't match pod affinity rules")] }
        let isRefused = pod.antiAffinity.contains { rule in
            node.labels[rule.topologyKey].map { view.hasPod(matching: rule, at: $0) } ?? false
        }
        if isRefused {
            return [Rejection("node(s) didn't match pod anti-affinity rules", isHelpedByPreemption: true)]
        }
        if view.existingPodsRefuse(pod, on: node) {
            return [Rejection("node(s) didn't satisfy existing pods anti-affinity rules", isHelpedByPreemption: true)]
        }
        return []
    }

    private func satisfiesAffinity(_ pod: PodInfo, _ node: NodeInfo, _ view: PlacementView) -> Bool {
        guard !pod.affinity.isEmpty else { return true }
        guard pod.affinity.allSatisfy({ node.labels[$0.topologyKey] != nil }) else { return false }
        let isMet = pod.affinity.allSatisfy { rule in
            node.labels[rule.topologyKey].map { view.hasPod(matching: rule, at: $0) } ?? false
        }
        if isMet { return true }
        // The first Pod of a group that wants to be with itself may start anywhere.
        return pod.affinity.allSatisfy { $0.matches(pod, view.namespaceLabels) && !view.hasPod(matching: $0) }
    }
}
