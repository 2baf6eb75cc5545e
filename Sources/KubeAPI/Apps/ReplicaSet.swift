import JSON
package import Schema

package struct ReplicaSetShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.ReplicaSet", "Keeps a number of equal Pods running.")
    package static let type = ResourceType(
        group: "apps", version: "v1", plural: "replicasets", singular: "replicaset", kind: "ReplicaSet", isNamespaced: true,
        shortNames: ["rs"], categories: ["all"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<ReplicaSetSpec>(2, "What the ReplicaSet shall be.", default: [:])
    package let status = Value<ReplicaSetStatus>(3, "What has become of the ReplicaSet.", default: [:])
}
package typealias ReplicaSet = Object<ReplicaSetShape>

package struct ReplicaSetSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.ReplicaSetSpec", "What a ReplicaSet shall be.")

    package let replicas = Field<Int32>(1, "How many Pods there shall be.", default: 1)
    package let selector = Value<LabelSelector>(
        2, "The labels of the Pods that belong to it; must match those of the template, and cannot change.", required: true)
    package let template = Value<PodTemplateSpec>(3, "The Pods to make.")
    package let minReadySeconds = Value<Int32>(4, "Seconds a new Pod must stay ready before it counts as available.")
}
package typealias ReplicaSetSpec = Object<ReplicaSetSpecShape>

package struct ReplicaSetStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.ReplicaSetStatus", "What has become of a ReplicaSet.")

    package let replicas = Value<Int32>(1, "Pods that there are.", required: true)
    package let fullyLabeledReplicas = Value<Int32>(2, "Pods that have all labels of the template.")
    package let observedGeneration = Value<Int64>(
        3, "The `metadata.generation` that this was found for; an older one means that it is not up to date.")
    package let readyReplicas = Value<Int32>(4, "Pods that are ready.")
    package let availableReplicas = Value<Int32>(5, "Pods that have been ready for `minReadySeconds`.")
    package let conditions = Value<[ReplicaSetCondition]>(
        6, "Aspects of its state.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
    package let terminatingReplicas = Field<Int32>(7, "Pods that are ending.")
}
package typealias ReplicaSetStatus = Object<ReplicaSetStatusShape>

package struct ReplicaSetConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.ReplicaSetCondition", "One aspect of a ReplicaSet's state.")

    package let type = Value<String>(1, "Which aspect this is, such as `ReplicaFailure`.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let lastTransitionTime = Field<Timestamp>(3, "When `status` last changed its value.")
    package let reason = Value<String>(4, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(5, "An explanation for people.")
}
package typealias ReplicaSetCondition = Object<ReplicaSetConditionShape>
