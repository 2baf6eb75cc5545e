package import PKI
import Schema
import Transport

extension ServerPlugins {
    /// Who the cluster's own tokens are from.
    package static func issuer(_ configuration: ServerConfiguration) -> String {
        "https://kubernetes.default.svc.\(configuration.clusterDomain)"
    }

    /// The parts of a real server: certificates, service-account tokens, RBAC, the built-in admission plug-ins and reviews.
    ///
    /// - Parameter staticTokens: bearer tokens handed out beforehand, with who they stand for.
    package static func standard(
        configuration: ServerConfiguration, signer: TokenSigner, verifier: TokenVerifier,
        staticTokens: [String: UserInfo] = [:], reader: any ObjectReader, definitions: [ResourceDefinition]
    ) -> ServerPlugins {
        let now: @Sendable () -> Int64 = { Timestamp.now.seconds }
        let issuer = issuer(configuration)
        let roles = RBACAuthorizer(reader: reader)
        let authorizer = AuthorizerChain.standard(reader: reader, roles: roles)
        let tokens = StandardAuthentication.tokens(
            verifier: verifier, issuer: issuer, audiences: [issuer], reader: reader, staticTokens: staticTokens, now: now)
        let documents = DiscoveryResponder(
            discovery: DiscoveryDocuments(
                definitions: definitions, serverAddress: "\(configuration.advertiseAddress):\(configuration.advertisePort)"),
            openAPI: OpenAPIDocuments(definitions: definitions))
        let tokenRequests = TokenRequestResource(
            signer: signer, issuer: issuer, audiences: [issuer], reader: reader, now: now)
        return ServerPlugins(
            authenticator: StandardAuthentication.authenticator(tokens: tokens, now: now), authorizer: authorizer,
            admission: StandardAdmission.plugins(
                reader: reader, roles: roles, authorizer: authorizer,
                services: ServiceAllocator(configuration: configuration, reader: reader)),
            virtualResources: AccessReviewResource.all(authorizer: authorizer) + [
                SelfSubjectRulesReviewResource(roles: roles), TokenReviewResource(tokens: tokens),
                SelfSubjectReviewResource(now: now), tokenRequests,
            ],
            pathResponders: [
                documents,
                TokenKeyDocuments(
                    verifier: verifier, issuer: issuer,
                    serverAddress: "\(configuration.advertiseAddress):\(configuration.advertisePort)"),
            ])
    }
}
