import JSON
package import Schema

package struct TokenReviewShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authentication.v1.TokenReview", "Asks whom a token belongs to.")
    package static let type = ResourceType(
        group: "authentication.k8s.io", version: "v1", plural: "tokenreviews", singular: "tokenreview", kind: "TokenReview",
        isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<TokenReviewSpec>(2, "The token.", required: true)
    package let status = Value<TokenReviewStatus>(3, "Whom it belongs to.", default: [:])
}
package typealias TokenReview = Object<TokenReviewShape>

package struct TokenReviewSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authentication.v1.TokenReviewSpec", "A token to look at.")

    package let token = Value<String>(1, "The token.", required: true)
    package let audiences = Value<[String]>(
        2, "Whom the token must be meant for; the API server when none is given.", list: .atomic)
}
package typealias TokenReviewSpec = Object<TokenReviewSpecShape>

package struct TokenReviewStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authentication.v1.TokenReviewStatus", "Whom a token belongs to.")

    package let authenticated = Value<Bool>(1, "Whether the token is good.")
    package let user = Value<UserInfo>(2, "The user.")
    package let error = Value<String>(3, "Why the token could not be checked.")
    package let audiences = Value<[String]>(4, "The audiences asked for that the token is good for.", list: .atomic)
}
package typealias TokenReviewStatus = Object<TokenReviewStatusShape>

package struct UserInfoShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authentication.v1.UserInfo", "A user as authentication sees it.")

    package let username = Value<String>(1, "The user's name.")
    package let uid = Value<String>(2, "Identifies the user over time.")
    package let groups = Value<[String]>(3, "The user's groups.", list: .atomic)
    package let extra = Value<[String: [String]]>(4, "What else is known.")
}
package typealias UserInfo = Object<UserInfoShape>
