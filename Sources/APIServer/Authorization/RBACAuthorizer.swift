import AsyncTools
import KubeAPI

/// Allows what some Role or ClusterRole bound to the user grants. Never denies: no grant is no opinion.
///
/// Answers come from an index that is rebuilt only when one of the four RBAC kinds changed.
package struct RBACAuthorizer: Authorizer {
    private struct Snapshot: Sendable {
        let revisions: [Int64]
        let index: RoleIndex
    }

    private static let kinds = [ClusterRoleShape.type, RoleShape.type, ClusterRoleBindingShape.type, RoleBindingShape.type]

    private let reader: any ObjectReader
    private let snapshot = Guarded<Snapshot?>(nil)

    package init(reader: any ObjectReader) { self.reader = reader }

    package func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision {
        let index: RoleIndex
        do {
            index = try await currentIndex()
        } catch {
            return .noOpinion(reason: "RBAC: cannot read roles: \(error.message)")
        }
        for grant in index.grants(for: attributes.user, namespace: attributes.namespace)
        where grant.rules.contains(where: { $0.allows(attributes) }) {
            return .allow(reason: grant.reason)
        }
        return .noOpinion(reason: "")
    }

    /// All that a user may do in a namespace.
    package func rules(for user: UserInfo, namespace: String) async throws(StatusError) -> [PolicyRule] {
        try await currentIndex().grants(for: user, namespace: namespace).flatMap(\.rules)
    }

    /// The rules of a role; `nil` when there is none. An empty namespace means a ClusterRole.
    func rules(ofRole name: String, namespace: String) async throws(StatusError) -> [PolicyRule]? {
        try await currentIndex().rules(of: RoleIndex.RoleKey(namespace: namespace, name: name))
    }

    private func currentIndex() async throws(StatusError) -> RoleIndex {
        // Read before the objects: a change in between makes the next request rebuild once more.
        var revisions: [Int64] = []
        for kind in Self.kinds { revisions.append(await reader.revision(kind)) }
        if let current = snapshot.current, current.revisions == revisions { return current.index }
        let index = RoleIndex(
            clusterRoles: try await reader.objects(ClusterRoleShape.type, namespace: nil),
            roles: try await reader.objects(RoleShape.type, namespace: nil),
            clusterBindings: try await reader.objects(ClusterRoleBindingShape.type, namespace: nil),
            bindings: try await reader.objects(RoleBindingShape.type, namespace: nil))
        snapshot.withLock { $0 = Snapshot(revisions: revisions, index: index) }
        return index
    }
}
