import JSON
package import Schema

package struct TokenRequestShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authentication.v1.TokenRequest", "A token request.")
    /// Only served as a subresource of other kinds.
    package static let type = ResourceType(
        group: "authentication.k8s.io", version: "v1", plural: "tokenrequests", singular: "tokenrequest",
        kind: "TokenRequest", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<TokenRequestSpec>(2, "The spec.")
    package let status = Value<TokenRequestStatus>(3, "The status.")
}
package typealias TokenRequest = Object<TokenRequestShape>

package struct TokenRequestSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authentication.v1.TokenRequestSpec", "A token request spec.")

    package let audiences = Value<[String]>(1, "The audiences.", list: .atomic)
    package let boundObjectRef = Field<BoundObjectReference>(3, "The bound object ref.")
    package let expirationSeconds = Field<Int64>(4, "The expiration seconds.", default: 3600)
}
package typealias TokenRequestSpec = Object<TokenRequestSpecShape>

package struct BoundObjectReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authentication.v1.BoundObjectReference", "A bound object reference.")

    package let kind = Value<String>(1, "The kind.")
    package let apiVersion = Value<String>(2, "The api version.")
    package let name = Value<String>(3, "The name.")
    package let uid = Value<String>(4, "The uid.")
}
package typealias BoundObjectReference = Object<BoundObjectReferenceShape>

package struct TokenRequestStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authentication.v1.TokenRequestStatus", "A token request status.")

    package let token = Value<String>(1, "The token.")
    package let expirationTimestamp = Field<Timestamp>(2, "The expiration timestamp.")
}
package typealias TokenRequestStatus = Object<TokenRequestStatusShape>
