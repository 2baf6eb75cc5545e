import AsyncTools
import CEL
import JSON
import KubeAPI

/// Holds writes to the ValidatingAdmissionPolicies that are bound (KEP-3488).
struct ValidatingAdmissionPolicyAdmission: AdmissionPlugin {
    private struct Compiled: Sendable {
        var revisions: [Int64] = []
        var bindings: [PolicyBinding] = []
    }

    private let objects: any ObjectReader
    private let served: any ServedDefinitions
    private let compiled = Guarded(Compiled())

    private static let types = [ValidatingAdmissionPolicyShape.type, ValidatingAdmissionPolicyBindingShape.type]

    init(objects: any ObjectReader, served: any ServedDefinitions) {
        self.objects = objects
        self.served = served
    }

    func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        let bindings = try await bindings()
        guard !bindings.isEmpty, !operation.isAdmissionConfiguration else { return }
        let versions = operation.versions(served)
        let candidates = bindings.filter { $0.mayMatch(operation, versions: versions) }
        guard !candidates.isEmpty else { return }
        let namespace = try await operation.namespaceObject(objects)
        let values = AdmissionVariables.values(of: operation, namespace: namespace)
        var refusal: StatusError?
        var failures: [JSONValue] = []
        var annotations: [String: [String]] = [:]
        for binding in candidates where binding.matchesNamespace(operation, namespace) {
            let verdict = try await verdict(binding, operation, values)
            for (key, value) in verdict.annotations { annotations[key, default: []].append(value) }
            for denial in verdict.denials {
                if binding.actions.contains("Deny") { refusal = refusal ?? self.refusal(denial, binding, operation) }
                if binding.actions.contains("Warn") { operation.warn(binding.warning(of: denial)) }
                if binding.actions.contains("Audit") { failures.append(binding.auditEntry(of: denial)) }
            }
        }
        for (key, values) in annotations { operation.annotateAudit(key, values.joined(separator: ", ")) }
        if !failures.isEmpty {
            let text = String(decoding: JSONWriter.bytes(.array(failures)), as: UTF8.self)
            operation.annotateAudit("validation.policy.admission.k8s.io/validation_failure", text)
        }
        if let refusal { throw refusal }
    }

    private func refusal(_ denial: PolicyDecision, _ binding: PolicyBinding, _ operation: AdmissionOperation) -> StatusError {
        let text = binding.text(of: denial)
        var error = operation.forbidden(text)
        error.code = denial.code
        error.reason = denial.reason
        error.causes.append(StatusError.Cause(reason: "", message: text, field: ""))
        return error
    }

    /// Compiled again whenever a policy or a binding has changed; by the policies' names, then the bindings'.
    private func bindings() async throws(StatusError) -> [PolicyBinding] {
        let revisions = await objects.revisions(Self.types)
        let known = compiled.current
        if known.revisions == revisions { return known.bindings }
        var policies: [String: CompiledPolicy] = [:]
        for policy in try await objects.objects(ValidatingAdmissionPolicyShape.type, namespace: nil) {
            let policy = CompiledPolicy(policy)
            policies[policy.name] = policy
        }
        let bindings = try await objects.objects(ValidatingAdmissionPolicyBindingShape.type, namespace: nil)
            .compactMap { binding in
                policies[binding.text(path: "spec", "policyName")].map { PolicyBinding(binding, to: $0) }
            }
            .sorted { ($0.policy.name, $0.name) < ($1.policy.name, $1.name) }
        compiled.withLock { $0 = Compiled(revisions: revisions, bindings: bindings) }
        return bindings
    }

    // MARK: Parameters

    private func verdict(
        _ binding: PolicyBinding, _ operation: AdmissionOperation, _ values: [String: CELValue]
    ) async throws(StatusError) -> CompiledPolicy.Verdict {
        switch try await parameters(of: binding, operation) {
        case .unusable(let why):
            guard binding.policy.failsClosed else { return CompiledPolicy.Verdict() }
            return CompiledPolicy.Verdict(denials: [PolicyDecision(message: why)])
        case .objects(let parameters):
            var whole = CompiledPolicy.Verdict()
            for parameter in parameters {
                var values = values
                values["params"] = CELValue(json: parameter)
                let verdict = binding.policy.verdict(values)
                whole.denials += verdict.denials
                whole.annotations += verdict.annotations
            }
            return whole
        }
    }

    private enum Parameters {
        /// `null` for a policy or a binding without.
        case objects([JSONValue])
        case unusable(String)
    }

    private func parameters(of binding: PolicyBinding, _ operation: AdmissionOperation) async throws(StatusError) -> Parameters {
        guard let wanted = binding.policy.parameterKind, let reference = binding.parameters else { return .objects([.null]) }
        let type = served.definitions.map(\.type).first { $0.apiVersion == wanted.version && $0.kind == wanted.kind }
        guard let type else {
            let kind = "\(wanted.version), Kind=\(wanted.kind)"
            return .unusable("failed to configure policy: failed to find resource referenced by paramKind: '\(kind)'")
        }
        var namespace = reference.namespace
        if !type.isNamespaced, !namespace.isEmpty {
            return .unusable(
                "failed to configure binding: paramRef.namespace must not be provided for a cluster-scoped `paramKind`")
        }
        if type.isNamespaced, namespace.isEmpty {
            namespace = operation.namespace
            if namespace.isEmpty {
                return .unusable(
                    "failed to configure binding: cannot use namespaced paramRef in policy binding that matches cluster-scoped resources"
                )
            }
        }
        let found: [JSONValue]
        if reference.name.isEmpty {
            let all = try await objects.objects(type, namespace: type.isNamespaced ? namespace : nil)
            found = all.filter { LabelSelectorRules.matches(reference.selector, labels: $0.labels) }
        } else {
            found = try await [objects.object(type, namespace: namespace, name: reference.name)].compactMap { $0 }
        }
        guard found.isEmpty, !reference.mayBeMissing else { return .objects(found) }
        return .unusable(
            "failed to configure binding: no params found for policy binding with `Deny` parameterNotFoundAction")
    }
}
