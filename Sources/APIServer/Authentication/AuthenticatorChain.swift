package import Transport

/// Asks authenticators in order; the first that knows the caller wins. Nobody knows the caller: anonymous, or the refusal
/// of the first that saw credentials of its kind.
package struct AuthenticatorChain: Authenticator {
    private let authenticators: [any Authenticator]

    package init(_ authenticators: [any Authenticator]) { self.authenticators = authenticators }

    /// Never `nil`.
    package func authenticate(_ request: HTTPRequest) async throws(StatusError) -> UserInfo? {
        var refusal: StatusError?
        for authenticator in authenticators {
            do throws(StatusError) {
                if let user = try await authenticator.authenticate(request) { return user.authenticated }
            } catch {
                refusal = refusal ?? error
            }
        }
        if let refusal { throw refusal }
        return .anonymous
    }
}

extension UserInfo {
    package static let authenticatedGroup = "system:authenticated"
    package static let unauthenticatedGroup = "system:unauthenticated"

    /// The same user in the group of everybody who proved who they are; not for the anonymous user.
    var authenticated: UserInfo {
        guard !groups.contains(Self.authenticatedGroup), !groups.contains(Self.unauthenticatedGroup) else { return self }
        var user = self
        user.groups.append(Self.authenticatedGroup)
        return user
    }
}

/// Components in this process, which the assembly vouches for.
package struct InProcessAuthenticator: Authenticator {
    package init() {}

    package func authenticate(_ request: HTTPRequest) async throws(StatusError) -> UserInfo? {
        guard case .inProcess(let user, let groups) = request.peer else { return nil }
        return UserInfo(name: user, groups: groups)
    }
}
