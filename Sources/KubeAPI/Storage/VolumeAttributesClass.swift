import JSON
package import Schema

package struct VolumeAttributesClassShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.storage.v1.VolumeAttributesClass", "Settings of volumes that a claim can choose and change later.")
    package static let type = ResourceType(
        group: "storage.k8s.io", version: "v1", plural: "volumeattributesclasses", singular: "volumeattributesclass",
        kind: "VolumeAttributesClass", isNamespaced: false, shortNames: ["vac"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let driverName = Value<String>(2, "The CSI driver; cannot change.", required: true)
    package let parameters = Value<[String: String]>(3, "The settings; cannot change.")
}
package typealias VolumeAttributesClass = Object<VolumeAttributesClassShape>
