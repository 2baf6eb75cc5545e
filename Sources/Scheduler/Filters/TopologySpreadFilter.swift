/// Required topology spread: the difference between the fullest and the emptiest domain stays within the skew.
struct TopologySpreadFilter: Filter {
    func rejections(of pod: PodInfo, on node: NodeInfo, in view: PlacementView) -> [Rejection] {
        for (rule, counts) in view.spreadCounts(of: pod) {
            guard let domain = node.labels[rule.topologyKey] else {
                return [Rejection("node(s) didn't match pod topology spread constraints (missing required label)")]
            }
            // Too few domains: the emptiest counts as an absent one.
            let least = counts.count < rule.minDomains ? 0 : counts.values.min() ?? 0
            let own = rule.selects(pod.labels) ? 1 : 0
            let skew = (counts[domain] ?? 0) + own - least
            if skew > rule.maxSkew {
                return [
                    Rejection("node(s) didn't match pod topology spread constraints", isHelpedByPreemption: true)
                ]
            }
        }
        return []
    }
}
