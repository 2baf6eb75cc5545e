package import Schema

package struct ConfigMapShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ConfigMap", "Settings for Pods to read.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "configmaps", singular: "configmap", kind: "ConfigMap", isNamespaced: true,
        shortNames: ["cm"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let data = Value<[String: String]>(2, "Entries that are text.")
    package let binaryData = Value<[String: Base64Bytes]>(3, "Entries that are not text, in base64.")
    package let immutable = Field<Bool>(4, "Forbids all later changes of the entries.")
}
package typealias ConfigMap = Object<ConfigMapShape>
