import Metrics
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
    /// - Parameters:
    ///   - staticTokens: bearer tokens handed out beforehand, with who they stand for.
    ///   - access: front proxies, other issuers of tokens, a webhook.
    package static func standard(
        configuration: ServerConfiguration, signer: TokenSigner, verifier: TokenVerifier,
        staticTokens: [String: UserInfo] = [:], access: AccessPlugins = AccessPlugins(), reader: any ObjectWriter,
        definitions: any ServedDefinitions
    ) -> ServerPlugins {
        let now: @Sendable () -> Int64 = { Timestamp.now.seconds }
        let issuer = issuer(configuration)
        let roles = RBACAuthorizer(reader: reader)
        let authorizer = AuthorizerChain.standard(reader: reader, roles: roles, webhook: access.webhook)
        let tokens = StandardAuthentication.tokens(
            verifier: verifier, issuer: issuer, audiences: [issuer], reader: reader, staticTokens: staticTokens,
            access: access, now: now)
        let documents = DiscoveryResponder(
            served: definitions, serverAddress: "\(configuration.advertiseAddress):\(configuration.advertisePort)")
        let tokenRequests = TokenRequestResource(
            signer: signer, issuer: issuer, audiences: [issuer], reader: reader, authorizer: authorizer, now: now)
        let certificates = ClientCertificateMetrics()
        return ServerPlugins(
            authenticator: StandardAuthentication.authenticator(
                tokens: tokens, access: access, metrics: certificates, now: now),
            authorizer: authorizer,
            admission: StandardAdmission.plugins(
                configuration: configuration, objects: reader, served: definitions, roles: roles, authorizer: authorizer),
            virtualResources: AccessReviewResource.all(authorizer: authorizer) + [
                SelfSubjectRulesReviewResource(roles: roles, asksWebhook: access.webhook != nil),
                TokenReviewResource(tokens: tokens),
                SelfSubjectReviewResource(now: now), tokenRequests,
            ],
            pathResponders: [
                documents,
                TokenKeyDocuments(
                    verifier: verifier, issuer: issuer,
                    serverAddress: "\(configuration.advertiseAddress):\(configuration.advertisePort)"),
            ],
            controllers: [
                RoleAggregationController(), LegacyTokenController(signer: signer, authorityPEM: access.authorityPEM),
                AuthenticationConfigMap(access), PolicyStatusController(),
            ],
            metrics: [certificates])
    }
}
