import JSON
package import Schema

package struct StatefulSetShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.apps.v1.StatefulSet",
        "Keeps Pods running that have names and storage of their own, which they keep when they are replaced.")
    package static let type = ResourceType(
        group: "apps", version: "v1", plural: "statefulsets", singular: "statefulset", kind: "StatefulSet", isNamespaced: true,
        shortNames: ["sts"], categories: ["all"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<StatefulSetSpec>(2, "What the StatefulSet shall be.", default: [:])
    package let status = Value<StatefulSetStatus>(3, "What has become of the StatefulSet.", default: [:])
}
package typealias StatefulSet = Object<StatefulSetShape>

package struct StatefulSetSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.StatefulSetSpec", "What a StatefulSet shall be.")

    package let replicas = Field<Int32>(1, "How many Pods there shall be.", default: 1)
    package let selector = Field<LabelSelector>(
        2, "The labels of the Pods that belong to it; must match those of the template, and cannot change.", required: true)
    package let template = Value<PodTemplateSpec>(
        3, "The Pods to make; each is named after the set and its number. `restartPolicy` must be `Always`.", required: true)
    package let volumeClaimTemplates = Value<[PersistentVolumeClaim]>(
        4, "Claims that every Pod gets one of its own of; a volume of the same name in the template is replaced.", list: .atomic)
    package let serviceName = Value<String>(5, "The headless Service that gives the Pods their DNS names; cannot change.")
    package let podManagementPolicy = Value<String>(
        6, "`OrderedReady` makes and ends the Pods one after another, `Parallel` all at once.", default: "OrderedReady",
        oneOf: ["OrderedReady", "Parallel"])
    package let updateStrategy = Value<StatefulSetUpdateStrategy>(7, "How old Pods are replaced with new ones.", default: [:])
    package let revisionHistoryLimit = Field<Int32>(8, "How many old revisions are kept to go back to.", default: 10)
    package let minReadySeconds = Value<Int32>(9, "Seconds a new Pod must stay ready before it counts as available.")
    package let persistentVolumeClaimRetentionPolicy = Field<StatefulSetPersistentVolumeClaimRetentionPolicy>(
        10, "What becomes of the claims when the set is deleted or gets smaller.", default: [:])
    package let ordinals = Field<StatefulSetOrdinals>(11, "How the Pods are numbered.")
}
package typealias StatefulSetSpec = Object<StatefulSetSpecShape>

package struct StatefulSetOrdinalsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.apps.v1.StatefulSetOrdinals", "How the Pods of a StatefulSet are numbered.")

    package let start = Value<Int32>(1, "The number of the first Pod.")
}
package typealias StatefulSetOrdinals = Object<StatefulSetOrdinalsShape>

package struct StatefulSetPersistentVolumeClaimRetentionPolicyShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.apps.v1.StatefulSetPersistentVolumeClaimRetentionPolicy", "What becomes of the claims of a StatefulSet.")

    package let whenDeleted = Value<String>(
        1, "What happens when the set is deleted: `Retain` or `Delete`.", default: "Retain", oneOf: ["Delete", "Retain"])
    package let whenScaled = Value<String>(
        2, "What happens when the set gets smaller: `Retain` or `Delete`.", default: "Retain", oneOf: ["Delete", "Retain"])
}
package typealias StatefulSetPersistentVolumeClaimRetentionPolicy = Object<StatefulSetPersistentVolumeClaimRetentionPolicyShape>

package struct StatefulSetUpdateStrategyShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.apps.v1.StatefulSetUpdateStrategy", "How old Pods of a StatefulSet are replaced with new ones.")

    package let type = Value<String>(
        1, "`RollingUpdate` replaces them from the last to the first, `OnDelete` when somebody deletes them.",
        default: "RollingUpdate", oneOf: ["OnDelete", "RollingUpdate"])
    package let rollingUpdate = Field<RollingUpdateStatefulSetStrategy>(2, "Settings of a rolling update.")
}
package typealias StatefulSetUpdateStrategy = Object<StatefulSetUpdateStrategyShape>

package struct RollingUpdateStatefulSetStrategyShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.apps.v1.RollingUpdateStatefulSetStrategy", "How far and how fast a rolling update of a StatefulSet goes.")

    package let partition = Field<Int32>(
        1, "The number from which on Pods are replaced; those before keep the old template.", default: 0)
    package let maxUnavailable = Field<IntOrString>(
        2, "How many Pods may be missing meanwhile, as a number or percentage, rounded up.")
}
package typealias RollingUpdateStatefulSetStrategy = Object<RollingUpdateStatefulSetStrategyShape>

package struct StatefulSetStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.StatefulSetStatus", "What has become of a StatefulSet.")

    package let observedGeneration = Value<Int64>(
        1, "The `metadata.generation` that this was found for; an older one means that it is not up to date.")
    package let replicas = Value<Int32>(2, "Pods that there are.", required: true)
    package let readyReplicas = Value<Int32>(3, "Pods that are ready.")
    package let currentReplicas = Value<Int32>(4, "Pods made from the revision `currentRevision`.")
    package let updatedReplicas = Value<Int32>(5, "Pods made from the revision `updateRevision`.")
    package let currentRevision = Value<String>(6, "The revision the first Pods are made from.")
    package let updateRevision = Value<String>(7, "The revision the last Pods are made from.")
    package let collisionCount = Field<Int32>(9, "How often a new revision's name was taken; part of the next one's name.")
    package let conditions = Value<[StatefulSetCondition]>(
        10, "Aspects of its state.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
    package let availableReplicas = Value<Int32>(11, "Pods that have been ready for `minReadySeconds`.", default: 0)
}
package typealias StatefulSetStatus = Object<StatefulSetStatusShape>

package struct StatefulSetConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.apps.v1.StatefulSetCondition", "One aspect of a StatefulSet's state.")

    package let type = Value<String>(1, "Which aspect this is.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let lastTransitionTime = Field<Timestamp>(3, "When `status` last changed its value.")
    package let reason = Value<String>(4, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(5, "An explanation for people.")
}
package typealias StatefulSetCondition = Object<StatefulSetConditionShape>
