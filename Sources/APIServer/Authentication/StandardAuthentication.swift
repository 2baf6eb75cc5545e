package import PKI

/// The server's authenticators in their order: components in this process, client certificates, bearer tokens.
package enum StandardAuthentication {
    /// - Parameters:
    ///   - issuer: the `iss` of the cluster's own tokens, also their default audience.
    ///   - staticTokens: tokens handed out beforehand, with who they stand for.
    ///   - now: seconds since 1970.
    package static func tokens(
        verifier: TokenVerifier, issuer: String, audiences: [String], reader: any ObjectReader,
        staticTokens: [String: UserInfo] = [:], now: @escaping @Sendable () -> Int64
    ) -> TokenAuthenticatorChain {
        TokenAuthenticatorChain([
            StaticTokenAuthenticator(staticTokens),
            ServiceAccountTokenAuthenticator(
                verifier: verifier, issuer: issuer, audiences: audiences, reader: reader, now: now),
        ])
    }

    package static func authenticator(
        tokens: any TokenAuthenticator, now: @escaping @Sendable () -> Int64
    ) -> AuthenticatorChain {
        AuthenticatorChain([
            InProcessAuthenticator(), ClientCertificateAuthenticator(now: now), BearerTokenAuthenticator(tokens),
        ])
    }
}
