package import Schema

package struct SelfSubjectRulesReviewShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SelfSubjectRulesReview", "Asks for everything the caller may do in a namespace.")
    package static let type = ResourceType(
        group: "authorization.k8s.io", version: "v1", plural: "selfsubjectrulesreviews", singular: "selfsubjectrulesreview",
        kind: "SelfSubjectRulesReview", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<SelfSubjectRulesReviewSpec>(2, "Which namespace.", required: true)
    package let status = Value<SubjectRulesReviewStatus>(3, "What the caller may do.")
}
package typealias SelfSubjectRulesReview = Object<SelfSubjectRulesReviewShape>

package struct SelfSubjectRulesReviewSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.authorization.v1.SelfSubjectRulesReviewSpec", "The namespace to look at.")

    package let namespace = Value<String>(1, "The namespace.")
}
package typealias SelfSubjectRulesReviewSpec = Object<SelfSubjectRulesReviewSpecShape>

package struct SubjectRulesReviewStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authorization.v1.SubjectRulesReviewStatus", "What a user may do.")

    package let resourceRules = Value<[ResourceRule]>(1, "What may be done with resources.", required: true, list: .atomic)
    package let nonResourceRules = Value<[NonResourceRule]>(
        2, "What may be done with paths that are not resources.", required: true, list: .atomic)
    package let incomplete = Value<Bool>(3, "Whether there may be more than is listed.", required: true)
    package let evaluationError = Value<String>(4, "What went wrong while looking; the rules may be all the same.")
}
package typealias SubjectRulesReviewStatus = Object<SubjectRulesReviewStatusShape>

package struct ResourceRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authorization.v1.ResourceRule", "Verbs that may be used on resources.")

    package let verbs = Value<[String]>(1, "The verbs; `*` for all.", required: true, list: .atomic)
    package let apiGroups = Value<[String]>(2, "The groups of the resources; `*` for all.", list: .atomic)
    package let resources = Value<[String]>(3, "The resources; `*` for all.", list: .atomic)
    package let resourceNames = Value<[String]>(4, "The names of the objects; all of them when none is given.", list: .atomic)
}
package typealias ResourceRule = Object<ResourceRuleShape>

package struct NonResourceRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.authorization.v1.NonResourceRule", "Verbs that may be used on paths.")

    package let verbs = Value<[String]>(1, "The verbs; `*` for all.", required: true, list: .atomic)
    package let nonResourceURLs = Value<[String]>(2, "The paths; `*` at the end stands for anything.", list: .atomic)
}
package typealias NonResourceRule = Object<NonResourceRuleShape>
