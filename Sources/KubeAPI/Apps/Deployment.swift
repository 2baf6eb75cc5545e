import JSON
package import Schema

package struct DeploymentShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.Deployment", "A deployment.")
    package static let type = ResourceType(
        group: "apps", version: "v1", plural: "deployments", singular: "deployment", kind: "Deployment",
        isNamespaced: true, shortNames: ["deploy"], categories: ["all"])

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<DeploymentSpec>(2, "The spec.", default: [:])
    package let status = Value<DeploymentStatus>(3, "The status.", default: [:])
}
package typealias Deployment = Object<DeploymentShape>

package struct DeploymentSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.DeploymentSpec", "A deployment spec.")

    package let replicas = Field<Int32>(1, "The replicas.", default: 1)
    package let selector = Value<LabelSelector>(2, "The selector.", required: true)
    package let template = Value<PodTemplateSpec>(3, "The template.", required: true)
    package let strategy = Value<DeploymentStrategy>(4, "The strategy.", default: [:], patch: .retainKeys)
    package let minReadySeconds = Value<Int32>(5, "The min ready seconds.")
    package let revisionHistoryLimit = Field<Int32>(6, "The revision history limit.", default: 10)
    package let paused = Value<Bool>(7, "The paused.")
    package let progressDeadlineSeconds = Field<Int32>(9, "The progress deadline seconds.", default: 600)
}
package typealias DeploymentSpec = Object<DeploymentSpecShape>

package struct DeploymentStrategyShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.DeploymentStrategy", "A deployment strategy.")

    package let type = Value<String>(1, "The type.", default: "RollingUpdate", oneOf: ["Recreate", "RollingUpdate"])
    package let rollingUpdate = Field<RollingUpdateDeployment>(2, "The rolling update.")
}
package typealias DeploymentStrategy = Object<DeploymentStrategyShape>

package struct RollingUpdateDeploymentShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.apps.v1.RollingUpdateDeployment", "A rolling update deployment.")

    package let maxUnavailable = Field<IntOrString>(1, "The max unavailable.", default: "25%")
    package let maxSurge = Field<IntOrString>(2, "The max surge.", default: "25%")
}
package typealias RollingUpdateDeployment = Object<RollingUpdateDeploymentShape>

package struct DeploymentStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.DeploymentStatus", "A deployment status.")

    package let observedGeneration = Value<Int64>(1, "The observed generation.")
    package let replicas = Value<Int32>(2, "The replicas.")
    package let updatedReplicas = Value<Int32>(3, "The updated replicas.")
    package let availableReplicas = Value<Int32>(4, "The available replicas.")
    package let unavailableReplicas = Value<Int32>(5, "The unavailable replicas.")
    package let conditions = Value<[DeploymentCondition]>(
        6, "The conditions.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
    package let readyReplicas = Value<Int32>(7, "The ready replicas.")
    package let collisionCount = Field<Int32>(8, "The collision count.")
    package let terminatingReplicas = Field<Int32>(9, "The terminating replicas.")
}
package typealias DeploymentStatus = Object<DeploymentStatusShape>

package struct DeploymentConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.DeploymentCondition", "A deployment condition.")

    package let type = Value<String>(1, "The type.", required: true)
    package let status = Value<String>(2, "The status.", required: true)
    package let reason = Value<String>(4, "The reason.")
    package let message = Value<String>(5, "The message.")
    package let lastUpdateTime = Field<Timestamp>(6, "The last update time.")
    package let lastTransitionTime = Field<Timestamp>(7, "The last transition time.")
}
package typealias DeploymentCondition = Object<DeploymentConditionShape>
