import JSON
package import Schema

package struct PersistentVolumeClaimTemplateShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PersistentVolumeClaimTemplate", "A persistent volume claim template.")

    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<PersistentVolumeClaimSpec>(2, "The spec.", required: true)
}
package typealias PersistentVolumeClaimTemplate = Object<PersistentVolumeClaimTemplateShape>

package struct PersistentVolumeClaimSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PersistentVolumeClaimSpec", "A persistent volume claim spec.")

    package let accessModes = Value<[String]>(1, "The access modes.", list: .atomic)
    package let resources = Value<VolumeResourceRequirements>(2, "The resources.", default: [:])
    package let volumeName = Value<String>(3, "The volume name.")
    package let selector = Field<LabelSelector>(4, "The selector.")
    package let storageClassName = Value<String>(5, "The storage class name.", optional: true)
    package let volumeMode = Value<String>(
        6, "The volume mode.", optional: true, default: "Filesystem", oneOf: ["Block", "Filesystem"])
    package let dataSource = Field<TypedLocalObjectReference>(7, "The data source.")
    package let dataSourceRef = Field<TypedObjectReference>(8, "The data source ref.")
    package let volumeAttributesClassName = Value<String>(9, "The volume attributes class name.", optional: true)
}
package typealias PersistentVolumeClaimSpec = Object<PersistentVolumeClaimSpecShape>

package struct VolumeResourceRequirementsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.VolumeResourceRequirements", "A volume resource requirements.")

    package let limits = Value<[String: Quantity]>(1, "The limits.")
    package let requests = Value<[String: Quantity]>(2, "The requests.")
}
package typealias VolumeResourceRequirements = Object<VolumeResourceRequirementsShape>

package struct TypedLocalObjectReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.TypedLocalObjectReference", "A typed local object reference.")

    package let apiGroup = Value<String>(1, "The api group.", optional: true)
    package let kind = Value<String>(2, "The kind.", required: true)
    package let name = Value<String>(3, "The name.", required: true)
}
package typealias TypedLocalObjectReference = Object<TypedLocalObjectReferenceShape>

package struct TypedObjectReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.TypedObjectReference", "A typed object reference.")

    package let apiGroup = Value<String>(1, "The api group.", optional: true)
    package let kind = Value<String>(2, "The kind.", required: true)
    package let name = Value<String>(3, "The name.", required: true)
    package let namespace = Value<String>(4, "The namespace.", optional: true)
}
package typealias TypedObjectReference = Object<TypedObjectReferenceShape>
