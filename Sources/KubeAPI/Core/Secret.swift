import JSON
package import Schema

package struct SecretShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Secret", "Confidential settings for Pods to read.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "secrets", singular: "secret", kind: "Secret", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let data = Value<[String: Base64Bytes]>(2, "The entries, in base64.")
    package let type = Value<String>(
        3, "What the secret is for, such as `kubernetes.io/tls`; some types need certain entries.", default: "Opaque")
    package let stringData = Value<[String: String]>(4, "Entries as plain text; only for writing, they end up in `data`.")
    package let immutable = Field<Bool>(5, "Forbids all later changes of the entries.")
}
package typealias Secret = Object<SecretShape>
