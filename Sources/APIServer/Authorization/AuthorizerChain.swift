/// Asks authorizers in order until one allows or denies.
package struct AuthorizerChain: Authorizer {
    private let authorizers: [any Authorizer]

    package init(_ authorizers: [any Authorizer]) { self.authorizers = authorizers }

    package func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision {
        var reasons: [String] = []
        var failures: [String] = []
        for authorizer in authorizers {
            switch await authorizer.authorize(attributes) {
            case .allow(let reason): return .allow(reason: reason)
            case .deny(let reason): return .deny(reason: reason)
            case .noOpinion(let reason): if !reason.isEmpty { reasons.append(reason) }
            case .failure(let reason): failures.append(reason)
            }
        }
        if !failures.isEmpty { return .failure(reason: failures.joined(separator: "\n")) }
        return .noOpinion(reason: reasons.joined(separator: "\n"))
    }

    /// The server's order: administrators, nodes, roles, and then whoever else is asked.
    package static func standard(
        reader: any ObjectReader, roles: RBACAuthorizer, webhook: (any Authorizer)? = nil
    ) -> AuthorizerChain {
        AuthorizerChain([PrivilegedGroupAuthorizer(), NodeAuthorizer(reader: reader), roles] + (webhook.map { [$0] } ?? []))
    }
}

/// Lets the members of `system:masters` do everything, whatever the stored roles say.
package struct PrivilegedGroupAuthorizer: Authorizer {
    package static let group = "system:masters"

    package init() {}

    package func authorize(_ attributes: RequestAttributes) async -> AuthorizationDecision {
        attributes.user.groups.contains(Self.group) ? .allow(reason: "") : .noOpinion(reason: "")
    }
}
