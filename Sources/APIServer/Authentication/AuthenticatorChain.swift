package import Transport

/// Asks authenticators in order; the first that knows the caller wins. Nobody knows the caller: anonymous, or 401 when the
/// request carried credentials.
package struct AuthenticatorChain: Authenticator {
    private let authenticators: [any Authenticator]

    package init(_ authenticators: [any Authenticator]) { self.authenticators = authenticators }

    /// Never `nil`.
    package func authenticate(_ request: HTTPRequest) async throws(StatusError) -> UserInfo? {
        for authenticator in authenticators {
            if var user = try await authenticator.authenticate(request) {
                if !user.groups.contains(Self.authenticated) { user.groups.append(Self.authenticated) }
                return user
            }
        }
        return .anonymous
    }

    package static let authenticated = "system:authenticated"
}

/// Components in this process, which the assembly vouches for.
package struct InProcessAuthenticator: Authenticator {
    package init() {}

    package func authenticate(_ request: HTTPRequest) async throws(StatusError) -> UserInfo? {
        guard case .inProcess(let user, let groups) = request.peer else { return nil }
        return UserInfo(name: user, groups: groups)
    }
}
