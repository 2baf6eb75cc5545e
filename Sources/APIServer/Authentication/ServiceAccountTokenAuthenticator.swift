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
    /// Tokens whose signature was found good; checking one takes longer than all the rest.
    private let verified = Guarded<[String: Verified]>([:])

    private final class Verified: Sendable {
        let claims: ServiceAccountClaims
        let user: UserInfo
        /// The revisions at which the objects were alive, and not about to go: nobody need look at them again.
        let alive: [Int64]

        init(_ claims: ServiceAccountClaims, _ user: UserInfo, alive: [Int64] = []) {
            self.claims = claims
            self.user = user
            self.alive = alive
        }
    }

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
        guard let verified = verified(token) else { return .unknown }
        let claims = verified.claims
        let wanted = wanted.isEmpty ? audiences : wanted
        let common = wanted.filter(claims.audiences.contains)
        guard !common.isEmpty else {
            return .refused(
                "token audiences \(Self.quoted(claims.audiences)) is invalid for the target audiences \(Self.quoted(wanted))")
        }
        guard now() < claims.expiresAt else { return .refused("service account token has expired") }
        guard now() >= claims.issuedAt - Self.leewaySeconds else { return .refused("service account token is not valid yet") }
        if let reason = try await reason(against: verified, token) { return .refused(reason) }
        return .accepted(verified.user, audiences: common)
    }

    private static func quoted(_ texts: [String]) -> String { "[\(texts.map { "\"\($0)\"" }.joined(separator: " "))]" }

    private func verified(_ token: String) -> Verified? {
        if let known = verified.withLock({ $0[token] }) { return known }
        // Whose it claims to be is told by a look; only ours are worth a check of the signature.
        guard let json = WebToken(token).flatMap({ try? JSONReader.read($0.claims) }), json.text("iss") == issuer,
            let claims = ServiceAccountClaims(json: json), (try? verifier.claims(of: token)) != nil
        else { return nil }
        let fresh = Verified(claims, claims.user)
        remember(fresh, token)
        return fresh
    }

    private func remember(_ fresh: Verified, _ token: String) {
        verified.withLock { verified in
            if verified.count >= Self.cacheLimit, verified[token] == nil { verified.removeAll() }
            verified[token] = fresh
        }
    }

    /// What has happened to the objects the token depends on; `nil`: they are as they were.
    private func reason(against known: Verified, _ token: String) async throws(StatusError) -> String? {
        let claims = known.claims
        // Before the objects are read: what changes in between is looked at next time.
        let revisions = await revisions(claims)
        guard revisions != known.alive else { return nil }
        var isEnding = false
        for (type, namespace, reference) in Self.bound(claims) {
            let state = try await state(type, namespace, reference)
            if let reason = Self.reason(state, type, namespace, reference) { return reason }
            isEnding = isEnding || state == .ending
        }
        if !isEnding { remember(Verified(claims, known.user, alive: revisions), token) }
        return nil
    }

    /// The objects that a token lives and dies with; with a Pod, the node is only told, not asked for.
    private static func bound(_ claims: ServiceAccountClaims) -> [(ResourceType, String, ServiceAccountClaims.Reference)] {
        var bound = [(ServiceAccountShape.type, claims.namespace, claims.serviceAccount)]
        if let secret = claims.secret { bound.append((SecretShape.type, claims.namespace, secret)) }
        if let pod = claims.pod { bound.append((PodShape.type, claims.namespace, pod)) }
        if let node = claims.node, claims.pod == nil { bound.append((NodeShape.type, "", node)) }
        return bound
    }

    private func revisions(_ claims: ServiceAccountClaims) async -> [Int64] {
        var revisions: [Int64] = []
        for (type, namespace, reference) in Self.bound(claims) {
            revisions.append(await reader.revision(type, namespace: namespace, name: reference.name))
        }
        return revisions
    }

    private static func reason(
        _ state: ObjectState, _ type: ResourceType, _ namespace: String, _ reference: ServiceAccountClaims.Reference
    ) -> String? {
        let isAccount = type.plural == ServiceAccountShape.type.plural
        switch state {
        case .alive, .ending: return nil
        case .missing: return isAccount ? "serviceaccounts \"\(reference.name)\" not found" : invalidated
        case .deleted: return isAccount ? "service account \(namespace)/\(reference.name) has been deleted" : invalidated
        case .other(let uid):
            return isAccount
                ? "service account UID (\(uid)) does not match claim (\(reference.uid))"
                : "\(type.singular) UID (\(uid)) does not match service account \(type.singular) ref claim (\(reference.uid))"
        }
    }

    private static let invalidated = "service account token has been invalidated"

    private enum ObjectState: Hashable { case alive, ending, missing, deleted, other(uid: String) }

    private func state(
        _ type: ResourceType, _ namespace: String, _ reference: ServiceAccountClaims.Reference
    ) async throws(StatusError) -> ObjectState {
        guard let object = try await reader.object(type, namespace: namespace, name: reference.name) else { return .missing }
        let uid = object.text(path: "metadata", "uid")
        guard uid == reference.uid else { return .other(uid: uid) }
        guard let deletion = Timestamp(rfc3339: object.text(path: "metadata", "deletionTimestamp")) else { return .alive }
        return now() < deletion.seconds + Self.leewaySeconds ? .ending : .deleted
    }
}
