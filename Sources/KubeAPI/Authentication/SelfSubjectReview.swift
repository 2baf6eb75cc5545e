import JSON
package import Schema

package struct SelfSubjectReviewShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authentication.v1.SelfSubjectReview", "A self subject review.")
    package static let type = ResourceType(
        group: "authentication.k8s.io", version: "v1", plural: "selfsubjectreviews", singular: "selfsubjectreview",
        kind: "SelfSubjectReview", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let status = Value<SelfSubjectReviewStatus>(2, "The status.", default: [:])
}
package typealias SelfSubjectReview = Object<SelfSubjectReviewShape>

package struct SelfSubjectReviewStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authentication.v1.SelfSubjectReviewStatus", "A self subject review status.")

    package let userInfo = Value<UserInfo>(1, "The user info.")
}
package typealias SelfSubjectReviewStatus = Object<SelfSubjectReviewStatusShape>
