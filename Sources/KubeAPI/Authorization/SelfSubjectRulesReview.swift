package import Schema

package struct SelfSubjectRulesReviewShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SelfSubjectRulesReview", "A self subject rules review.")
    package static let type = ResourceType(
        group: "authorization.k8s.io", version: "v1", plural: "selfsubjectrulesreviews",
        singular: "selfsubjectrulesreview", kind: "SelfSubjectRulesReview", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<SelfSubjectRulesReviewSpec>(2, "The spec.", required: true)
    package let status = Value<SubjectRulesReviewStatus>(3, "The status.")
}
package typealias SelfSubjectRulesReview = Object<SelfSubjectRulesReviewShape>

package struct SelfSubjectRulesReviewSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SelfSubjectRulesReviewSpec", "A self subject rules review spec.")

    package let namespace = Value<String>(1, "The namespace.")
}
package typealias SelfSubjectRulesReviewSpec = Object<SelfSubjectRulesReviewSpecShape>

package struct SubjectRulesReviewStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SubjectRulesReviewStatus", "A subject rules review status.")

    package let resourceRules = Value<[ResourceRule]>(1, "The resource rules.", required: true, list: .atomic)
    package let nonResourceRules = Value<[NonResourceRule]>(2, "The non resource rules.", required: true, list: .atomic)
    package let incomplete = Value<Bool>(3, "The incomplete.", required: true)
    package let evaluationError = Value<String>(4, "The evaluation error.")
}
package typealias SubjectRulesReviewStatus = Object<SubjectRulesReviewStatusShape>

package struct ResourceRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authorization.v1.ResourceRule", "A resource rule.")

    package let verbs = Value<[String]>(1, "The verbs.", required: true, list: .atomic)
    package let apiGroups = Value<[String]>(2, "The api groups.", list: .atomic)
    package let resources = Value<[String]>(3, "The resources.", list: .atomic)
    package let resourceNames = Value<[String]>(4, "The resource names.", list: .atomic)
}
package typealias ResourceRule = Object<ResourceRuleShape>

package struct NonResourceRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authorization.v1.NonResourceRule", "A non resource rule.")

    package let verbs = Value<[String]>(1, "The verbs.", required: true, list: .atomic)
    package let nonResourceURLs = Value<[String]>(2, "The non resource UR ls.", list: .atomic)
}
package typealias NonResourceRule = Object<NonResourceRuleShape>
