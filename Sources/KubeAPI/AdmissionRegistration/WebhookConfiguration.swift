import JSON
package import Schema

package struct MutatingWebhookConfigurationShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.MutatingWebhookConfiguration",
        "Programs that are asked about writes, and may change them.")
    package static let type = ResourceType(
        group: "admissionregistration.k8s.io", version: "v1", plural: "mutatingwebhookconfigurations",
        singular: "mutatingwebhookconfiguration", kind: "MutatingWebhookConfiguration", isNamespaced: false,
        categories: ["api-extensions"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let webhooks = Value<[MutatingWebhook]>(
        2, "The programs, and which writes each is asked about.", list: .map, mergeKeys: ["name"], patch: .merge,
        patchMergeKey: "name")
}
package typealias MutatingWebhookConfiguration = Object<MutatingWebhookConfigurationShape>

package struct MutatingWebhookShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.MutatingWebhook", "A program that is asked about writes and may change them.")

    package let name = Value<String>(1, "The name, with a domain, such as `inject.example.com`.", required: true)
    package let clientConfig = Value<WebhookClientConfig>(2, "How the program is reached.", required: true, default: [:])
    package let rules = Value<[RuleWithOperations]>(
        3, "Which writes it is asked about: those that fit any of the rules.", list: .atomic)
    package let failurePolicy = Value<String>(
        4, "What happens to a write when the program cannot be asked: `Fail` or `Ignore`.", optional: true, default: "Fail",
        oneOf: ["Fail", "Ignore"])
    package let namespaceSelector = Field<LabelSelector>(
        5, "The labels of the namespaces whose objects it is asked about.", default: [:])
    package let sideEffects = Value<String>(
        6, "What else a call changes: `None`, or `NoneOnDryRun`.", required: true, optional: true)
    package let timeoutSeconds = Field<Int32>(7, "How long to wait for an answer, 1 to 30 seconds.", default: 10)
    package let admissionReviewVersions = Value<[String]>(
        8, "The versions of AdmissionReview the program knows, the preferred one first.", required: true, list: .atomic)
    package let matchPolicy = Value<String>(
        9, "`Exact`: only writes to just the versions in the rules; `Equivalent`: also to other versions of " + "the same kind.",
        optional: true, default: "Equivalent", oneOf: ["Equivalent", "Exact"])
    package let reinvocationPolicy = Value<String>(
        10, "`IfNeeded`: asked again when a later program changed the object.", optional: true, default: "Never",
        oneOf: ["Never", "IfNeeded"])
    package let objectSelector = Field<LabelSelector>(11, "The labels of the objects it is asked about.", default: [:])
    package let matchConditions = Value<[MatchCondition]>(
        12, "Expressions that must all be true for the program to be asked.", list: .map, mergeKeys: ["name"], patch: .merge,
        patchMergeKey: "name")
}
package typealias MutatingWebhook = Object<MutatingWebhookShape>

package struct ValidatingWebhookConfigurationShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.ValidatingWebhookConfiguration",
        "Programs that are asked about writes, and may refuse them.")
    package static let type = ResourceType(
        group: "admissionregistration.k8s.io", version: "v1", plural: "validatingwebhookconfigurations",
        singular: "validatingwebhookconfiguration", kind: "ValidatingWebhookConfiguration", isNamespaced: false,
        categories: ["api-extensions"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let webhooks = Value<[ValidatingWebhook]>(
        2, "The programs, and which writes each is asked about.", list: .map, mergeKeys: ["name"], patch: .merge,
        patchMergeKey: "name")
}
package typealias ValidatingWebhookConfiguration = Object<ValidatingWebhookConfigurationShape>

package struct ValidatingWebhookShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.ValidatingWebhook", "A program that is asked about writes and may refuse them.")

    package let name = Value<String>(1, "The name, with a domain, such as `check.example.com`.", required: true)
    package let clientConfig = Value<WebhookClientConfig>(2, "How the program is reached.", required: true, default: [:])
    package let rules = Value<[RuleWithOperations]>(
        3, "Which writes it is asked about: those that fit any of the rules.", list: .atomic)
    package let failurePolicy = Value<String>(
        4, "What happens to a write when the program cannot be asked: `Fail` or `Ignore`.", optional: true, default: "Fail",
        oneOf: ["Fail", "Ignore"])
    package let namespaceSelector = Field<LabelSelector>(
        5, "The labels of the namespaces whose objects it is asked about.", default: [:])
    package let sideEffects = Value<String>(
        6, "What else a call changes: `None`, or `NoneOnDryRun`.", required: true, optional: true)
    package let timeoutSeconds = Field<Int32>(7, "How long to wait for an answer, 1 to 30 seconds.", default: 10)
    package let admissionReviewVersions = Value<[String]>(
        8, "The versions of AdmissionReview the program knows, the preferred one first.", required: true, list: .atomic)
    package let matchPolicy = Value<String>(
        9, "`Exact`: only writes to just the versions in the rules; `Equivalent`: also to other versions of " + "the same kind.",
        optional: true, default: "Equivalent", oneOf: ["Equivalent", "Exact"])
    package let objectSelector = Field<LabelSelector>(10, "The labels of the objects it is asked about.", default: [:])
    package let matchConditions = Value<[MatchCondition]>(
        11, "Expressions that must all be true for the program to be asked.", list: .map, mergeKeys: ["name"], patch: .merge,
        patchMergeKey: "name")
}
package typealias ValidatingWebhook = Object<ValidatingWebhookShape>

package struct WebhookClientConfigShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.WebhookClientConfig", "How a program is reached: by a Service or by a URL.")

    package let service = Field<ServiceReference>(1, "The Service in this cluster.")
    package let caBundle = Field<Base64Bytes>(
        2, "The certificates that the program's certificate must lead to, in PEM, in base64.")
    package let url = Value<String>(3, "The address, beginning with `https://`.", optional: true)
}
package typealias WebhookClientConfig = Object<WebhookClientConfigShape>

package struct ServiceReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.ServiceReference", "Names a Service that answers calls.")

    package let namespace = Value<String>(1, "Its namespace.", required: true)
    package let name = Value<String>(2, "Its name.", required: true)
    package let path = Value<String>(3, "The path of the calls.", optional: true)
    package let port = Field<Int32>(4, "Its port.", default: 443)
}
package typealias ServiceReference = Object<ServiceReferenceShape>

package struct MatchConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.MatchCondition", "An expression that must be true.")

    package let name = Value<String>(1, "Its name.", required: true)
    package let expression = Value<String>(2, "The expression, in CEL.", required: true)
}
package typealias MatchCondition = Object<MatchConditionShape>

package struct RuleWithOperationsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.RuleWithOperations", "Writes by what they do and to which resources.")

    package let operations = Value<[String]>(1, "`CREATE`, `UPDATE`, `DELETE`, `CONNECT`, or `*` for all.", list: .atomic)
    package let apiGroups = Value<[String]>(1, "The groups; `*` for all.", inside: 2, list: .atomic)
    package let apiVersions = Value<[String]>(2, "The versions; `*` for all.", inside: 2, list: .atomic)
    package let resources = Value<[String]>(
        3, "The resources, with `/` and the subresource if it is one; `*` for all, `*/*` with all subresources.", inside: 2,
        list: .atomic)
    package let scope = Value<String>(
        4, "`Namespaced`, `Cluster`, or `*` for both.", inside: 2, optional: true, default: "*",
        oneOf: ["Cluster", "Namespaced", "*"])
}
package typealias RuleWithOperations = Object<RuleWithOperationsShape>
