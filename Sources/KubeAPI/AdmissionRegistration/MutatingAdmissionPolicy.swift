import JSON
package import Schema

package struct MutatingAdmissionPolicyShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicy",
        "Changes to make to writes, without a program to ask. Takes effect through a binding.")
    package static let type = ResourceType(
        group: "admissionregistration.k8s.io", version: "v1", plural: "mutatingadmissionpolicies",
        singular: "mutatingadmissionpolicy", kind: "MutatingAdmissionPolicy", isNamespaced: false, categories: ["api-extensions"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<MutatingAdmissionPolicySpec>(2, "Which writes, and what to change in them.", default: [:])
}
package typealias MutatingAdmissionPolicy = Object<MutatingAdmissionPolicyShape>

package struct MutatingAdmissionPolicySpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicySpec",
        "Which writes a policy looks at, and what it changes in them.")

    package let paramKind = Field<ParamKind>(1, "The kind of the objects that give the policy its parameters.")
    package let matchConstraints = Field<MatchResources>(2, "Which writes it looks at.")
    package let variables = Value<[AdmissionVariable]>(3, "Values that the other expressions can use by name.", list: .atomic)
    package let mutations = Value<[AdmissionMutation]>(4, "The changes, made in this order.", list: .atomic)
    package let failurePolicy = Value<String>(
        5, "What happens to a write when an expression cannot be worked out: `Fail` or `Ignore`.", optional: true,
        default: "Fail", oneOf: ["Fail", "Ignore"])
    package let matchConditions = Value<[MatchCondition]>(
        6, "Expressions that must all be true for the policy to look at a write.", list: .map, mergeKeys: ["name"], patch: .merge,
        patchMergeKey: "name")
    package let reinvocationPolicy = Value<String>(
        7, "`IfNeeded`: applied again when a later policy or program changed the object; `Never`: once.",
        oneOf: ["Never", "IfNeeded"])
}
package typealias MutatingAdmissionPolicySpec = Object<MutatingAdmissionPolicySpecShape>

package struct AdmissionMutationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.admissionregistration.v1.Mutation", "A change to make.")

    package let patchType = Value<String>(
        2, "`ApplyConfiguration` or `JSONPatch`; the field of that name says what to change.", required: true)
    package let applyConfiguration = Field<ApplyConfiguration>(3, "Fields to set, as in a server-side apply.")
    package let jsonPatch = Field<AdmissionJSONPatch>(4, "A JSON patch.")
}
package typealias AdmissionMutation = Object<AdmissionMutationShape>

package struct ApplyConfigurationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.ApplyConfiguration", "Fields to set in an object.")

    package let expression = Value<String>(1, "An expression that makes an object with just these fields, in CEL.")
}
package typealias ApplyConfiguration = Object<ApplyConfigurationShape>

package struct AdmissionJSONPatchShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.admissionregistration.v1.JSONPatch", "A patch to an object.")

    package let expression = Value<String>(1, "An expression that makes a list of patch operations, in CEL.")
}
package typealias AdmissionJSONPatch = Object<AdmissionJSONPatchShape>
