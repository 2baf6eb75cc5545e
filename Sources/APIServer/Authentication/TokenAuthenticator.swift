/// What became of a bearer token.
package enum TokenVerdict: Sendable, Hashable {
    /// Good for the audiences, which are among those asked for.
    case accepted(UserInfo, audiences: [String])
    /// Not a token of this kind; another authenticator may know it.
    case unknown
    /// A token of this kind, but not good now.
    case refused(String)
}

/// Finds out who a bearer token belongs to.
package protocol TokenAuthenticator: Sendable {
    /// - Parameter audiences: the token must be meant for one of them; empty: for the API server.
    func authenticate(token: String, audiences: [String]) async throws(StatusError) -> TokenVerdict
}

/// Asks token authenticators in order until one knows the token.
package struct TokenAuthenticatorChain: TokenAuthenticator {
    private let authenticators: [any TokenAuthenticator]

    package init(_ authenticators: [any TokenAuthenticator]) { self.authenticators = authenticators }

    package func authenticate(token: String, audiences: [String]) async throws(StatusError) -> TokenVerdict {
        for authenticator in authenticators {
            let verdict = try await authenticator.authenticate(token: token, audiences: audiences)
            if verdict != .unknown { return verdict }
        }
        return .unknown
    }
}

/// Tokens that say nothing of whom they are for are for the API server, and for nobody else.
package struct AudienceAgnosticTokens: TokenAuthenticator {
    private let tokens: any TokenAuthenticator
    private let audiences: [String]

    /// - Parameter audiences: those of the API server itself.
    package init(_ tokens: any TokenAuthenticator, audiences: [String]) {
        self.tokens = tokens
        self.audiences = audiences
    }

    package func authenticate(token: String, audiences wanted: [String]) async throws(StatusError) -> TokenVerdict {
        let common = wanted.isEmpty ? audiences : wanted.filter(audiences.contains)
        guard !common.isEmpty else { return .unknown }
        guard case .accepted(let user, _) = try await tokens.authenticate(token: token, audiences: common) else {
            return .unknown
        }
        return .accepted(user, audiences: common)
    }
}
