import KubeAPI

/// Allows what some Role or ClusterRole bound to the user grants. Never denies: no grant is no opinion.
package struct RBACAuthorizer: Authorizer {
    private let index: LiveIndex<RoleIndex>

    package init(reader: any ObjectReader) { index = LiveIndex(reader: reader) }

    package func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision {
        let index: RoleIndex
        do {
            index = try await self.index.current()
        } catch {
            return .failure(reason: "RBAC: cannot read roles: \(error.message)")
        }
        var missing: [RoleIndex.RoleKey] = []
        for grant in index.grants(for: attributes.user, namespace: attributes.namespace) {
            guard let rules = index.rules(of: grant.role) else {
                missing.append(grant.role)
                continue
            }
            if rules.contains(where: { $0.allows(attributes) }) { return .allow(reason: grant.reason) }
        }
        return .noOpinion(reason: Self.reason(missing))
    }

    /// Bindings to roles that are not there are worth telling the user.
    private static func reason(_ missing: [RoleIndex.RoleKey]) -> String {
        guard !missing.isEmpty else { return "" }
        var texts: [String] = []
        for role in missing {
            let kind = role.namespace.isEmpty ? "clusterrole" : "role"
            let text = "\(kind).rbac.authorization.k8s.io \"\(role.name)\" not found"
            if !texts.contains(text) { texts.append(text) }
        }
        return "RBAC: " + (texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]")
    }

    /// All that a user may do in a namespace.
    package func rules(for user: UserInfo, namespace: String) async throws(StatusError) -> [PolicyRule] {
        let index = try await index.current()
        return index.grants(for: user, namespace: namespace).flatMap { index.rules(of: $0.role) ?? [] }
    }

    /// The rules of a role; `nil` when there is none. An empty namespace means a ClusterRole.
    func rules(ofRole name: String, namespace: String) async throws(StatusError) -> [PolicyRule]? {
        try await index.current().rules(of: RoleIndex.RoleKey(namespace: namespace, name: name))
    }
}
