import JSON
package import Schema

package struct ValidatingAdmissionPolicyShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicy",
        "Expressions that writes must satisfy, without a program to ask. Takes effect through a binding.")
    package static let type = ResourceType(
        group: "admissionregistration.k8s.io", version: "v1", plural: "validatingadmissionpolicies",
        singular: "validatingadmissionpolicy", kind: "ValidatingAdmissionPolicy", isNamespaced: false,
        categories: ["api-extensions"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<ValidatingAdmissionPolicySpec>(2, "Which writes, and what must hold of them.", default: [:])
    package let status = Value<ValidatingAdmissionPolicyStatus>(3, "What was found wrong with the policy.", default: [:])
}
package typealias ValidatingAdmissionPolicy = Object<ValidatingAdmissionPolicyShape>

package struct ValidatingAdmissionPolicySpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicySpec",
        "Which writes a policy looks at, and what must hold of them.")

    package let paramKind = Field<ParamKind>(1, "The kind of the objects that give the policy its parameters.")
    package let matchConstraints = Field<MatchResources>(2, "Which writes it looks at.")
    package let validations = Value<[AdmissionValidation]>(3, "What must hold; all of it.", list: .atomic)
    package let failurePolicy = Value<String>(
        4, "What happens to a write when an expression cannot be worked out: `Fail` or `Ignore`.", optional: true,
        default: "Fail", oneOf: ["Fail", "Ignore"])
    package let auditAnnotations = Value<[AuditAnnotation]>(5, "What is noted in the audit log.", list: .atomic)
    package let matchConditions = Value<[MatchCondition]>(
        6, "Expressions that must all be true for the policy to look at a write.", list: .map, mergeKeys: ["name"], patch: .merge,
        patchMergeKey: "name")
    package let variables = Value<[AdmissionVariable]>(
        7, "Values that the other expressions can use by name.", list: .map, mergeKeys: ["name"], patch: .merge,
        patchMergeKey: "name")
}
package typealias ValidatingAdmissionPolicySpec = Object<ValidatingAdmissionPolicySpecShape>

package struct ParamKindShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.ParamKind", "The kind of the objects that parameters come from.", isAtomic: true)

    package let apiVersion = Value<String>(1, "Its group and version.")
    package let kind = Value<String>(2, "Its kind.")
}
package typealias ParamKind = Object<ParamKindShape>

package struct MatchResourcesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.MatchResources", "Which writes a policy looks at.", isAtomic: true)

    package let namespaceSelector = Field<LabelSelector>(1, "The labels of the namespaces.", default: [:])
    package let objectSelector = Field<LabelSelector>(2, "The labels of the objects.", default: [:])
    package let resourceRules = Value<[NamedRuleWithOperations]>(3, "The resources; any of the rules fits.", list: .atomic)
    package let excludeResourceRules = Value<[NamedRuleWithOperations]>(
        4, "The resources to leave out; any of the rules leaves out.", list: .atomic)
    package let matchPolicy = Value<String>(
        7, "`Exact`: only writes to just the versions in the rules; `Equivalent`: also to other versions of " + "the same kind.",
        optional: true, default: "Equivalent", oneOf: ["Equivalent", "Exact"])
}
package typealias MatchResources = Object<MatchResourcesShape>

package struct NamedRuleWithOperationsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.NamedRuleWithOperations",
        "Writes by what they do, to which resources, and to which names.", isAtomic: true)

    package let resourceNames = Value<[String]>(1, "The names; empty for all.", list: .atomic)
    package let operations = Value<[String]>(
        1, "`CREATE`, `UPDATE`, `DELETE`, `CONNECT`, or `*` for all.", inside: 2, list: .atomic)
    package let apiGroups = Value<[String]>(1, "The groups; `*` for all.", inside: WirePath.nested(2, in: 2), list: .atomic)
    package let apiVersions = Value<[String]>(2, "The versions; `*` for all.", inside: WirePath.nested(2, in: 2), list: .atomic)
    package let resources = Value<[String]>(
        3, "The resources, with `/` and the subresource if it is one; `*` for all, `*/*` with all subresources.",
        inside: WirePath.nested(2, in: 2), list: .atomic)
    package let scope = Value<String>(
        4, "`Namespaced`, `Cluster`, or `*` for both.", inside: WirePath.nested(2, in: 2), optional: true, default: "*",
        oneOf: ["Cluster", "Namespaced", "*"])
}
package typealias NamedRuleWithOperations = Object<NamedRuleWithOperationsShape>

package struct AdmissionValidationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.Validation", "Something that must hold of a write.")

    package let expression = Value<String>(1, "The expression, in CEL; true lets the write pass.", required: true)
    package let message = Value<String>(2, "What the client is told otherwise.")
    package let reason = Value<String>(
        3, "The reason in the answer: `Unauthorized`, `Forbidden`, `Invalid` or `RequestEntityTooLarge`.", optional: true)
    package let messageExpression = Value<String>(4, "An expression that makes the message.")
}
package typealias AdmissionValidation = Object<AdmissionValidationShape>

package struct AuditAnnotationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.admissionregistration.v1.AuditAnnotation", "A note in the audit log.")

    package let key = Value<String>(1, "What the note is called.", required: true)
    package let valueExpression = Value<String>(2, "An expression that makes the note; `null` makes none.", required: true)
}
package typealias AuditAnnotation = Object<AuditAnnotationShape>

package struct AdmissionVariableShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.Variable", "A value that expressions can use as `variables.<name>`.")

    package let name = Value<String>(1, "Its name.", required: true)
    package let expression = Value<String>(2, "The expression that makes it, in CEL.", required: true)
}
package typealias AdmissionVariable = Object<AdmissionVariableShape>

package struct ValidatingAdmissionPolicyStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyStatus", "What was found wrong with a policy.")

    package let observedGeneration = Value<Int64>(
        1, "The `metadata.generation` that this was found for; an older one means that it is not up to date.")
    package let typeChecking = Field<TypeChecking>(2, "What the check of the expressions' types found.")
    package let conditions = Value<[Condition]>(3, "Aspects of its state.", list: .map, mergeKeys: ["type"])
}
package typealias ValidatingAdmissionPolicyStatus = Object<ValidatingAdmissionPolicyStatusShape>

package struct TypeCheckingShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.TypeChecking", "What the check of the expressions' types found.")

    package let expressionWarnings = Value<[ExpressionWarning]>(1, "What seems wrong, expression by expression.", list: .atomic)
}
package typealias TypeChecking = Object<TypeCheckingShape>

package struct ExpressionWarningShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.ExpressionWarning", "What seems wrong with an expression.")

    package let fieldRef = Value<String>(2, "The field that holds the expression.", required: true)
    package let warning = Value<String>(3, "What seems wrong with it.", required: true)
}
package typealias ExpressionWarning = Object<ExpressionWarningShape>
