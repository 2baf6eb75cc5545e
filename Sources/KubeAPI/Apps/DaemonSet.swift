import JSON
package import Schema

package struct DaemonSetShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.apps.v1.DaemonSet", "Keeps one Pod running on every node, or on those that its template selects.")
    package static let type = ResourceType(
        group: "apps", version: "v1", plural: "daemonsets", singular: "daemonset", kind: "DaemonSet", isNamespaced: true,
        shortNames: ["ds"], categories: ["all"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<DaemonSetSpec>(2, "What the DaemonSet shall be.", default: [:])
    package let status = Value<DaemonSetStatus>(3, "What has become of the DaemonSet.", default: [:])
}
package typealias DaemonSet = Object<DaemonSetShape>

package struct DaemonSetSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.DaemonSetSpec", "What a DaemonSet shall be.")

    package let selector = Field<LabelSelector>(
        1, "The labels of the Pods that belong to it; must match those of the template, and cannot change.", required: true)
    package let template = Value<PodTemplateSpec>(2, "The Pods to make; `restartPolicy` must be `Always`.", required: true)
    package let updateStrategy = Value<DaemonSetUpdateStrategy>(3, "How old Pods are replaced with new ones.", default: [:])
    package let minReadySeconds = Value<Int32>(4, "Seconds a new Pod must stay ready before it counts as available.")
    package let revisionHistoryLimit = Field<Int32>(6, "How many old revisions are kept to go back to.", default: 10)
}
package typealias DaemonSetSpec = Object<DaemonSetSpecShape>

package struct DaemonSetUpdateStrategyShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.apps.v1.DaemonSetUpdateStrategy", "How old Pods of a DaemonSet are replaced with new ones.")

    package let type = Value<String>(
        1, "`RollingUpdate` replaces them step by step, `OnDelete` when somebody deletes them.", default: "RollingUpdate",
        oneOf: ["OnDelete", "RollingUpdate"])
    package let rollingUpdate = Field<RollingUpdateDaemonSet>(2, "Settings of a rolling update.")
}
package typealias DaemonSetUpdateStrategy = Object<DaemonSetUpdateStrategyShape>

package struct RollingUpdateDaemonSetShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.apps.v1.RollingUpdateDaemonSet", "How fast a rolling update of a DaemonSet goes.")

    package let maxUnavailable = Field<IntOrString>(
        1, "How many Pods may be missing meanwhile, as a number or percentage of the nodes, rounded up.", default: 1)
    package let maxSurge = Field<IntOrString>(
        2, "How many nodes may have an old and a new Pod meanwhile, as a number or percentage, rounded up.", default: 0)
}
package typealias RollingUpdateDaemonSet = Object<RollingUpdateDaemonSetShape>

package struct DaemonSetStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.DaemonSetStatus", "What has become of a DaemonSet.")

    package let currentNumberScheduled = Value<Int32>(1, "Nodes that shall run a Pod and do.", required: true)
    package let numberMisscheduled = Value<Int32>(2, "Nodes that run a Pod and shall not.", required: true)
    package let desiredNumberScheduled = Value<Int32>(3, "Nodes that shall run a Pod.", required: true)
    package let numberReady = Value<Int32>(4, "Nodes whose Pod is ready.", required: true)
    package let observedGeneration = Value<Int64>(
        5, "The `metadata.generation` that this was found for; an older one means that it is not up to date.")
    package let updatedNumberScheduled = Value<Int32>(6, "Nodes whose Pod is made from the current template.")
    package let numberAvailable = Value<Int32>(7, "Nodes whose Pod has been ready for `minReadySeconds`.")
    package let numberUnavailable = Value<Int32>(8, "Nodes that shall run a Pod and have none that is available.")
    package let collisionCount = Field<Int32>(9, "How often a new revision's name was taken; part of the next one's name.")
    package let conditions = Value<[DaemonSetCondition]>(
        10, "Aspects of its state.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
}
package typealias DaemonSetStatus = Object<DaemonSetStatusShape>

package struct DaemonSetConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.DaemonSetCondition", "One aspect of a DaemonSet's state.")

    package let type = Value<String>(1, "Which aspect this is.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let lastTransitionTime = Field<Timestamp>(3, "When `status` last changed its value.")
    package let reason = Value<String>(4, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(5, "An explanation for people.")
}
package typealias DaemonSetCondition = Object<DaemonSetConditionShape>
