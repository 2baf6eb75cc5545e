import JSON
import KubeAPI

/// Who and what the Pod Security Standards are applied to where a namespace's labels say nothing.
package struct PodSecurityConfiguration: Sendable, Hashable {
    package var defaults: PodSecurityPolicy
    /// User names, namespaces and runtime classes that are not checked.
    package var exemptUsers: Set<String> = []
    package var exemptNamespaces: Set<String> = []
    package var exemptRuntimeClasses: Set<String> = []

    /// As in Kubernetes: everything is allowed where no label says otherwise.
    package init(defaults: PodSecurityPolicy = PodSecurityPolicy(all: PodSecurityStandard(.privileged))) {
        self.defaults = defaults
    }
}

/// Holds Pods to the Pod Security Standards as their namespace's labels ask: refused by `enforce`, noted in the audit log
/// by `audit`, pointed out to the client by `warn`. Templates of workloads are only pointed out.
package struct PodSecurityAdmission: AdmissionPlugin {
    /// Subresources that do not change what a Pod may do.
    private static let harmlessSubresources: Set = [
        "exec", "attach", "binding", "eviction", "log", "portforward", "proxy", "status",
    ]
    private static let enforced = "pod-security.kubernetes.io/enforce-policy"
    private static let exemption = "pod-security.kubernetes.io/exempt"
    private static let checkedPods = 3000
    private static let checkTime: Duration = .seconds(1)

    private let configuration: PodSecurityConfiguration
    private let reader: any ObjectReader

    package init(configuration: PodSecurityConfiguration = PodSecurityConfiguration(), reader: any ObjectReader) {
        self.configuration = configuration
        self.reader = reader
    }

    package func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard operation.kind == .create || operation.kind == .update, let object = operation.object else { return }
        if operation.isOf("Pod") { return try await checkPod(object, operation) }
        guard operation.subresource.isEmpty else { return }
        if operation.isOf("Namespace") { return try await checkNamespace(object, operation) }
        if let path = PodTemplates.path(operation.type) { try await checkTemplate(object, path, operation) }
    }

    // MARK: Pods and templates

    private func checkPod(_ pod: JSONValue, _ operation: AdmissionOperation) async throws(StatusError) {
        guard !Self.harmlessSubresources.contains(operation.subresource), !isExempt(operation) else { return }
        let policy = try await policy(of: operation.namespace)
        guard !policy.allowsEverything else {
            operation.annotateAudit(Self.enforced, PodSecurityStandard(.privileged).description)
            return
        }
        guard Self.isSignificant(pod, operation.old) else { return }
        let subject = PodSecuritySubject(metadata: pod["metadata"], spec: pod["spec"] ?? .emptyObject)
        try evaluate(subject, policy, operation, enforces: true)
    }

    private func checkTemplate(
        _ object: JSONValue, _ path: [String], _ operation: AdmissionOperation
    ) async throws(StatusError) {
        guard !isExempt(operation), let template = object[path: path], !template.isNull else { return }
        let policy = try await policy(of: operation.namespace)
        guard policy.warn.level != .privileged || policy.audit.level != .privileged else { return }
        let subject = PodSecuritySubject(metadata: template["metadata"], spec: template["spec"] ?? .emptyObject)
        try evaluate(subject, policy, operation, enforces: false)
    }

    /// Whether nothing is checked because of where it is or who does it; the audit log says which.
    private func isExempt(_ operation: AdmissionOperation) -> Bool {
        if configuration.exemptNamespaces.contains(operation.namespace) {
            operation.annotateAudit(Self.exemption, "namespace")
        } else if configuration.exemptUsers.contains(operation.user.name) {
            operation.annotateAudit(Self.exemption, "user")
        } else {
            return false
        }
        return true
    }

    private func policy(of namespace: String) async throws(StatusError) -> PodSecurityPolicy {
        let stored = try await reader.object(NamespaceShape.type, namespace: "", name: namespace)
        return PodSecurityPolicy.read(labels: stored?[path: "metadata", "labels"], defaults: configuration.defaults).policy
    }

    private func evaluate(
        _ pod: PodSecuritySubject, _ policy: PodSecurityPolicy, _ operation: AdmissionOperation, enforces: Bool
    ) throws(StatusError) {
        guard !configuration.exemptRuntimeClasses.contains(pod.spec.text("runtimeClassName")) else {
            operation.annotateAudit(Self.exemption, "runtimeClass")
            return
        }
        if policy.audit.level != .privileged {
            let violations = PodSecurityChecks.violations(pod, of: policy.audit)
            if !violations.isEmpty {
                operation.annotateAudit(
                    "pod-security.kubernetes.io/audit-violations",
                    "would violate PodSecurity \"\(policy.audit)\": \(Self.text(violations))")
            }
        }
        if enforces {
            operation.annotateAudit(Self.enforced, policy.enforce.description)
            let violations = PodSecurityChecks.violations(pod, of: policy.enforce)
            guard violations.isEmpty else {
                throw operation.forbidden(
                    "violates PodSecurity \"\(policy.enforce)\": \(Self.text(violations))")
            }
        }
        let violations = PodSecurityChecks.violations(pod, of: policy.warn)
        if !violations.isEmpty { operation.warn("would violate PodSecurity \"\(policy.warn)\": \(Self.text(violations))") }
    }

    private static func text(_ violations: [PodSecurityViolation]) -> String {
        violations.map(\.text).joined(separator: ", ")
    }

    /// Whether an update changes anything the checks look at.
    private static func isSignificant(_ pod: JSONValue, _ old: JSONValue?) -> Bool {
        guard let old else { return true }
        let before = PodSecuritySubject(metadata: old["metadata"], spec: old["spec"] ?? .emptyObject)
        let after = PodSecuritySubject(metadata: pod["metadata"], spec: pod["spec"] ?? .emptyObject)
        guard before.containers.count == after.containers.count else { return true }
        let sameContainers = zip(before.containers, after.containers).allSatisfy { left, right in
            ["image", "securityContext"].allSatisfy { left[$0].orNull == right[$0].orNull }
        }
        func relevant(_ subject: PodSecuritySubject) -> [String: JSONValue] {
            let kept = subject.annotations.filter { $0.key.contains("seccomp.security") || $0.key.contains("apparmor.security") }
            return Dictionary(kept.map { ($0.key, $0.value) }) { $1 }
        }
        return !sameContainers || relevant(before) != relevant(after)
    }

    // MARK: Namespaces

    /// Refuses labels that cannot be read, and names the Pods that a stricter level would not let in again.
    private func checkNamespace(_ namespace: JSONValue, _ operation: AdmissionOperation) async throws(StatusError) {
        let new = read(namespace)
        let old = operation.old.map(read)
        guard new.errors.isEmpty || old?.errors == new.errors else {
            throw .invalid(StatusError.Subject(kind: "Namespace", name: operation.name), new.errors)
        }
        let isExempt = configuration.exemptNamespaces.contains(operation.name)
        if operation.kind == .create, isExempt { warnOfNoEffect(new.policy, operation) }
        guard let before = old?.policy.enforce, before != new.policy.enforce else { return }
        let after = new.policy.enforce
        let isLaxer = after.minorVersion == before.minorVersion && after.level <= before.level
        guard after.level != .privileged, !isLaxer else { return }
        guard !isExempt else { return warnOfNoEffect(new.policy, operation) }
        for warning in try await warnings(aboutPodsIn: operation.name, after) { operation.warn(warning) }
    }

    private func warnOfNoEffect(_ policy: PodSecurityPolicy, _ operation: AdmissionOperation) {
        guard !policy.allowsEverything, policy != configuration.defaults else { return }
        let words = policy.asked(by: operation.object?[path: "metadata", "labels"])
        operation.warn(
            "namespace \"\(operation.name)\" is exempt from Pod Security, and the policy (\(words)) will be ignored")
    }

    private func read(_ namespace: JSONValue) -> (policy: PodSecurityPolicy, errors: [FieldError]) {
        PodSecurityPolicy.read(labels: namespace[path: "metadata", "labels"], defaults: configuration.defaults)
    }

    private func warnings(
        aboutPodsIn namespace: String, _ standard: PodSecurityStandard
    ) async throws(StatusError) -> [String] {
        let pods = try await reader.objects(PodShape.type, namespace: namespace)
        let deadline = ContinuousClock.now + Self.checkTime
        var podsByReason: [String: [String]] = [:]
        var checked = 0
        for pod in pods.prefix(Self.checkedPods) {
            if ContinuousClock.now >= deadline { break }
            checked += 1
            let subject = PodSecuritySubject(metadata: pod["metadata"], spec: pod["spec"] ?? .emptyObject)
            let violations = PodSecurityChecks.violations(subject, of: standard)
            guard !violations.isEmpty else { continue }
            let reason = violations.map(\.reason).joined(separator: ", ")
            podsByReason[reason, default: []].append(pod.text(path: "metadata", "name"))
        }
        var warnings: [String] = []
        if checked < pods.count {
            warnings.append(
                "new PodSecurity enforce level only checked against the first \(checked) of \(pods.count) existing pods")
        }
        if !podsByReason.isEmpty {
            warnings.append(
                "existing pods in namespace \"\(namespace)\" violate the new PodSecurity enforce level \"\(standard)\"")
        }
        return warnings + podsByReason.map { Self.warning($0.value.sorted(), $0.key) }.sorted()
    }

    private static func warning(_ pods: [String], _ reason: String) -> String {
        let others =
            switch pods.count {
            case 1: ""
            case 2: " (and 1 other pod)"
            default: " (and \(pods.count - 1) other pods)"
            }
        return "\(pods.first ?? "")\(others): \(reason)"
    }
}
