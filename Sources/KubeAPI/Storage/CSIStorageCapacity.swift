import JSON
package import Schema

package struct CSIStorageCapacityShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.storage.v1.CSIStorageCapacity", "How much storage a CSI driver has for a class in a place.")
    package static let type = ResourceType(
        group: "storage.k8s.io", version: "v1", plural: "csistoragecapacities", singular: "csistoragecapacity",
        kind: "CSIStorageCapacity", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let nodeTopology = Field<LabelSelector>(2, "The nodes that can reach the storage.")
    package let storageClassName = Value<String>(3, "The storage class; cannot change.", required: true)
    package let capacity = Field<Quantity>(4, "How much is free.")
    package let maximumVolumeSize = Field<Quantity>(5, "The largest volume that can be made.")
}
package typealias CSIStorageCapacity = Object<CSIStorageCapacityShape>
