import JSON
package import Schema

package struct TokenReviewShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authentication.v1.TokenReview", "A token review.")
    package static let type = ResourceType(
        group: "authentication.k8s.io", version: "v1", plural: "tokenreviews", singular: "tokenreview",
        kind: "TokenReview", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<TokenReviewSpec>(2, "The spec.", required: true)
    package let status = Value<TokenReviewStatus>(3, "The status.", default: [:])
}
package typealias TokenReview = Object<TokenReviewShape>

package struct TokenReviewSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authentication.v1.TokenReviewSpec", "A token review spec.")

    package let token = Value<String>(1, "The token.", required: true)
    package let audiences = Value<[String]>(2, "The audiences.", list: .atomic)
}
package typealias TokenReviewSpec = Object<TokenReviewSpecShape>

package struct TokenReviewStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authentication.v1.TokenReviewStatus", "A token review status.")

    package let authenticated = Value<Bool>(1, "The authenticated.")
    package let user = Value<UserInfo>(2, "The user.")
    package let error = Value<String>(3, "The error.")
    package let audiences = Value<[String]>(4, "The audiences.", list: .atomic)
}
package typealias TokenReviewStatus = Object<TokenReviewStatusShape>

package struct UserInfoShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authentication.v1.UserInfo", "A user info.")

    package let username = Value<String>(1, "The username.")
    package let uid = Value<String>(2, "The uid.")
    package let groups = Value<[String]>(3, "The groups.", list: .atomic)
    package let extra = Value<[String: [String]]>(4, "The extra.")
}
package typealias UserInfo = Object<UserInfoShape>
