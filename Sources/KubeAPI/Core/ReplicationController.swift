import JSON
package import Schema

package struct ReplicationControllerShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ReplicationController", "Keeps a number of equal Pods running; the older form of a ReplicaSet.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "replicationcontrollers", singular: "replicationcontroller",
        kind: "ReplicationController", isNamespaced: true, shortNames: ["rc"], categories: ["all"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<ReplicationControllerSpec>(2, "What the ReplicationController shall be.", default: [:])
    package let status = Value<ReplicationControllerStatus>(3, "What has become of the ReplicationController.", default: [:])
}
package typealias ReplicationController = Object<ReplicationControllerShape>

package struct ReplicationControllerSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ReplicationControllerSpec", "What a ReplicationController shall be.")

    package let replicas = Field<Int32>(1, "How many Pods there shall be.", default: 1)
    package let selector = Value<[String: String]>(
        2, "The labels of the Pods that belong to it; those of the template when none is given.", list: .atomic)
    package let template = Field<PodTemplateSpec>(3, "The Pods to make.")
    package let minReadySeconds = Value<Int32>(4, "Seconds a new Pod must stay ready before it counts as available.")
}
package typealias ReplicationControllerSpec = Object<ReplicationControllerSpecShape>

package struct ReplicationControllerStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ReplicationControllerStatus", "What has become of a ReplicationController.")

    package let replicas = Value<Int32>(1, "Pods that there are.", required: true)
    package let fullyLabeledReplicas = Value<Int32>(2, "Pods that have all labels of the template.")
    package let observedGeneration = Value<Int64>(
        3, "The `metadata.generation` that this was found for; an older one means that it is not up to date.")
    package let readyReplicas = Value<Int32>(4, "Pods that are ready.")
    package let availableReplicas = Value<Int32>(5, "Pods that have been ready for `minReadySeconds`.")
    package let conditions = Value<[ReplicationControllerCondition]>(
        6, "Aspects of its state.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
}
package typealias ReplicationControllerStatus = Object<ReplicationControllerStatusShape>

package struct ReplicationControllerConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ReplicationControllerCondition", "One aspect of a ReplicationController's state.")

    package let type = Value<String>(1, "Which aspect this is, such as `ReplicaFailure`.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let lastTransitionTime = Field<Timestamp>(3, "When `status` last changed its value.")
    package let reason = Value<String>(4, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(5, "An explanation for people.")
}
package typealias ReplicationControllerCondition = Object<ReplicationControllerConditionShape>
