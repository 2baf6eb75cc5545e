package import Schema

package struct PartialObjectMetadataShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadata", "The metadata of an object of any kind, without the rest.")

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
}
package typealias PartialObjectMetadata = Object<PartialObjectMetadataShape>
