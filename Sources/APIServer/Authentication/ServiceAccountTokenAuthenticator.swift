import AsyncTools
import JSON
import KubeAPI
package import PKI
import Schema

/// Accepts the tokens this cluster signed for its service accounts, while the account and the object a token is bound to
/// still exist with the uid they had.
package struct ServiceAccountTokenAuthenticator: TokenAuthenticator {
    /// An object that is being deleted keeps its tokens for this long after its deletion time.
    private static let leewaySeconds: Int64 = 60
    private static let cacheLimit = 1024

    private let verifier: TokenVerifier
    private let issuer: String
    private let audiences: [String]
    private let reader: any ObjectReader
    private let now: @Sendable () -> Int64
    /// Claims whose signature was found good; checking one takes longer than all the rest.
    private let verified = Guarded<[String: ServiceAccountClaims]>([:])

    /// - Parameters:
    ///   - audiences: those of the API server itself.
    ///   - now: seconds since 1970.
    package init(
        verifier: TokenVerifier, issuer: String, audiences: [String], reader: any ObjectReader,
        now: @escaping @Sendable () -> Int64
    ) {
        self.verifier = verifier
        self.issuer = issuer
        self.audiences = audiences
        self.reader = reader
        self.now = now
    }

    package func authenticate(token: String, audiences wanted: [String]) async throws(StatusError) -> TokenVerdict {
        guard let claims = claims(of: token) else { return .unknown }
        guard claims.issuer == issuer else { return .unknown }
        let wanted = wanted.isEmpty ? audiences : wanted
        let common = wanted.filter(claims.audiences.contains)
        guard !common.isEmpty else {
            return .refused("token audiences \(claims.audiences) is invalid for the target audiences \(wanted)")
        }
        guard now() < claims.expiresAt else { return .refused("service account token has expired") }
        guard now() >= claims.issuedAt - Self.leewaySeconds else { return .refused("service account token is not valid yet") }
        if let reason = try await reasonAgainst(claims) { return .refused(reason) }
        return .accepted(claims.user, audiences: common)
    }

    private func claims(of token: String) -> ServiceAccountClaims? {
        if let known = verified.withLock({ $0[token] }) { return known }
        guard let bytes = try? verifier.claims(of: token), let json = try? JSONReader.read(bytes),
            let claims = ServiceAccountClaims(json: json)
        else { return nil }
        verified.withLock { verified in
            if verified.count >= Self.cacheLimit { verified.removeAll() }
            verified[token] = claims
        }
        return claims
    }

    /// What has happened to the objects the token depends on; `nil`: they are as they were.
    private func reasonAgainst(_ claims: ServiceAccountClaims) async throws(StatusError) -> String? {
        guard try await exists(ServiceAccountShape.type, claims.namespace, claims.serviceAccount) else {
            return "service account \(claims.namespace)/\(claims.serviceAccount.name) has been deleted"
        }
        if let pod = claims.pod, !(try await exists(PodShape.type, claims.namespace, pod)) {
            return "service account token has been invalidated: pod \(pod.name) has been deleted"
        }
        if let secret = claims.secret, !(try await exists(SecretShape.type, claims.namespace, secret)) {
            return "service account token has been invalidated: secret \(secret.name) has been deleted"
        }
        // With a Pod, the node is only told, not asked for.
        if claims.pod == nil, let node = claims.node, !(try await exists(NodeShape.type, "", node)) {
            return "service account token has been invalidated: node \(node.name) has been deleted"
        }
        return nil
    }

    private func exists(
        _ type: ResourceType, _ namespace: String, _ reference: ServiceAccountClaims.Reference
    ) async throws(StatusError) -> Bool {
        guard let object = try await reader.object(type, namespace: namespace, name: reference.name),
            object.text(path: "metadata", "uid") == reference.uid
        else { return false }
        guard let deletion = Timestamp(rfc3339: object.text(path: "metadata", "deletionTimestamp")) else { return true }
        return now() < deletion.seconds + Self.leewaySeconds
    }
}
