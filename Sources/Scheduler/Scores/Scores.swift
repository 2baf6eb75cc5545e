import Glibc

/// How well a node suits a Pod, from 0 to 100 for each aspect. Pure.
enum Scores {
    static let best: Double = 100
    private static let zoneLabel = "topology.kubernetes.io/zone"

    /// More for the emptier node, by processor time and memory.
    static func leastAllocated(_ pod: PodInfo, _ node: NodeInfo) -> Double {
        let share = shares(pod, node)
        return best * ((1 - share.cpu) + (1 - share.memory)) / 2
    }

    /// More where processor time and memory are used to the same degree.
    static func balancedAllocation(_ pod: PodInfo, _ node: NodeInfo) -> Double {
        let share = shares(pod, node)
        return best * (1 - abs(share.cpu - share.memory) / 2)
    }

    private struct Shares {
        let cpu: Double
        let memory: Double
    }

    private static func shares(_ pod: PodInfo, _ node: NodeInfo) -> Shares {
        let wanted = node.estimated + pod.estimate
        func share(_ used: Int64, _ whole: Int64) -> Double { whole <= 0 ? 1 : min(1, Double(used) / Double(whole)) }
        return Shares(
            cpu: share(wanted.milliCPU, node.allocatable.milliCPU), memory: share(wanted.memory, node.allocatable.memory))
    }

    /// How many Pods of the same controller each candidate and its zone have; fewer is better.
    ///
    /// Weighted as Kubernetes weights its default spread rules: by the logarithm of the number of domains.
    static func siblings(_ pod: PodInfo, near candidates: [NodeInfo], in cluster: [NodeInfo]) -> [Double] {
        guard !pod.ownerUID.isEmpty else { return candidates.map { _ in 0 } }
        var perZone: [String: Int] = [:]
        for node in cluster {
            guard let zone = node.labels[zoneLabel] else { continue }
            perZone[zone, default: 0] += siblings(pod, on: node)
        }
        let nodeWeight = log(Double(candidates.count) + 2)
        let zoneWeight = log(Double(perZone.count) + 2)
        return candidates.map { node in
            let inZone = node.labels[zoneLabel].flatMap { perZone[$0] } ?? 0
            return nodeWeight * Double(siblings(pod, on: node)) + zoneWeight * Double(inZone)
        }
    }

    private static func siblings(_ pod: PodInfo, on node: NodeInfo) -> Int {
        node.pods.values.lazy.filter { $0.ownerUID == pod.ownerUID && !$0.isBeingDeleted }.count
    }

    /// How many taints of effect `PreferNoSchedule` the Pod does not tolerate; fewer is better.
    static func unwelcome(_ pod: PodInfo, _ node: NodeInfo) -> Int {
        node.taints.lazy.filter { $0.effect == "PreferNoSchedule" && !pod.tolerates($0) }.count
    }

    /// The sum of the weights of the preferences the node meets.
    static func preferredNodes(_ pod: PodInfo, _ node: NodeInfo) -> Int64 {
        pod.nodeAffinity.preferred.reduce(0) { $0 &+ ($1.term.matches(node) ? $1.weight : 0) }
    }

    /// The weighted number of Pods near the node that the Pod likes, less those it does not.
    static func preferredPods(_ pod: PodInfo, _ node: NodeInfo, _ view: PlacementView) -> Int64 {
        func sum(_ rules: [PodAffinityRule]) -> Int64 {
            rules.reduce(0) { total, rule in
                let count = node.labels[rule.topologyKey].map { view.podCount(matching: rule, at: $0) } ?? 0
                return total &+ rule.weight &* Int64(count)
            }
        }
        return sum(pod.preferredAffinity) &- sum(pod.preferredAntiAffinity)
    }

    /// Matching Pods in the node's domains of the preferred spread rules; fewer is better.
    static func crowding(_ pod: PodInfo, _ node: NodeInfo, _ domains: [[String: Int]], _ rules: [SpreadRule]) -> Int {
        zip(rules, domains).reduce(0) { total, pair in
            total + (node.labels[pair.0.topologyKey].map { pair.1[$0] ?? 0 } ?? Int(Int16.max))
        }
    }
}
