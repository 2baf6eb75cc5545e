import KubeAPI

/// The cluster at one moment, as one Pod's filters and scores see it. What they need of other Pods is counted once.
struct PlacementView: Sendable {
    let nodes: [NodeInfo]
    let namespaceLabels: [String: [String: String]]
    private let spread: [(rule: SpreadRule, counts: [String: Int])]
    private let affinity: [PodAffinityRule: [String: Int]]
    private let refusals: [Refusal]

    /// A running Pod's rule that keeps the new Pod out of a domain.
    private struct Refusal: Sendable, Hashable {
        let topologyKey: String
        let domain: String
    }

    init(pod: PodInfo, nodes: [NodeInfo], namespaceLabels: [String: [String: String]] = [:]) {
        self.nodes = nodes
        self.namespaceLabels = namespaceLabels
        spread = pod.spread.filter(\.isRequired).map { ($0, Self.spreadCounts($0, pod, nodes)) }
        var affinity: [PodAffinityRule: [String: Int]] = [:]
        for rule in pod.affinity + pod.antiAffinity + pod.preferredAffinity + pod.preferredAntiAffinity {
            affinity[rule] = Self.count(nodes, by: rule.topologyKey) { rule.matches($0, namespaceLabels) }
        }
        self.affinity = affinity
        refusals = Self.refusals(of: pod, nodes, namespaceLabels)
    }

    func spreadCounts(of pod: PodInfo) -> [(rule: SpreadRule, counts: [String: Int])] { spread }

    func podCount(matching rule: PodAffinityRule, at domain: String) -> Int { affinity[rule]?[domain] ?? 0 }
    func hasPod(matching rule: PodAffinityRule, at domain: String) -> Bool { podCount(matching: rule, at: domain) > 0 }
    func hasPod(matching rule: PodAffinityRule) -> Bool { affinity[rule]?.values.contains { $0 > 0 } ?? false }

    func existingPodsRefuse(_ pod: PodInfo, on node: NodeInfo) -> Bool {
        refusals.contains { node.labels[$0.topologyKey] == $0.domain }
    }

    /// How many matching Pods each domain has. Domains of nodes that the Pod could not use do not count.
    static func spreadCounts(_ rule: SpreadRule, _ pod: PodInfo, _ nodes: [NodeInfo]) -> [String: Int] {
        var counts: [String: Int] = [:]
        for node in nodes {
            guard let domain = node.labels[rule.topologyKey] else { continue }
            if rule.honorsNodeAffinity, !pod.nodeAffinity.allows(node) { continue }
            let isTainted = node.taints.contains { $0.effect != "PreferNoSchedule" && !pod.tolerates($0) }
            if rule.honorsNodeTaints, isTainted { continue }
            let matching = node.pods.values.lazy.filter {
                $0.key.namespace == pod.key.namespace && !$0.isBeingDeleted && rule.selects($0.labels)
            }
            counts[domain, default: 0] += matching.count
        }
        return counts
    }

    private static func count(
        _ nodes: [NodeInfo], by topologyKey: String, _ counts: (PodInfo) -> Bool
    ) -> [String: Int] {
        var result: [String: Int] = [:]
        for node in nodes {
            guard let domain = node.labels[topologyKey] else { continue }
            let matching = node.pods.values.lazy.filter(counts).count
            if matching > 0 { result[domain, default: 0] += matching }
        }
        return result
    }

    private static func refusals(
        of pod: PodInfo, _ nodes: [NodeInfo], _ namespaceLabels: [String: [String: String]]
    ) -> [Refusal] {
        var refusals: Set<Refusal> = []
        for node in nodes {
            for other in node.pods.values {
                for rule in other.antiAffinity where rule.matches(pod, namespaceLabels) {
                    guard let domain = node.labels[rule.topologyKey] else { continue }
                    refusals.insert(Refusal(topologyKey: rule.topologyKey, domain: domain))
                }
            }
        }
        return Array(refusals)
    }
}
