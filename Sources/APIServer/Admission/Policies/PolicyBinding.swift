import JSON
import Schema

/// A ValidatingAdmissionPolicyBinding: where a policy takes effect, with which parameters, and what a refusal does.
struct PolicyBinding: Sendable {
    let name: String
    let policy: CompiledPolicy
    /// `nil`: wherever the policy does.
    let matcher: WriteMatcher?
    let parameters: ParameterReference?
    /// `Deny`, `Warn`, `Audit`.
    let actions: [String]

    /// Which objects are the parameters: one by its name, or all that a selector picks.
    struct ParameterReference: Sendable {
        let name: String
        let namespace: String
        let selector: JSONValue?
        /// Whether a binding without any parameters has no effect, and is not at fault.
        let mayBeMissing: Bool

        init(_ reference: JSONValue) {
            name = reference.text("name")
            namespace = reference.text("namespace")
            selector = reference["selector"]
            mayBeMissing = reference.text("parameterNotFoundAction") == "Allow"
        }
    }

    init(_ binding: JSONValue, to policy: CompiledPolicy) {
        let spec = binding["spec"] ?? .emptyObject
        name = binding.text(path: "metadata", "name")
        self.policy = policy
        matcher = spec["matchResources"].flatMap { $0.isNull ? nil : WriteMatcher($0) }
        parameters = spec["paramRef"].flatMap { $0.isNull ? nil : ParameterReference($0) }
        actions = spec.texts("validationActions")
    }

    func mayMatch(_ operation: AdmissionOperation, versions: [String]) -> Bool {
        policy.matcher.mayMatch(operation, versions: versions)
            && matcher?.mayMatch(operation, versions: versions) != false
    }

    func matchesNamespace(_ operation: AdmissionOperation, _ namespace: JSONValue?) -> Bool {
        policy.matcher.matchesNamespace(operation, namespace)
            && matcher?.matchesNamespace(operation, namespace) != false
    }

    /// What the client is told.
    func text(of decision: PolicyDecision) -> String {
        "ValidatingAdmissionPolicy '\(policy.name)' with binding '\(name)' denied request: \(decision.message)"
    }

    func warning(of decision: PolicyDecision) -> String {
        "Validation failed for ValidatingAdmissionPolicy '\(policy.name)' with binding '\(name)': \(decision.message)"
    }

    /// The value of an audit annotation.
    func auditEntry(of decision: PolicyDecision) -> JSONValue {
        [
            "message": .string(decision.message), "policy": .string(policy.name), "binding": .string(name),
            "expressionIndex": .int(Int64(decision.index)), "validationActions": .array(actions.map { .string($0) }),
        ]
    }
}
