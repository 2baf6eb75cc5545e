import JSON
import KubeAPI

/// Keeps users from granting rights they do not have (Kubernetes' RBAC escalation prevention).
///
/// A role may be written by who holds all its rules, or the verb `escalate` on it. A binding may be written by who holds
/// all rules of its role, or the verb `bind` on that role.
package struct EscalationGuard: AdmissionPlugin {
    private let roles: RBACAuthorizer
    private let authorizer: any Authorizer

    package init(roles: RBACAuthorizer, authorizer: any Authorizer) {
        self.roles = roles
        self.authorizer = authorizer
    }

    package func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard operation.type.group == RoleRules.group, operation.kind == .create || operation.kind == .update,
            let object = operation.object, !operation.user.groups.contains(PrivilegedGroupAuthorizer.group)
        else { return }
        switch operation.type.kind {
        case "Role", "ClusterRole": try await checkRole(object, operation)
        case "RoleBinding", "ClusterRoleBinding": try await checkBinding(object, operation)
        default: return
        }
    }

    private func checkRole(_ object: JSONValue, _ operation: AdmissionOperation) async throws(StatusError) {
        let old = operation.old
        if let old, ["rules", "aggregationRule"].allSatisfy({ old[$0].orNull == object[$0].orNull }) { return }
        if await isAllowed("escalate", operation.type.plural, operation.name, operation) { return }
        var wanted = object.list("rules").map(PolicyRule.init(json:))
        if object.has("aggregationRule"), old?["aggregationRule"].orNull != object["aggregationRule"].orNull {
            wanted.append(PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]))
            wanted.append(PolicyRule(verbs: ["*"], nonResourceURLs: ["*"]))
        }
        try await requireRights(wanted, operation)
    }

    private func checkBinding(_ object: JSONValue, _ operation: AdmissionOperation) async throws(StatusError) {
        if let old = operation.old, ["roleRef", "subjects"].allSatisfy({ old[$0].orNull == object[$0].orNull }) { return }
        let reference = object["roleRef"] ?? .emptyObject
        let isCluster = reference.text("kind") == "ClusterRole"
        let name = reference.text("name")
        if await isAllowed("bind", isCluster ? "clusterroles" : "roles", name, operation) { return }
        let granted = try await roles.rules(ofRole: name, namespace: isCluster ? "" : operation.namespace)
        guard let granted else {
            throw .notFound(
                StatusError.Subject(group: RoleRules.group, kind: isCluster ? "clusterroles" : "roles", name: name))
        }
        try await requireRights(granted, operation)
    }

    private func isAllowed(
        _ verb: String, _ resource: String, _ name: String, _ operation: AdmissionOperation
    ) async -> Bool {
        let attributes = RequestAttributes(
            user: operation.user, verb: verb, isResourceRequest: true, group: RoleRules.group, version: "v1",
            resource: resource, namespace: operation.namespace, name: name)
        if case .allow = await authorizer.authorize(attributes) { return true }
        return false
    }

    private func requireRights(_ wanted: [PolicyRule], _ operation: AdmissionOperation) async throws(StatusError) {
        let held = try await roles.rules(for: operation.user, namespace: operation.namespace)
        let missing = wanted.filter { !$0.isCovered(by: held) }
        guard !missing.isEmpty else { return }
        let user = operation.user
        let groups = user.groups.map { "\"\($0)\"" }.joined(separator: " ")
        throw .forbidden(
            StatusError.Subject(group: RoleRules.group, kind: operation.type.plural, name: operation.name),
            "user \"\(user.name)\" (groups=[\(groups)]) is attempting to grant RBAC permissions not currently held:\n"
                + missing.map(\.text).joined(separator: "\n"))
    }
}
