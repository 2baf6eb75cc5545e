import JSON
package import Schema

package struct SubjectAccessReviewShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SubjectAccessReview", "A subject access review.")
    package static let type = ResourceType(
        group: "authorization.k8s.io", version: "v1", plural: "subjectaccessreviews", singular: "subjectaccessreview",
        kind: "SubjectAccessReview", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<SubjectAccessReviewSpec>(2, "The spec.", required: true)
    package let status = Value<SubjectAccessReviewStatus>(3, "The status.", default: [:])
}
package typealias SubjectAccessReview = Object<SubjectAccessReviewShape>

package struct SubjectAccessReviewSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SubjectAccessReviewSpec", "A subject access review spec.")

    package let resourceAttributes = Field<ResourceAttributes>(1, "The resource attributes.")
    package let nonResourceAttributes = Field<NonResourceAttributes>(2, "The non resource attributes.")
    package let user = Value<String>(3, "The user.")
    package let groups = Value<[String]>(4, "The groups.", list: .atomic)
    package let extra = Value<[String: [String]]>(5, "The extra.")
    package let uid = Value<String>(6, "The uid.")
}
package typealias SubjectAccessReviewSpec = Object<SubjectAccessReviewSpecShape>

package struct SubjectAccessReviewStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SubjectAccessReviewStatus", "A subject access review status.")

    package let allowed = Value<Bool>(1, "The allowed.", required: true)
    package let reason = Value<String>(2, "The reason.")
    package let evaluationError = Value<String>(3, "The evaluation error.")
    package let denied = Value<Bool>(4, "The denied.")
}
package typealias SubjectAccessReviewStatus = Object<SubjectAccessReviewStatusShape>

package struct ResourceAttributesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.ResourceAttributes", "A resource attributes.")

    package let namespace = Value<String>(1, "The namespace.")
    package let verb = Value<String>(2, "The verb.")
    package let group = Value<String>(3, "The group.")
    package let version = Value<String>(4, "The version.")
    package let resource = Value<String>(5, "The resource.")
    package let subresource = Value<String>(6, "The subresource.")
    package let name = Value<String>(7, "The name.")
    package let fieldSelector = Field<FieldSelectorAttributes>(8, "The field selector.")
    package let labelSelector = Field<LabelSelectorAttributes>(9, "The label selector.")
}
package typealias ResourceAttributes = Object<ResourceAttributesShape>

package struct NonResourceAttributesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.NonResourceAttributes", "A non resource attributes.")

    package let path = Value<String>(1, "The path.")
    package let verb = Value<String>(2, "The verb.")
}
package typealias NonResourceAttributes = Object<NonResourceAttributesShape>

package struct FieldSelectorAttributesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.FieldSelectorAttributes", "A field selector attributes.")

    package let rawSelector = Value<String>(1, "The raw selector.")
    package let requirements = Value<[FieldSelectorRequirement]>(2, "The requirements.", list: .atomic)
}
package typealias FieldSelectorAttributes = Object<FieldSelectorAttributesShape>

package struct LabelSelectorAttributesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.LabelSelectorAttributes", "A label selector attributes.")

    package let rawSelector = Value<String>(1, "The raw selector.")
    package let requirements = Value<[LabelSelectorRequirement]>(2, "The requirements.", list: .atomic)
}
package typealias LabelSelectorAttributes = Object<LabelSelectorAttributesShape>

package struct SelfSubjectAccessReviewShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SelfSubjectAccessReview", "A self subject access review.")
    package static let type = ResourceType(
        group: "authorization.k8s.io", version: "v1", plural: "selfsubjectaccessreviews",
        singular: "selfsubjectaccessreview", kind: "SelfSubjectAccessReview", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<SelfSubjectAccessReviewSpec>(2, "The spec.", required: true)
    package let status = Value<SubjectAccessReviewStatus>(3, "The status.", default: [:])
}
package typealias SelfSubjectAccessReview = Object<SelfSubjectAccessReviewShape>

package struct SelfSubjectAccessReviewSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SelfSubjectAccessReviewSpec", "A self subject access review spec.")

    package let resourceAttributes = Field<ResourceAttributes>(1, "The resource attributes.")
    package let nonResourceAttributes = Field<NonResourceAttributes>(2, "The non resource attributes.")
}
package typealias SelfSubjectAccessReviewSpec = Object<SelfSubjectAccessReviewSpecShape>

package struct LocalSubjectAccessReviewShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.LocalSubjectAccessReview", "A local subject access review.")
    package static let type = ResourceType(
        group: "authorization.k8s.io", version: "v1", plural: "localsubjectaccessreviews",
        singular: "localsubjectaccessreview", kind: "LocalSubjectAccessReview", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<SubjectAccessReviewSpec>(2, "The spec.", required: true)
    package let status = Value<SubjectAccessReviewStatus>(3, "The status.", default: [:])
}
package typealias LocalSubjectAccessReview = Object<LocalSubjectAccessReviewShape>
