import JSON
import KubeAPI

/// The four RBAC kinds, arranged by who they are about: a request looks at the bindings of its own user and groups that hold
/// everywhere or in its own namespace, and at no other.
struct RoleIndex: ObjectIndex {
    /// A binding as seen from one of its subjects.
    final class Grant: Sendable {
        fileprivate let binding: BindingKey
        let role: RoleKey
        /// `RBAC: allowed by …`
        let reason: String

        fileprivate init(binding: BindingKey, role: RoleKey, reason: String) {
            self.binding = binding
            self.role = role
            self.reason = reason
        }
    }

    /// A role by its kind, namespace and name.
    struct RoleKey: Hashable, Sendable {
        /// Empty for a ClusterRole.
        let namespace: String
        let name: String
    }

    fileprivate struct BindingKey: Hashable, Sendable {
        /// Empty for a ClusterRoleBinding.
        let namespace: String
        let name: String
    }

    /// Somebody in a place.
    private struct Subject: Hashable, Sendable {
        let isGroup: Bool
        let name: String
        /// Empty: in every namespace and outside of any.
        let namespace: String
    }

    static let kinds = [ClusterRoleShape.type, RoleShape.type, ClusterRoleBindingShape.type, RoleBindingShape.type]

    private var roles: [RoleKey: [PolicyRule]] = [:]
    private var grants: [Subject: [Grant]] = [:]
    /// Whom a binding is about, to take it out again.
    private var subjects: [BindingKey: [Subject]] = [:]

    /// The grants that reach a user directly or through a group: those that hold everywhere, then those of the namespace.
    func grants(for user: UserInfo, namespace: String) -> some Sequence<Grant> {
        var lists: [[Grant]] = []
        func add(_ subject: Subject) { if let list = grants[subject] { lists.append(list) } }
        for place in namespace.isEmpty ? [""] : ["", namespace] {
            add(Subject(isGroup: false, name: user.name, namespace: place))
            for group in user.groups { add(Subject(isGroup: true, name: group, namespace: place)) }
        }
        return lists.joined()
    }

    /// `nil` when there is no such role.
    func rules(of role: RoleKey) -> [PolicyRule]? { roles[role] }

    // MARK: Following the objects

    mutating func put(_ object: JSONValue?, at key: ObjectKey, of type: ResourceType) {
        switch type.kind {
        case "ClusterRole", "Role":
            roles[RoleKey(namespace: key.namespace, name: key.name)] = object?.list("rules").map(PolicyRule.init(json:))
        default:
            let binding = BindingKey(namespace: key.namespace, name: key.name)
            remove(binding)
            if let object { add(object, binding) }
        }
    }

    private mutating func remove(_ binding: BindingKey) {
        for subject in subjects.removeValue(forKey: binding) ?? [] {
            grants[subject]?.removeAll { $0.binding == binding }
            if grants[subject]?.isEmpty == true { grants[subject] = nil }
        }
    }

    private mutating func add(_ object: JSONValue, _ binding: BindingKey) {
        let reference = object["roleRef"] ?? .emptyObject
        let kind = reference.text("kind")
        let role = RoleKey(namespace: kind == "ClusterRole" ? "" : binding.namespace, name: reference.text("name"))
        let title =
            binding.namespace.isEmpty
            ? "ClusterRoleBinding \"\(binding.name)\"" : "RoleBinding \"\(binding.name)/\(binding.namespace)\""
        let origin = "RBAC: allowed by \(title) of \(kind) \"\(role.name)\" to "
        var added: Set<Subject> = []
        for entry in object.list("subjects") {
            guard let (subject, text) = Self.subject(entry, in: binding.namespace), added.insert(subject).inserted
            else { continue }
            grants[subject, default: []].append(Grant(binding: binding, role: role, reason: origin + text))
        }
        subjects[binding] = Array(added)
    }

    /// Somebody, and how a reason calls him.
    private static func subject(_ entry: JSONValue, in namespace: String) -> (Subject, String)? {
        let name = entry.text("name")
        switch entry.text("kind") {
        case "User": return (Subject(isGroup: false, name: name, namespace: namespace), "User \"\(name)\"")
        case "Group": return (Subject(isGroup: true, name: name, namespace: namespace), "Group \"\(name)\"")
        case "ServiceAccount":
            let home = entry.text("namespace").isEmpty ? namespace : entry.text("namespace")
            guard !home.isEmpty else { return nil }
            let user = "system:serviceaccount:\(home):\(name)"
            return (Subject(isGroup: false, name: user, namespace: namespace), "ServiceAccount \"\(name)/\(home)\"")
        default: return nil
        }
    }
}
