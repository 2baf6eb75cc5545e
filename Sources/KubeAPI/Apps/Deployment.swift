import JSON
package import Schema

package struct DeploymentShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.apps.v1.Deployment",
        "Keeps a number of equal Pods running, and replaces them step by step when their template changes.")
    package static let type = ResourceType(
        group: "apps", version: "v1", plural: "deployments", singular: "deployment", kind: "Deployment", isNamespaced: true,
        shortNames: ["deploy"], categories: ["all"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<DeploymentSpec>(2, "What the Deployment shall be.", default: [:])
    package let status = Value<DeploymentStatus>(3, "What has become of the Deployment.", default: [:])
}
package typealias Deployment = Object<DeploymentShape>

package struct DeploymentSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.DeploymentSpec", "What a Deployment shall be.")

    package let replicas = Field<Int32>(1, "How many Pods there shall be.", default: 1)
    package let selector = Value<LabelSelector>(
        2, "The labels of the Pods that belong to it; must match those of the template, and cannot change.", required: true)
    package let template = Value<PodTemplateSpec>(3, "The Pods to make; `restartPolicy` must be `Always`.", required: true)
    package let strategy = Value<DeploymentStrategy>(
        4, "How old Pods are replaced with new ones.", default: [:], patch: .retainKeys)
    package let minReadySeconds = Value<Int32>(5, "Seconds a new Pod must stay ready before it counts as available.")
    package let revisionHistoryLimit = Field<Int32>(6, "How many old ReplicaSets are kept to go back to.", default: 10)
    package let paused = Value<Bool>(7, "Holds back all changes of the template.")
    package let progressDeadlineSeconds = Field<Int32>(
        9, "Seconds without progress after which the rollout counts as failed.", default: 600)
}
package typealias DeploymentSpec = Object<DeploymentSpecShape>

package struct DeploymentStrategyShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.apps.v1.DeploymentStrategy", "How old Pods are replaced with new ones.")

    package let type = Value<String>(
        1, "`RollingUpdate` replaces a few at a time, `Recreate` ends all of them first.", default: "RollingUpdate",
        oneOf: ["Recreate", "RollingUpdate"])
    package let rollingUpdate = Field<RollingUpdateDeployment>(2, "Settings of a rolling update.")
}
package typealias DeploymentStrategy = Object<DeploymentStrategyShape>

package struct RollingUpdateDeploymentShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.RollingUpdateDeployment", "How fast a rolling update goes.")

    package let maxUnavailable = Field<IntOrString>(
        1, "How many Pods may be missing meanwhile, as a number or percentage, rounded down.", default: "25%")
    package let maxSurge = Field<IntOrString>(
        2, "How many Pods there may be too many meanwhile, as a number or percentage, rounded up.", default: "25%")
}
package typealias RollingUpdateDeployment = Object<RollingUpdateDeploymentShape>

package struct DeploymentStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.DeploymentStatus", "What has become of a Deployment.")

    package let observedGeneration = Value<Int64>(
        1, "The `metadata.generation` that this was found for; an older one means that it is not up to date.")
    package let replicas = Value<Int32>(2, "Pods that there are.")
    package let updatedReplicas = Value<Int32>(3, "Pods made from the current template.")
    package let availableReplicas = Value<Int32>(4, "Pods that have been ready for `minReadySeconds`.")
    package let unavailableReplicas = Value<Int32>(5, "Pods that are missing or not available.")
    package let conditions = Value<[DeploymentCondition]>(
        6, "Whether it is available, and whether the rollout goes on.", list: .map, mergeKeys: ["type"], patch: .merge,
        patchMergeKey: "type")
    package let readyReplicas = Value<Int32>(7, "Pods that are ready.")
    package let collisionCount = Field<Int32>(8, "How often a new ReplicaSet's name was taken; part of the next one's name.")
    package let terminatingReplicas = Field<Int32>(9, "Pods that are ending.")
}
package typealias DeploymentStatus = Object<DeploymentStatusShape>

package struct DeploymentConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.DeploymentCondition", "One aspect of a Deployment's state.")

    package let type = Value<String>(1, "`Available`, `Progressing` or `ReplicaFailure`.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let reason = Value<String>(4, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(5, "An explanation for people.")
    package let lastUpdateTime = Field<Timestamp>(6, "When the condition was last written.")
    package let lastTransitionTime = Field<Timestamp>(7, "When `status` last changed its value.")
}
package typealias DeploymentCondition = Object<DeploymentConditionShape>
