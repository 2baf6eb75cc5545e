package import PKI

/// The parts of authentication and authorization that a server has only when it is told where to find what they need.
package struct AccessPlugins: Sendable {
    /// Checks the client certificates that TLS lets through unverified.
    package var clientCertificates: CertificateVerifier?
    package var requestHeader: RequestHeaderAuthenticator?
    /// Tokens of other issuers.
    package var tokens: [any TokenAuthenticator] = []
    /// Asked where nothing in the cluster allows or denies.
    package var webhook: (any Authorizer)?
    /// By which holders of tokens know this server; empty when nobody needs to be told.
    package var authorityPEM = ""

    package init() {}
}

/// The server's authenticators in their order: components in this process, front proxies, client certificates, bearer tokens.
package enum StandardAuthentication {
    /// - Parameters:
    ///   - issuer: the `iss` of the cluster's own tokens.
    ///   - audiences: those of the API server.
    ///   - staticTokens: tokens handed out beforehand, with who they stand for.
    ///   - now: seconds since 1970.
    package static func tokens(
        verifier: TokenVerifier, issuer: String, audiences: [String], reader: any ObjectReader,
        staticTokens: [String: UserInfo] = [:], access: AccessPlugins = AccessPlugins(),
        now: @escaping @Sendable () -> Int64
    ) -> TokenAuthenticatorChain {
        let foreign: [any TokenAuthenticator] =
            [StaticTokenAuthenticator(staticTokens), LegacyTokenAuthenticator(verifier: verifier, reader: reader)]
            + access.tokens + [BootstrapTokenAuthenticator(reader: reader, now: now)]
        return TokenAuthenticatorChain(
            [
                ServiceAccountTokenAuthenticator(
                    verifier: verifier, issuer: issuer, audiences: audiences, reader: reader, now: now)
            ] + foreign.map { AudienceAgnosticTokens($0, audiences: audiences) })
    }

    package static func authenticator(
        tokens: any TokenAuthenticator, access: AccessPlugins = AccessPlugins(),
        metrics: ClientCertificateMetrics = ClientCertificateMetrics(), now: @escaping @Sendable () -> Int64
    ) -> AuthenticatorChain {
        var chain: [any Authenticator] = [InProcessAuthenticator()]
        if let requestHeader = access.requestHeader { chain.append(requestHeader) }
        chain.append(ClientCertificateAuthenticator(verifier: access.clientCertificates, metrics: metrics, now: now))
        chain.append(BearerTokenAuthenticator(tokens))
        return AuthenticatorChain(chain)
    }
}
