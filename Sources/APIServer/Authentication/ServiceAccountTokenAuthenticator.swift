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
        let wanted = wanted.isEmpty ? audiences : wanted
        let common = wanted.filter(claims.audiences.contains)
        guard !common.isEmpty else {
            return .refused(
                "token audiences \(Self.quoted(claims.audiences)) is invalid for the target audiences \(Self.quoted(wanted))")
        }
        guard now() < claims.expiresAt else { return .refused("service account token has expired") }
        guard now() >= claims.issuedAt - Self.leewaySeconds else { return .refused("service account token is not valid yet") }
        if let reason = try await reasonAgainst(claims) { return .refused(reason) }
        return .accepted(claims.user, audiences: common)
    }

    private static func quoted(_ texts: [String]) -> String { "[\(texts.map { "\"\($0)\"" }.joined(separator: " "))]" }

    private func claims(of token: String) -> ServiceAccountClaims? {
        if let known = verified.withLock({ $0[token] }) { return known }
        // Whose it claims to be is told by a look; only ours are worth a check of the signature.
        guard let json = WebToken(token).flatMap({ try? JSONReader.read($0.claims) }), json.text("iss") == issuer,
            let claims = ServiceAccountClaims(json: json), (try? verifier.claims(of: token)) != nil
        else { return nil }
        verified.withLock { verified in
            if verified.count >= Self.cacheLimit { verified.removeAll() }
            verified[token] = claims
        }
        return claims
    }

    /// What has happened to the objects the token depends on; `nil`: they are as they were.
    private func reasonAgainst(_ claims: ServiceAccountClaims) async throws(StatusError) -> String? {
        let name = "\(claims.namespace)/\(claims.serviceAccount.name)"
        switch try await state(ServiceAccountShape.type, claims.namespace, claims.serviceAccount) {
        case .alive: break
        case .missing: return "serviceaccounts \"\(claims.serviceAccount.name)\" not found"
        case .other(let uid): return "service account UID (\(uid)) does not match claim (\(claims.serviceAccount.uid))"
        case .deleted: return "service account \(name) has been deleted"
        }
        if let secret = claims.secret, let reason = try await reason(SecretShape.type, claims.namespace, secret) { return reason }
        if let pod = claims.pod { return try await reason(PodShape.type, claims.namespace, pod) }
        // With a Pod, the node is only told, not asked for.
        guard let node = claims.node else { return nil }
        return try await reason(NodeShape.type, "", node)
    }

    /// Why an object that a token is bound to ends the token.
    private func reason(
        _ type: ResourceType, _ namespace: String, _ reference: ServiceAccountClaims.Reference
    ) async throws(StatusError) -> String? {
        switch try await state(type, namespace, reference) {
        case .alive: nil
        case .missing, .deleted: "service account token has been invalidated"
        case .other(let uid):
            "\(type.singular) UID (\(uid)) does not match service account \(type.singular) ref claim (\(reference.uid))"
        }
    }

    private enum ObjectState { case alive, missing, deleted, other(uid: String) }

    private func state(
        _ type: ResourceType, _ namespace: String, _ reference: ServiceAccountClaims.Reference
    ) async throws(StatusError) -> ObjectState {
        guard let object = try await reader.object(type, namespace: namespace, name: reference.name) else { return .missing }
        let uid = object.text(path: "metadata", "uid")
        guard uid == reference.uid else { return .other(uid: uid) }
        guard let deletion = Timestamp(rfc3339: object.text(path: "metadata", "deletionTimestamp")) else { return .alive }
        return now() < deletion.seconds + Self.leewaySeconds ? .alive : .deleted
    }
}
