import JSON
package import Schema

package struct SubjectAccessReviewShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SubjectAccessReview", "Asks whether a user may do something.")
    package static let type = ResourceType(
        group: "authorization.k8s.io", version: "v1", plural: "subjectaccessreviews", singular: "subjectaccessreview",
        kind: "SubjectAccessReview", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<SubjectAccessReviewSpec>(2, "Who, and what.", required: true)
    package let status = Value<SubjectAccessReviewStatus>(3, "The answer.", default: [:])
}
package typealias SubjectAccessReview = Object<SubjectAccessReviewShape>

package struct SubjectAccessReviewSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SubjectAccessReviewSpec", "Who wants to do what: one of the two kinds of attributes.")

    package let resourceAttributes = Field<ResourceAttributes>(1, "A request about a resource.")
    package let nonResourceAttributes = Field<NonResourceAttributes>(2, "A request that is not about a resource.")
    package let user = Value<String>(3, "The user's name.")
    package let groups = Value<[String]>(4, "The user's groups.", list: .atomic)
    package let extra = Value<[String: [String]]>(5, "What else authentication knows of the user.")
    package let uid = Value<String>(6, "The user's uid.")
}
package typealias SubjectAccessReviewSpec = Object<SubjectAccessReviewSpecShape>

package struct SubjectAccessReviewStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SubjectAccessReviewStatus", "Whether something is allowed.")

    package let allowed = Value<Bool>(1, "Whether it is allowed.", required: true)
    package let reason = Value<String>(2, "Why.")
    package let evaluationError = Value<String>(3, "What went wrong while deciding; the answer may hold all the same.")
    package let denied = Value<Bool>(4, "Whether it is forbidden, whatever other authorizers say.")
}
package typealias SubjectAccessReviewStatus = Object<SubjectAccessReviewStatusShape>

package struct ResourceAttributesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authorization.v1.ResourceAttributes", "A request about a resource.")

    package let namespace = Value<String>(1, "The namespace; empty for all, or for a cluster-wide resource.")
    package let verb = Value<String>(2, "The verb, such as `get`; `*` for all.")
    package let group = Value<String>(3, "The resource's group; `*` for all.")
    package let version = Value<String>(4, "The resource's version; `*` for all.")
    package let resource = Value<String>(5, "The resource, such as `pods`; `*` for all.")
    package let subresource = Value<String>(6, "The subresource, such as `log`.")
    package let name = Value<String>(7, "The object's name; empty for all.")
    package let fieldSelector = Field<FieldSelectorAttributes>(8, "The fields the request is limited to.")
    package let labelSelector = Field<LabelSelectorAttributes>(9, "The labels the request is limited to.")
}
package typealias ResourceAttributes = Object<ResourceAttributesShape>

package struct NonResourceAttributesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.NonResourceAttributes", "A request that is not about a resource.")

    package let path = Value<String>(1, "The path.")
    package let verb = Value<String>(2, "The HTTP method in lower case.")
}
package typealias NonResourceAttributes = Object<NonResourceAttributesShape>

package struct FieldSelectorAttributesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.FieldSelectorAttributes", "The fields a request is limited to.")

    package let rawSelector = Value<String>(1, "The selector as in a query.")
    package let requirements = Value<[FieldSelectorRequirement]>(2, "The selector's terms.", list: .atomic)
}
package typealias FieldSelectorAttributes = Object<FieldSelectorAttributesShape>

package struct LabelSelectorAttributesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.LabelSelectorAttributes", "The labels a request is limited to.")

    package let rawSelector = Value<String>(1, "The selector as in a query.")
    package let requirements = Value<[LabelSelectorRequirement]>(2, "The selector's terms.", list: .atomic)
}
package typealias LabelSelectorAttributes = Object<LabelSelectorAttributesShape>

package struct SelfSubjectAccessReviewShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SelfSubjectAccessReview", "Asks whether the caller may do something.")
    package static let type = ResourceType(
        group: "authorization.k8s.io", version: "v1", plural: "selfsubjectaccessreviews", singular: "selfsubjectaccessreview",
        kind: "SelfSubjectAccessReview", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<SelfSubjectAccessReviewSpec>(2, "What.", required: true)
    package let status = Value<SubjectAccessReviewStatus>(3, "The answer.", default: [:])
}
package typealias SelfSubjectAccessReview = Object<SelfSubjectAccessReviewShape>

package struct SelfSubjectAccessReviewSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SelfSubjectAccessReviewSpec", "What the caller wants to do: one of the two.")

    package let resourceAttributes = Field<ResourceAttributes>(1, "A request about a resource.")
    package let nonResourceAttributes = Field<NonResourceAttributes>(2, "A request that is not about a resource.")
}
package typealias SelfSubjectAccessReviewSpec = Object<SelfSubjectAccessReviewSpecShape>

package struct LocalSubjectAccessReviewShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.LocalSubjectAccessReview", "Asks whether a user may do something in one namespace.")
    package static let type = ResourceType(
        group: "authorization.k8s.io", version: "v1", plural: "localsubjectaccessreviews", singular: "localsubjectaccessreview",
        kind: "LocalSubjectAccessReview", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<SubjectAccessReviewSpec>(2, "Who, and what; in the namespace of the review.", required: true)
    package let status = Value<SubjectAccessReviewStatus>(3, "The answer.", default: [:])
}
package typealias LocalSubjectAccessReview = Object<LocalSubjectAccessReviewShape>
