import JSON

/// The four RBAC kinds, arranged by who they are about. Immutable; built anew when one of them changes.
struct RoleIndex: Sendable {
    /// A binding as seen from one of its subjects.
    struct Grant: Sendable {
        /// `nil`: holds in every namespace and outside of any.
        let namespace: String?
        let rules: [PolicyRule]
        /// `RBAC: allowed by …`
        let reason: String
    }

    /// A role by its kind, namespace and name.
    struct RoleKey: Hashable, Sendable {
        /// Empty for a ClusterRole.
        let namespace: String
        let name: String
    }

    private var grantsByUser: [String: [Grant]] = [:]
    private var grantsByGroup: [String: [Grant]] = [:]
    private let roles: [RoleKey: [PolicyRule]]

    init(clusterRoles: [JSONValue], roles: [JSONValue], clusterBindings: [JSONValue], bindings: [JSONValue]) {
        self.roles = Self.effectiveRules(clusterRoles: clusterRoles, roles: roles)
        for binding in clusterBindings { add(binding, namespace: nil) }
        for binding in bindings { add(binding, namespace: binding.text(path: "metadata", "namespace")) }
    }

    /// The grants that reach a user directly or through a group: cluster-wide ones, and those of the namespace.
    func grants(for user: UserInfo, namespace: String) -> [Grant] {
        let all = (grantsByUser[user.name] ?? []) + user.groups.flatMap { grantsByGroup[$0] ?? [] }
        return all.filter { $0.namespace == nil || !namespace.isEmpty && $0.namespace == namespace }
    }

    /// `nil` when there is no such role.
    func rules(of role: RoleKey) -> [PolicyRule]? { roles[role] }

    // MARK: Building

    private mutating func add(_ binding: JSONValue, namespace: String?) {
        let reference = binding["roleRef"] ?? .emptyObject
        let isCluster = reference.text("kind") == "ClusterRole"
        let key = RoleKey(namespace: isCluster ? "" : namespace ?? "", name: reference.text("name"))
        guard let rules = roles[key] else { return }
        let name = binding.text(path: "metadata", "name")
        let title = namespace.map { "RoleBinding \"\(name)/\($0)\"" } ?? "ClusterRoleBinding \"\(name)\""
        let origin = "RBAC: allowed by \(title) of \(reference.text("kind")) \"\(key.name)\" to "
        for subject in binding.list("subjects") {
            let name = subject.text("name")
            switch subject.text("kind") {
            case "User":
                let grant = Grant(namespace: namespace, rules: rules, reason: origin + "User \"\(name)\"")
                grantsByUser[name, default: []].append(grant)
            case "Group":
                let grant = Grant(namespace: namespace, rules: rules, reason: origin + "Group \"\(name)\"")
                grantsByGroup[name, default: []].append(grant)
            case "ServiceAccount":
                let home = subject.text("namespace").isEmpty ? namespace ?? "" : subject.text("namespace")
                guard !home.isEmpty else { continue }
                let grant = Grant(namespace: namespace, rules: rules, reason: origin + "ServiceAccount \"\(name)/\(home)\"")
                grantsByUser["system:serviceaccount:\(home):\(name)", default: []].append(grant)
            default: continue
            }
        }
    }

    private static func effectiveRules(clusterRoles: [JSONValue], roles: [JSONValue]) -> [RoleKey: [PolicyRule]] {
        var rules: [RoleKey: [PolicyRule]] = [:]
        for role in roles {
            let key = RoleKey(namespace: role.text(path: "metadata", "namespace"), name: role.text(path: "metadata", "name"))
            rules[key] = role.list("rules").map(PolicyRule.init(json:))
        }
        let aggregation = Aggregation(clusterRoles)
        for role in clusterRoles {
            let name = role.text(path: "metadata", "name")
            rules[RoleKey(namespace: "", name: name)] = aggregation.rules(of: role)
        }
        return rules
    }
}

/// ClusterRoles whose rules are those of other ClusterRoles, chosen by label.
struct Aggregation {
    private let roles: [JSONValue]

    init(_ roles: [JSONValue]) { self.roles = roles }

    /// The rules of a role, through any number of aggregations. Roles that aggregate one another are each counted once.
    func rules(of role: JSONValue) -> [PolicyRule] {
        var seen: Set<String> = []
        var rules: [PolicyRule] = []
        var known: Set<PolicyRule> = []
        var pending = [role]
        while let next = pending.popLast() {
            guard seen.insert(next.text(path: "metadata", "name")).inserted else { continue }
            let selectors = next[path: "aggregationRule", "clusterRoleSelectors"]?.arrayValue ?? []
            guard selectors.isEmpty else {
                pending += roles.filter { candidate in
                    let labels = candidate[path: "metadata", "labels"]
                    return selectors.contains { LabelSelectorRules.matches($0, labels: labels) }
                }.reversed()
                continue
            }
            for rule in next.list("rules").map(PolicyRule.init(json:)) where known.insert(rule).inserted { rules.append(rule) }
        }
        return rules
    }
}
