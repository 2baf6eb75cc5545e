import JSON
package import Schema

package struct ValidatingAdmissionPolicyBindingShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBinding",
        "Puts a ValidatingAdmissionPolicy into effect, for some writes and with some parameters.")
    package static let type = ResourceType(
        group: "admissionregistration.k8s.io", version: "v1", plural: "validatingadmissionpolicybindings",
        singular: "validatingadmissionpolicybinding", kind: "ValidatingAdmissionPolicyBinding", isNamespaced: false,
        categories: ["api-extensions"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<ValidatingAdmissionPolicyBindingSpec>(
        2, "Which policy, with what parameters, for which writes.", required: true, default: [:])
}
package typealias ValidatingAdmissionPolicyBinding = Object<ValidatingAdmissionPolicyBindingShape>

package struct ValidatingAdmissionPolicyBindingSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.ValidatingAdmissionPolicyBindingSpec", "Which policy to put into effect, and how.")

    package let policyName = Value<String>(1, "The policy's name.", required: true)
    package let paramRef = Field<ParamRef>(2, "The objects that give the policy its parameters.")
    package let matchResources = Field<MatchResources>(3, "Which of the writes that the policy looks at; without it all of them.")
    package let validationActions = Value<[String]>(
        4,
        "What happens to a write that does not satisfy the policy: `Deny`, `Warn`, `Audit`; `Deny` and "
            + "`Warn` exclude each other.", required: true, list: .set)
}
package typealias ValidatingAdmissionPolicyBindingSpec = Object<ValidatingAdmissionPolicyBindingSpecShape>

package struct ParamRefShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.ParamRef", "Which objects give a policy its parameters.", isAtomic: true)

    package let name = Value<String>(1, "The object's name; excludes `selector`.")
    package let namespace = Value<String>(2, "The object's namespace; without it that of the write.")
    package let selector = Field<LabelSelector>(3, "The labels of the objects; excludes `name`.")
    package let parameterNotFoundAction = Value<String>(
        4, "What happens when there is no such object: `Allow` or `Deny`.", optional: true)
}
package typealias ParamRef = Object<ParamRefShape>

package struct MutatingAdmissionPolicyBindingShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicyBinding",
        "Puts a MutatingAdmissionPolicy into effect, for some writes and with some parameters.")
    package static let type = ResourceType(
        group: "admissionregistration.k8s.io", version: "v1", plural: "mutatingadmissionpolicybindings",
        singular: "mutatingadmissionpolicybinding", kind: "MutatingAdmissionPolicyBinding", isNamespaced: false,
        categories: ["api-extensions"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<MutatingAdmissionPolicyBindingSpec>(
        2, "Which policy, with what parameters, for which writes.", default: [:])
}
package typealias MutatingAdmissionPolicyBinding = Object<MutatingAdmissionPolicyBindingShape>

package struct MutatingAdmissionPolicyBindingSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.admissionregistration.v1.MutatingAdmissionPolicyBindingSpec", "Which policy to put into effect, and how.")

    package let policyName = Value<String>(1, "The policy's name.")
    package let paramRef = Field<ParamRef>(2, "The objects that give the policy its parameters.")
    package let matchResources = Field<MatchResources>(3, "Which of the writes that the policy looks at; without it all of them.")
}
package typealias MutatingAdmissionPolicyBindingSpec = Object<MutatingAdmissionPolicyBindingSpecShape>
