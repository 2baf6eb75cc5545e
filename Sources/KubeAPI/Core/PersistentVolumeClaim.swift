import JSON
package import Schema

package struct PersistentVolumeClaimShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PersistentVolumeClaim", "Asks for storage, and holds it once a volume is bound to it.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "persistentvolumeclaims", singular: "persistentvolumeclaim",
        kind: "PersistentVolumeClaim", isNamespaced: true, shortNames: ["pvc"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<PersistentVolumeClaimSpec>(2, "What the claim asks for.", default: [:])
    package let status = Value<PersistentVolumeClaimStatus>(3, "What the claim has got.", default: [:])
}
package typealias PersistentVolumeClaim = Object<PersistentVolumeClaimShape>

package struct PersistentVolumeClaimStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PersistentVolumeClaimStatus", "What a claim has got.")

    package let phase = Value<String>(1, "`Pending`, `Bound` or `Lost`.", default: "Pending")
    package let accessModes = Value<[String]>(2, "How the volume can be mounted.", list: .atomic)
    package let capacity = Value<[String: Quantity]>(3, "How large the volume is.")
    package let conditions = Value<[PersistentVolumeClaimCondition]>(
        4, "Aspects of its state, such as a resize that goes on.", list: .map, mergeKeys: ["type"], patch: .merge,
        patchMergeKey: "type")
    package let allocatedResources = Value<[String: Quantity]>(5, "How large the volume is going to be while it grows.")
    package let allocatedResourceStatuses = Value<[String: String]>(7, "How far a resize has come, by resource.")
    package let currentVolumeAttributesClassName = Value<String>(
        8, "The class of settings that the volume has now.", optional: true)
    package let modifyVolumeStatus = Field<ModifyVolumeStatus>(9, "A change of the settings that goes on.")
}
package typealias PersistentVolumeClaimStatus = Object<PersistentVolumeClaimStatusShape>

package struct PersistentVolumeClaimConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PersistentVolumeClaimCondition", "One aspect of a claim's state.")

    package let type = Value<String>(1, "Which aspect this is, such as `Resizing` or `FileSystemResizePending`.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let lastProbeTime = Field<Timestamp>(3, "When it was last looked at.")
    package let lastTransitionTime = Field<Timestamp>(4, "When `status` last changed its value.")
    package let reason = Value<String>(5, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(6, "An explanation for people.")
}
package typealias PersistentVolumeClaimCondition = Object<PersistentVolumeClaimConditionShape>

package struct ModifyVolumeStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ModifyVolumeStatus", "A change of a volume's settings that goes on.")

    package let targetVolumeAttributesClassName = Value<String>(1, "The class of settings the volume shall have.")
    package let status = Value<String>(2, "`Pending`, `InProgress` or `Infeasible`.", required: true)
}
package typealias ModifyVolumeStatus = Object<ModifyVolumeStatusShape>

package struct PersistentVolumeClaimTemplateShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PersistentVolumeClaimTemplate", "A claim to make.")

    package let metadata = Value<ObjectMeta>(1, "Labels and annotations for the claim.")
    package let spec = Value<PersistentVolumeClaimSpec>(2, "What the claim asks for.", required: true)
}
package typealias PersistentVolumeClaimTemplate = Object<PersistentVolumeClaimTemplateShape>

package struct PersistentVolumeClaimSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PersistentVolumeClaimSpec", "What storage is asked for.")

    package let accessModes = Value<[String]>(
        1, "How it must be mountable: `ReadWriteOnce`, `ReadOnlyMany`, `ReadWriteMany` or `ReadWriteOncePod`.", list: .atomic)
    package let resources = Value<VolumeResourceRequirements>(2, "How large it must be.", default: [:])
    package let volumeName = Value<String>(3, "The volume the claim is bound to.")
    package let selector = Field<LabelSelector>(4, "The labels of the volumes to choose from.")
    package let storageClassName = Value<String>(
        5, "The storage class; the default class when it is not given, none at all when it is empty.", optional: true)
    package let volumeMode = Value<String>(
        6, "`Filesystem`, or `Block` for a raw device.", optional: true, default: "Filesystem", oneOf: ["Block", "Filesystem"])
    package let dataSource = Field<TypedLocalObjectReference>(7, "A snapshot or claim that the storage starts as a copy of.")
    package let dataSourceRef = Field<TypedObjectReference>(8, "As `dataSource`, for any kind of object.")
    package let volumeAttributesClassName = Value<String>(9, "The class of settings that can change later.", optional: true)
}
package typealias PersistentVolumeClaimSpec = Object<PersistentVolumeClaimSpecShape>

package struct VolumeResourceRequirementsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.VolumeResourceRequirements", "How large storage must and may be.")

    package let limits = Value<[String: Quantity]>(1, "The most.")
    package let requests = Value<[String: Quantity]>(2, "The least, as `storage: 10Gi`.")
}
package typealias VolumeResourceRequirements = Object<VolumeResourceRequirementsShape>

package struct TypedLocalObjectReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.TypedLocalObjectReference", "Names an object of any kind in the same namespace.", isAtomic: true)

    package let apiGroup = Value<String>(1, "The kind's group; none for the core group.", optional: true)
    package let kind = Value<String>(2, "What the object is, as the API names it.", required: true)
    package let name = Value<String>(3, "The object's name.", required: true)
}
package typealias TypedLocalObjectReference = Object<TypedLocalObjectReferenceShape>

package struct TypedObjectReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.TypedObjectReference", "Names an object of any kind.")

    package let apiGroup = Value<String>(1, "The kind's group; none for the core group.", optional: true)
    package let kind = Value<String>(2, "What the object is, as the API names it.", required: true)
    package let name = Value<String>(3, "The object's name.", required: true)
    package let namespace = Value<String>(4, "The object's namespace; the same one when it is not given.", optional: true)
}
package typealias TypedObjectReference = Object<TypedObjectReferenceShape>
