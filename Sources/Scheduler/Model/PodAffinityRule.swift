import KubeAPI
import KubeClient
import Schema

/// Other Pods that a Pod wants near itself, or far away: those that match, counted by the value of a node label.
struct PodAffinityRule: Sendable, Hashable {
    let topologyKey: String
    let weight: Int64
    /// `nil` selects no Pod.
    private let selector: LabelMatcher?
    private let namespaces: Set<String>
    private let namespaceSelector: LabelMatcher?

    init(_ term: PodAffinityTerm, owner: Pod, weight: Int64 = 0) {
        topologyKey = term.topologyKey
        self.weight = weight
        selector = term.labelSelector.map {
            LabelMatcher(
                LabelMatcher($0).requirements
                    + Self.keyRequirements(term.matchLabelKeys, owner.labels) { .isIn(key: $0, values: [$1]) }
                    + Self.keyRequirements(term.mismatchLabelKeys, owner.labels) { .isNotIn(key: $0, values: [$1]) })
        }
        let given = Set(term.namespaces)
        namespaces = given.isEmpty && term.namespaceSelector == nil ? [owner.namespace] : given
        namespaceSelector = term.namespaceSelector.map { LabelMatcher($0) }
    }

    /// - Parameter namespaceLabels: the labels of every namespace.
    func matches(_ pod: PodInfo, _ namespaceLabels: [String: [String: String]]) -> Bool {
        guard let selector, selector.matches(pod.labels) else { return false }
        if namespaces.contains(pod.key.namespace) { return true }
        return namespaceSelector?.matches(namespaceLabels[pod.key.namespace] ?? [:]) ?? false
    }

    private static func keyRequirements(
        _ keys: [String], _ labels: [String: String],
        _ requirement: (String, String) -> LabelMatcher.Requirement
    ) -> [LabelMatcher.Requirement] {
        keys.compactMap { key in labels[key].map { requirement(key, $0) } }
    }
}

/// How evenly the Pods that match are to be spread over the values of a node label.
struct SpreadRule: Sendable, Hashable {
    let topologyKey: String
    let maxSkew: Int
    let isRequired: Bool
    let minDomains: Int
    let honorsNodeAffinity: Bool
    let honorsNodeTaints: Bool
    private let selector: LabelMatcher?

    init(_ constraint: TopologySpreadConstraint, owner: Pod) {
        topologyKey = constraint.topologyKey
        maxSkew = Int(constraint.maxSkew)
        isRequired = constraint.whenUnsatisfiable != "ScheduleAnyway"
        minDomains = constraint.minDomains.map(Int.init) ?? 1
        honorsNodeAffinity = constraint.nodeAffinityPolicy != "Ignore"
        honorsNodeTaints = constraint.nodeTaintsPolicy == "Honor"
        let labels = owner.labels
        selector = constraint.labelSelector.map {
            let keys = constraint.matchLabelKeys.compactMap { key in
                labels[key].map { LabelMatcher.Requirement.isIn(key: key, values: [$0]) }
            }
            return LabelMatcher(LabelMatcher($0).requirements + keys)
        }
    }

    /// Whether a Pod of the same namespace counts.
    func selects(_ labels: [String: String]) -> Bool { selector?.matches(labels) ?? false }
}
