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
        return .noOpinion(reason: Self.fault(missing, suffix: "").map { "RBAC: \($0)" } ?? "")
    }

    /// Bindings to roles that are not there are worth telling the user.
    ///
    /// - Parameter suffix: of the kinds of roles: `s` where Kubernetes calls them by their plural.
    static func fault(_ missing: [RoleIndex.RoleKey], suffix: String) -> String? {
        guard !missing.isEmpty else { return nil }
        var texts: [String] = []
        for role in missing {
            let kind = role.namespace.isEmpty ? "clusterrole" : "role"
            let text = "\(kind)\(suffix).rbac.authorization.k8s.io \"\(role.name)\" not found"
            if !texts.contains(text) { texts.append(text) }
        }
        return texts.count == 1 ? texts[0] : "[\(texts.joined(separator: ", "))]"
    }

    /// All that a user may do in a namespace.
    package func rules(for user: UserInfo, namespace: String) async throws(StatusError) -> [PolicyRule] {
        try await resolvedRules(for: user, namespace: namespace).rules
    }

    /// The same, with the roles that the user is bound to and that are not there.
    func resolvedRules(
        for user: UserInfo, namespace: String
    ) async throws(StatusError) -> (rules: [PolicyRule], missing: [RoleIndex.RoleKey]) {
        let index = try await index.current()
        var rules: [PolicyRule] = []
        var missing: [RoleIndex.RoleKey] = []
        for grant in index.grants(for: user, namespace: namespace) {
            if let found = index.rules(of: grant.role) { rules += found } else { missing.append(grant.role) }
        }
        return (rules, missing)
    }

    /// The rules of a role; `nil` when there is none. An empty namespace means a ClusterRole.
    func rules(ofRole name: String, namespace: String) async throws(StatusError) -> [PolicyRule]? {
        try await index.current().rules(of: RoleIndex.RoleKey(namespace: namespace, name: name))
    }
}
