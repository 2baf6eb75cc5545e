package import Schema

package struct ConfigMapShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ConfigMap", "A config map.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "configmaps", singular: "configmap", kind: "ConfigMap", isNamespaced: true,
        shortNames: ["cm"])

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let data = Value<[String: String]>(2, "The data.")
    package let binaryData = Value<[String: Base64Bytes]>(3, "The binary data.")
    package let immutable = Field<Bool>(4, "The immutable.")
}
package typealias ConfigMap = Object<ConfigMapShape>
