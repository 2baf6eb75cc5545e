package import Schema

package struct AffinityShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Affinity", "Rules for where a Pod runs.")

    package let nodeAffinity = Field<NodeAffinity>(1, "Which nodes the Pod wants.")
    package let podAffinity = Field<PodAffinity>(2, "Which Pods it wants to be near to.")
    package let podAntiAffinity = Field<PodAntiAffinity>(3, "Which Pods it wants to be far from.")
}
package typealias Affinity = Object<AffinityShape>

package struct NodeAffinityShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeAffinity", "Which nodes a Pod wants.")

    package let requiredDuringSchedulingIgnoredDuringExecution = Field<NodeSelector>(
        1, "What a node must have to be chosen. Later changes of the node do not count.")
    package let preferredDuringSchedulingIgnoredDuringExecution = Value<[PreferredSchedulingTerm]>(
        2, "Nodes that would be better, each with a weight.", list: .atomic)
}
package typealias NodeAffinity = Object<NodeAffinityShape>

package struct NodeSelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.NodeSelector", "Which nodes match: those that match any of the terms.", isAtomic: true)

    package let nodeSelectorTerms = Value<[NodeSelectorTerm]>(
        1, "The terms, of which one must match.", required: true, list: .atomic)
}
package typealias NodeSelector = Object<NodeSelectorShape>

package struct NodeSelectorTermShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.NodeSelectorTerm", "What a node must have; all of it. An empty term matches nothing.", isAtomic: true)

    package let matchExpressions = Value<[NodeSelectorRequirement]>(1, "What its labels must be.", list: .atomic)
    package let matchFields = Value<[NodeSelectorRequirement]>(2, "What its fields must be; only `metadata.name`.", list: .atomic)
}
package typealias NodeSelectorTerm = Object<NodeSelectorTermShape>

package struct NodeSelectorRequirementShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeSelectorRequirement", "A rule for one label or field.")

    package let key = Value<String>(1, "The label or field.", required: true)
    package let `operator` = Value<String>(
        2, "`In`, `NotIn`, `Exists`, `DoesNotExist`, `Gt` or `Lt`.", required: true,
        oneOf: ["DoesNotExist", "Exists", "Gt", "In", "Lt", "NotIn"])
    package let values = Value<[String]>(3, "The values to compare with; one integer for `Gt` and `Lt`.", list: .atomic)
}
package typealias NodeSelectorRequirement = Object<NodeSelectorRequirementShape>

package struct PreferredSchedulingTermShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PreferredSchedulingTerm", "A wish for a node.")

    package let weight = Value<Int32>(1, "How much it counts, from 1 to 100.", required: true)
    package let preference = Value<NodeSelectorTerm>(2, "Which nodes.", required: true)
}
package typealias PreferredSchedulingTerm = Object<PreferredSchedulingTermShape>

package struct PodAffinityShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodAffinity", "Which Pods a Pod wants to be near to.")

    package let requiredDuringSchedulingIgnoredDuringExecution = Value<[PodAffinityTerm]>(
        1, "What must hold for a node to be chosen.", list: .atomic)
    package let preferredDuringSchedulingIgnoredDuringExecution = Value<[WeightedPodAffinityTerm]>(
        2, "Wishes, each with a weight.", list: .atomic)
}
package typealias PodAffinity = Object<PodAffinityShape>

package struct PodAntiAffinityShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodAntiAffinity", "Which Pods a Pod wants to be far from.")

    package let requiredDuringSchedulingIgnoredDuringExecution = Value<[PodAffinityTerm]>(
        1, "What must hold for a node to be chosen.", list: .atomic)
    package let preferredDuringSchedulingIgnoredDuringExecution = Value<[WeightedPodAffinityTerm]>(
        2, "Wishes, each with a weight.", list: .atomic)
}
package typealias PodAntiAffinity = Object<PodAntiAffinityShape>

package struct PodAffinityTermShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodAffinityTerm", "A set of Pods, and what counts as near.")

    package let labelSelector = Field<LabelSelector>(1, "The labels of the Pods.")
    package let namespaces = Value<[String]>(
        2, "The namespaces the Pods are in; that of the Pod to be placed when none is given.", list: .atomic)
    package let topologyKey = Value<String>(
        3, "The label of nodes whose equal values mean near, such as `kubernetes.io/hostname`.", required: true)
    package let namespaceSelector = Field<LabelSelector>(4, "The labels of the namespaces the Pods are in.")
    package let matchLabelKeys = Value<[String]>(5, "Labels whose value must be as on the Pod to be placed.", list: .atomic)
    package let mismatchLabelKeys = Value<[String]>(
        6, "Labels whose value must not be as on the Pod to be placed.", list: .atomic)
}
package typealias PodAffinityTerm = Object<PodAffinityTermShape>

package struct WeightedPodAffinityTermShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.WeightedPodAffinityTerm", "A wish for nearness.")

    package let weight = Value<Int32>(1, "How much it counts, from 1 to 100.", required: true)
    package let podAffinityTerm = Value<PodAffinityTerm>(2, "Which Pods.", required: true)
}
package typealias WeightedPodAffinityTerm = Object<WeightedPodAffinityTermShape>

package struct TolerationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Toleration", "A taint that does not keep a Pod away.")

    package let key = Value<String>(1, "The taint's key; any when it is not given, together with `Exists`.")
    package let `operator` = Value<String>(
        2, "`Equal` compares the value, `Exists` does not; `Lt` and `Gt` compare integers.",
        oneOf: ["Equal", "Exists", "Gt", "Lt"])
    package let value = Value<String>(3, "The taint's value.")
    package let effect = Value<String>(
        4, "The taint's effect; any when it is not given.", oneOf: ["NoExecute", "NoSchedule", "PreferNoSchedule"])
    package let tolerationSeconds = Field<Int64>(
        5, "Seconds the Pod stays after a `NoExecute` taint appears; for ever when it is not given.")
}
package typealias Toleration = Object<TolerationShape>

package struct TopologySpreadConstraintShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.TopologySpreadConstraint", "How evenly Pods must spread.")

    package let maxSkew = Value<Int32>(1, "How many Pods one domain may have more than the one with the fewest.", required: true)
    package let topologyKey = Value<String>(
        2, "The label of nodes whose values are the domains, such as `topology.kubernetes.io/zone`.", required: true)
    package let whenUnsatisfiable = Value<String>(
        3, "`DoNotSchedule`, or `ScheduleAnyway` to take it as a wish.", required: true,
        oneOf: ["DoNotSchedule", "ScheduleAnyway"])
    package let labelSelector = Field<LabelSelector>(4, "The labels of the Pods to count.")
    package let minDomains = Field<Int32>(5, "Below this many domains, the fewest counts as none.")
    package let nodeAffinityPolicy = Value<String>(
        6,
        "Whether nodes that the Pod's node affinity excludes count: `Honor` leaves them out, `Ignore` does "
            + "not.", optional: true, oneOf: ["Honor", "Ignore"])
    package let nodeTaintsPolicy = Value<String>(
        7,
        "Whether nodes with taints the Pod does not tolerate count: `Honor` leaves them out, `Ignore` does "
            + "not.", optional: true, oneOf: ["Honor", "Ignore"])
    package let matchLabelKeys = Value<[String]>(8, "Labels whose value must be as on the Pod to be placed.", list: .atomic)
}
package typealias TopologySpreadConstraint = Object<TopologySpreadConstraintShape>
