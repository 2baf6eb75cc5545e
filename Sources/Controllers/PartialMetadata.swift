import JSON
import KubeAPI
import KubeClient
import Schema

/// An object of any kind, of which only the metadata is read.
struct PartialMetadataShape: Resource {
    static let shape = Reflected<Self>(
        "io.k8s.apimachinery.pkg.apis.meta.v1.PartialObjectMetadata", "The metadata of an object of any kind.")
    static let type = ResourceType(
        group: "meta.k8s.io", version: "v1", plural: "", singular: "", kind: "PartialObjectMetadata", isNamespaced: true)

    let metadata = Value<ObjectMeta>(1, "The object's metadata.")
}
typealias PartialMetadata = Object<PartialMetadataShape>

extension ResourceType {
    func path(to key: ObjectKey) -> String {
        path(namespace: key.namespace.isEmpty ? nil : key.namespace, name: key.name)
    }
}
