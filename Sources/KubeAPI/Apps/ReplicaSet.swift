import JSON
package import Schema

package struct ReplicaSetShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.ReplicaSet", "A replica set.")
    package static let type = ResourceType(
        group: "apps", version: "v1", plural: "replicasets", singular: "replicaset", kind: "ReplicaSet",
        isNamespaced: true, shortNames: ["rs"], categories: ["all"])

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<ReplicaSetSpec>(2, "The spec.", default: [:])
    package let status = Value<ReplicaSetStatus>(3, "The status.", default: [:])
}
package typealias ReplicaSet = Object<ReplicaSetShape>

package struct ReplicaSetSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.ReplicaSetSpec", "A replica set spec.")

    package let replicas = Field<Int32>(1, "The replicas.", default: 1)
    package let selector = Value<LabelSelector>(2, "The selector.", required: true)
    package let template = Value<PodTemplateSpec>(3, "The template.")
    package let minReadySeconds = Value<Int32>(4, "The min ready seconds.")
}
package typealias ReplicaSetSpec = Object<ReplicaSetSpecShape>

package struct ReplicaSetStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.ReplicaSetStatus", "A replica set status.")

    package let replicas = Value<Int32>(1, "The replicas.", required: true)
    package let fullyLabeledReplicas = Value<Int32>(2, "The fully labeled replicas.")
    package let observedGeneration = Value<Int64>(3, "The observed generation.")
    package let readyReplicas = Value<Int32>(4, "The ready replicas.")
    package let availableReplicas = Value<Int32>(5, "The available replicas.")
    package let conditions = Value<[ReplicaSetCondition]>(
        6, "The conditions.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
    package let terminatingReplicas = Field<Int32>(7, "The terminating replicas.")
}
package typealias ReplicaSetStatus = Object<ReplicaSetStatusShape>

package struct ReplicaSetConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.ReplicaSetCondition", "A replica set condition.")

    package let type = Value<String>(1, "The type.", required: true)
    package let status = Value<String>(2, "The status.", required: true)
    package let lastTransitionTime = Field<Timestamp>(3, "The last transition time.")
    package let reason = Value<String>(4, "The reason.")
    package let message = Value<String>(5, "The message.")
}
package typealias ReplicaSetCondition = Object<ReplicaSetConditionShape>
