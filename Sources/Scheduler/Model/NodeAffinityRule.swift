import KubeAPI
import KubeClient
import Schema

/// One alternative of a node selector: every part must hold. A term without parts matches no node.
struct NodeTerm: Sendable, Hashable {
    private let labels: LabelMatcher
    private let fields: LabelMatcher

    init(_ term: NodeSelectorTerm) {
        func matcher(_ requirements: [NodeSelectorRequirement]) -> LabelMatcher {
            LabelMatcher(requirements.map { .init(key: $0.key, operator: $0.operator, values: $0.values) })
        }
        labels = matcher(term.matchExpressions)
        fields = matcher(term.matchFields)
    }

    func matches(_ node: NodeInfo) -> Bool {
        guard !labels.isEmpty || !fields.isEmpty else { return false }
        return labels.matches(node.labels) && fields.matches(["metadata.name": node.name])
    }
}

/// Which nodes a Pod may run on, and which it would rather run on.
struct NodeAffinityRule: Sendable, Hashable {
    struct Preference: Sendable, Hashable {
        let weight: Int64
        let term: NodeTerm
    }

    let selector: LabelMatcher
    /// One of them must match; `nil` when any node will do.
    let required: [NodeTerm]?
    let preferred: [Preference]

    init(_ spec: PodSpec) {
        selector = LabelMatcher(spec.nodeSelector)
        let affinity = spec.affinity?.nodeAffinity
        required = affinity?.requiredDuringSchedulingIgnoredDuringExecution.map {
            $0.nodeSelectorTerms.map(NodeTerm.init)
        }
        preferred = (affinity?.preferredDuringSchedulingIgnoredDuringExecution ?? []).map {
            Preference(weight: Int64($0.weight), term: NodeTerm($0.preference))
        }
    }

    func allows(_ node: NodeInfo) -> Bool {
        guard selector.isEmpty || selector.matches(node.labels) else { return false }
        return required?.contains { $0.matches(node) } ?? true
    }
}
