import JSON
package import Schema

package struct SelfSubjectReviewShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authentication.v1.SelfSubjectReview", "Asks who the caller is.")
    package static let type = ResourceType(
        group: "authentication.k8s.io", version: "v1", plural: "selfsubjectreviews", singular: "selfsubjectreview",
        kind: "SelfSubjectReview", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let status = Value<SelfSubjectReviewStatus>(2, "Who the caller is.", default: [:])
}
package typealias SelfSubjectReview = Object<SelfSubjectReviewShape>

package struct SelfSubjectReviewStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authentication.v1.SelfSubjectReviewStatus", "Who the caller is.")

    package let userInfo = Value<UserInfo>(1, "The user as authentication sees it.")
}
package typealias SelfSubjectReviewStatus = Object<SelfSubjectReviewStatusShape>
