import JSON
package import Schema

package struct TokenRequestShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authentication.v1.TokenRequest", "Asks for a token of a service account.")
    /// Only served as a subresource of other kinds.
    package static let type = ResourceType(
        group: "authentication.k8s.io", version: "v1", plural: "tokenrequests", singular: "tokenrequest", kind: "TokenRequest",
        isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<TokenRequestSpec>(2, "What token.")
    package let status = Value<TokenRequestStatus>(3, "The token.")
}
package typealias TokenRequest = Object<TokenRequestShape>

package struct TokenRequestSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authentication.v1.TokenRequestSpec", "What token is asked for.")

    package let audiences = Value<[String]>(1, "Whom the token is meant for; the API server when none is given.", list: .atomic)
    package let boundObjectRef = Field<BoundObjectReference>(3, "An object the token ends with.")
    package let expirationSeconds = Field<Int64>(4, "How many seconds the token shall be good for.", default: 3600)
}
package typealias TokenRequestSpec = Object<TokenRequestSpecShape>

package struct BoundObjectReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authentication.v1.BoundObjectReference", "The object a token ends with.")

    package let kind = Value<String>(1, "`Pod`, `Secret` or `Node`.")
    package let apiVersion = Value<String>(2, "The object's version.")
    package let name = Value<String>(3, "The object's name.")
    package let uid = Value<String>(4, "The object's uid.")
}
package typealias BoundObjectReference = Object<BoundObjectReferenceShape>

package struct TokenRequestStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authentication.v1.TokenRequestStatus", "An issued token.")

    package let token = Value<String>(1, "The token.")
    package let expirationTimestamp = Field<Timestamp>(2, "When the token ends.")
}
package typealias TokenRequestStatus = Object<TokenRequestStatusShape>
