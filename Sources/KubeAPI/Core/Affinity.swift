package import Schema

package struct AffinityShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Affinity", "A affinity.")

    package let nodeAffinity = Field<NodeAffinity>(1, "The node affinity.")
    package let podAffinity = Field<PodAffinity>(2, "The pod affinity.")
    package let podAntiAffinity = Field<PodAntiAffinity>(3, "The pod anti affinity.")
}
package typealias Affinity = Object<AffinityShape>

package struct NodeAffinityShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeAffinity", "A node affinity.")

    package let requiredDuringSchedulingIgnoredDuringExecution = Field<NodeSelector>(
        1, "The required during scheduling ignored during execution.")
    package let preferredDuringSchedulingIgnoredDuringExecution = Value<[PreferredSchedulingTerm]>(
        2, "The preferred during scheduling ignored during execution.", list: .atomic)
}
package typealias NodeAffinity = Object<NodeAffinityShape>

package struct NodeSelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeSelector", "A node selector.")

    package let nodeSelectorTerms = Value<[NodeSelectorTerm]>(
        1, "The node selector terms.", required: true, list: .atomic)
}
package typealias NodeSelector = Object<NodeSelectorShape>

package struct NodeSelectorTermShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeSelectorTerm", "A node selector term.")

    package let matchExpressions = Value<[NodeSelectorRequirement]>(1, "The match expressions.", list: .atomic)
    package let matchFields = Value<[NodeSelectorRequirement]>(2, "The match fields.", list: .atomic)
}
package typealias NodeSelectorTerm = Object<NodeSelectorTermShape>

package struct NodeSelectorRequirementShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.NodeSelectorRequirement", "A node selector requirement.")

    package let key = Value<String>(1, "The key.", required: true)
    package let `operator` = Value<String>(
        2, "The operator.", required: true, oneOf: ["DoesNotExist", "Exists", "Gt", "In", "Lt", "NotIn"])
    package let values = Value<[String]>(3, "The values.", list: .atomic)
}
package typealias NodeSelectorRequirement = Object<NodeSelectorRequirementShape>

package struct PreferredSchedulingTermShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PreferredSchedulingTerm", "A preferred scheduling term.")

    package let weight = Value<Int32>(1, "The weight.", required: true)
    package let preference = Value<NodeSelectorTerm>(2, "The preference.", required: true)
}
package typealias PreferredSchedulingTerm = Object<PreferredSchedulingTermShape>

package struct PodAffinityShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodAffinity", "A pod affinity.")

    package let requiredDuringSchedulingIgnoredDuringExecution = Value<[PodAffinityTerm]>(
        1, "The required during scheduling ignored during execution.", list: .atomic)
    package let preferredDuringSchedulingIgnoredDuringExecution = Value<[WeightedPodAffinityTerm]>(
        2, "The preferred during scheduling ignored during execution.", list: .atomic)
}
package typealias PodAffinity = Object<PodAffinityShape>

package struct PodAntiAffinityShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodAntiAffinity", "A pod anti affinity.")

    package let requiredDuringSchedulingIgnoredDuringExecution = Value<[PodAffinityTerm]>(
        1, "The required during scheduling ignored during execution.", list: .atomic)
    package let preferredDuringSchedulingIgnoredDuringExecution = Value<[WeightedPodAffinityTerm]>(
        2, "The preferred during scheduling ignored during execution.", list: .atomic)
}
package typealias PodAntiAffinity = Object<PodAntiAffinityShape>

package struct PodAffinityTermShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodAffinityTerm", "A pod affinity term.")

    package let labelSelector = Field<LabelSelector>(1, "The label selector.")
    package let namespaces = Value<[String]>(2, "The namespaces.", list: .atomic)
    package let topologyKey = Value<String>(3, "The topology key.", required: true)
    package let namespaceSelector = Field<LabelSelector>(4, "The namespace selector.")
    package let matchLabelKeys = Value<[String]>(5, "The match label keys.", list: .atomic)
    package let mismatchLabelKeys = Value<[String]>(6, "The mismatch label keys.", list: .atomic)
}
package typealias PodAffinityTerm = Object<PodAffinityTermShape>

package struct WeightedPodAffinityTermShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.WeightedPodAffinityTerm", "A weighted pod affinity term.")

    package let weight = Value<Int32>(1, "The weight.", required: true)
    package let podAffinityTerm = Value<PodAffinityTerm>(2, "The pod affinity term.", required: true)
}
package typealias WeightedPodAffinityTerm = Object<WeightedPodAffinityTermShape>

package struct TolerationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Toleration", "A toleration.")

    package let key = Value<String>(1, "The key.")
    package let `operator` = Value<String>(2, "The operator.", oneOf: ["Equal", "Exists", "Gt", "Lt"])
    package let value = Value<String>(3, "The value.")
    package let effect = Value<String>(4, "The effect.", oneOf: ["NoExecute", "NoSchedule", "PreferNoSchedule"])
    package let tolerationSeconds = Field<Int64>(5, "The toleration seconds.")
}
package typealias Toleration = Object<TolerationShape>

package struct TopologySpreadConstraintShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.TopologySpreadConstraint", "A topology spread constraint.")

    package let maxSkew = Value<Int32>(1, "The max skew.", required: true)
    package let topologyKey = Value<String>(2, "The topology key.", required: true)
    package let whenUnsatisfiable = Value<String>(
        3, "The when unsatisfiable.", required: true, oneOf: ["DoNotSchedule", "ScheduleAnyway"])
    package let labelSelector = Field<LabelSelector>(4, "The label selector.")
    package let minDomains = Field<Int32>(5, "The min domains.")
    package let nodeAffinityPolicy = Value<String>(
        6, "The node affinity policy.", optional: true, oneOf: ["Honor", "Ignore"])
    package let nodeTaintsPolicy = Value<String>(
        7, "The node taints policy.", optional: true, oneOf: ["Honor", "Ignore"])
    package let matchLabelKeys = Value<[String]>(8, "The match label keys.", list: .atomic)
}
package typealias TopologySpreadConstraint = Object<TopologySpreadConstraintShape>
