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

    /// Before the object is validated: who may not write it learns nothing else.
    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard operation.type.group == RoleRules.group, operation.kind == .create || operation.kind == .update,
            let object = operation.object, !operation.user.groups.contains(PrivilegedGroupAuthorizer.group)
        else { return }
        if let old = operation.old, Self.differsInOwnershipOnly(object, old) { return }
        switch operation.type.kind {
        case "Role", "ClusterRole": try await checkRole(object, operation)
        case "RoleBinding", "ClusterRoleBinding": try await checkBinding(object, operation)
        default: return
        }
    }

    /// What the garbage collector changes needs no rights. Labels do: they make a role part of others.
    private static func differsInOwnershipOnly(_ object: JSONValue, _ old: JSONValue) -> Bool {
        func rest(_ object: JSONValue) -> JSONValue {
            var object = object
            for key in ["ownerReferences", "finalizers", "managedFields", "resourceVersion"] {
                object[path: ["metadata", key]] = nil
            }
            return object
        }
        return rest(object) == rest(old)
    }

    private func checkRole(_ object: JSONValue, _ operation: AdmissionOperation) async throws(StatusError) {
        let old = operation.old
        // The name of a new role is not in the path, and counts for nothing there.
        let name = operation.kind == .create ? "" : operation.name
        if await isAllowed("escalate", operation.type.plural, name, operation) { return }
        try await requireRights(object.list("rules").map(PolicyRule.init(json:)), operation)
        guard object.has("aggregationRule") || old?.has("aggregationRule") == true else { return }
        let held = try await roles.rules(for: operation.user, namespace: operation.namespace)
        guard !PolicyRule.missing(Self.everything, heldBy: held).isEmpty else { return }
        throw Self.forbidden(
            operation, "must have cluster-admin privileges to use the aggregationRule")
    }

    private static let everything = [
        PolicyRule(verbs: ["*"], apiGroups: ["*"], resources: ["*"]), PolicyRule(verbs: ["*"], nonResourceURLs: ["*"]),
    ]

    private func checkBinding(_ object: JSONValue, _ operation: AdmissionOperation) async throws(StatusError) {
        let reference = object["roleRef"] ?? .emptyObject
        let kind = reference.text("kind")
        guard kind == "Role" || kind == "ClusterRole" else {
            throw StatusError(code: 500, reason: "", message: "unsupported role reference kind: \(GoQuoting.quoted(kind))")
        }
        let isCluster = kind == "ClusterRole"
        let plural = isCluster ? "clusterroles" : "roles"
        let name = reference.text("name")
        if await isAllowed("bind", plural, name, operation) { return }
        // A Role is in a namespace; a ClusterRoleBinding is in none.
        let isFindable = isCluster || !operation.namespace.isEmpty
        let granted =
            isFindable ? try await roles.rules(ofRole: name, namespace: isCluster ? "" : operation.namespace) : nil
        guard let granted else {
            throw .notFound(StatusError.Subject(group: RoleRules.group, kind: plural, name: name))
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

    private func requireRights(
        _ wanted: [PolicyRule], _ operation: AdmissionOperation
    ) async throws(StatusError) {
        let held = try await roles.resolvedRules(for: operation.user, namespace: operation.namespace)
        let missing = PolicyRule.missing(wanted, heldBy: held.rules)
        guard !missing.isEmpty else { return }
        let user = operation.user
        let groups = user.groups.map(GoQuoting.quoted).joined(separator: " ")
        let unresolved = RBACAuthorizer.fault(held.missing, suffix: "s").map { "; resolution errors: [\($0)]" } ?? ""
        throw Self.forbidden(
            operation,
            "user \(GoQuoting.quoted(user.name)) (groups=[\(groups)]) is attempting to grant RBAC permissions not currently held:\n"
                + Set(missing.map(\.text)).sorted().joined(separator: "\n") + unresolved)
    }

    /// By the name that the client gave, if any.
    private static func forbidden(_ operation: AdmissionOperation, _ why: String) -> StatusError {
        let isUnnamed = operation.shownName != operation.name
        return .forbidden(
            StatusError.Subject(
                group: RoleRules.group, kind: operation.type.plural, name: isUnnamed ? "" : operation.name), why)
    }
}
