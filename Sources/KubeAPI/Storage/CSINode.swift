import JSON
package import Schema

package struct CSINodeShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.storage.v1.CSINode", "The CSI drivers of a node.")
    package static let type = ResourceType(
        group: "storage.k8s.io", version: "v1", plural: "csinodes", singular: "csinode", kind: "CSINode", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<CSINodeSpec>(2, "The drivers.", required: true, default: [:])
}
package typealias CSINode = Object<CSINodeShape>

package struct CSINodeSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.storage.v1.CSINodeSpec", "The CSI drivers of a node.")

    package let drivers = Value<[CSINodeDriver]>(
        1, "The drivers.", required: true, list: .map, mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
}
package typealias CSINodeSpec = Object<CSINodeSpecShape>

package struct CSINodeDriverShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.storage.v1.CSINodeDriver", "A CSI driver of a node.")

    package let name = Value<String>(1, "The driver's name.", required: true)
    package let nodeID = Value<String>(2, "How the driver calls the node.", required: true)
    package let topologyKeys = Value<[String]>(
        3, "The node labels that say which volumes the driver can reach from it.", list: .atomic)
    package let allocatable = Field<VolumeNodeResources>(4, "How many volumes the node can take.")
}
package typealias CSINodeDriver = Object<CSINodeDriverShape>

package struct VolumeNodeResourcesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.storage.v1.VolumeNodeResources", "How many volumes a node can take.")

    package let count = Field<Int32>(1, "The number of volumes; no bound when it is not given.")
}
package typealias VolumeNodeResources = Object<VolumeNodeResourcesShape>
