import JSON
package import Schema

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
        "io.k8s.api.core.v1.TypedLocalObjectReference", "Names an object of any kind in the same namespace.")

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
