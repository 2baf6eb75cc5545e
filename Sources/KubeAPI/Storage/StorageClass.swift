import JSON
package import Schema

package struct StorageClassShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.storage.v1.StorageClass", "A kind of storage that volumes can be made of when they are claimed.")
    package static let type = ResourceType(
        group: "storage.k8s.io", version: "v1", plural: "storageclasses", singular: "storageclass", kind: "StorageClass",
        isNamespaced: false, shortNames: ["sc"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let provisioner = Value<String>(2, "Who makes the volumes, such as a CSI driver's name.", required: true)
    package let parameters = Value<[String: String]>(3, "Settings for who makes the volumes.")
    package let reclaimPolicy = Value<String>(
        4, "What becomes of the volumes when their claims are deleted: `Delete` or `Retain`.", optional: true, default: "Delete")
    package let mountOptions = Value<[String]>(5, "Options for mounting the volumes, such as `ro`.", list: .atomic)
    package let allowVolumeExpansion = Field<Bool>(6, "Whether the volumes can grow.")
    package let volumeBindingMode = Value<String>(
        7, "When a claim gets a volume: `Immediate`, or `WaitForFirstConsumer` once a Pod uses it.", optional: true,
        default: "Immediate")
    package let allowedTopologies = Value<[TopologySelectorTerm]>(
        8, "Where volumes may be made; anywhere when it is not given.", list: .atomic)
}
package typealias StorageClass = Object<StorageClassShape>

package struct TopologySelectorTermShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.TopologySelectorTerm", "A place, by the labels of its nodes; all rules must hold.", isAtomic: true)

    package let matchLabelExpressions = Value<[TopologySelectorLabelRequirement]>(1, "The rules.", list: .atomic)
}
package typealias TopologySelectorTerm = Object<TopologySelectorTermShape>

package struct TopologySelectorLabelRequirementShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.TopologySelectorLabelRequirement", "A rule for one label.")

    package let key = Value<String>(1, "The label.", required: true)
    package let values = Value<[String]>(2, "The values; one of them must be the label's.", required: true, list: .atomic)
}
package typealias TopologySelectorLabelRequirement = Object<TopologySelectorLabelRequirementShape>
