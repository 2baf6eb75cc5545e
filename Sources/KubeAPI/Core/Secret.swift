import JSON
package import Schema

package struct SecretShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Secret", "A secret.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "secrets", singular: "secret", kind: "Secret", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let data = Value<[String: Base64Bytes]>(2, "The data.")
    package let type = Value<String>(3, "The type.", default: "Opaque")
    package let stringData = Value<[String: String]>(4, "The string data.")
    package let immutable = Field<Bool>(5, "The immutable.")
}
package typealias Secret = Object<SecretShape>
