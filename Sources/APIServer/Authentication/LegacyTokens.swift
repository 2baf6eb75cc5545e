import AsyncTools
import Encodings
import JSON
import KubeAPI
package import PKI

/// The tokens of Secrets of the type `kubernetes.io/service-account-token`: without an end, good for as long as the Secret
/// holds them and the account is there.
enum LegacyTokens {
    static let secretType = "kubernetes.io/service-account-token"
    static let issuer = "kubernetes/serviceaccount"
    static let nameAnnotation = "kubernetes.io/service-account.name"
    static let uidAnnotation = "kubernetes.io/service-account.uid"

    static func claims(namespace: String, secret: String, account: String, uid: String) -> JSONValue {
        [
            "iss": .string(issuer), "kubernetes.io/serviceaccount/namespace": .string(namespace),
            "kubernetes.io/serviceaccount/secret.name": .string(secret),
            "kubernetes.io/serviceaccount/service-account.name": .string(account),
            "kubernetes.io/serviceaccount/service-account.uid": .string(uid),
            "sub": .string("system:serviceaccount:\(namespace):\(account)"),
        ]
    }
}

/// Accepts the tokens that `LegacyTokenController` puts into Secrets.
package struct LegacyTokenAuthenticator: TokenAuthenticator {
    private static let cacheLimit = 1024

    private let verifier: TokenVerifier
    private let reader: any ObjectReader
    /// Claims whose signature was found good.
    private let verified = Guarded<[String: JSONValue]>([:])

    package init(verifier: TokenVerifier, reader: any ObjectReader) {
        self.verifier = verifier
        self.reader = reader
    }

    package func authenticate(token: String, audiences: [String]) async throws(StatusError) -> TokenVerdict {
        guard let claims = claims(of: token) else { return .unknown }
        func claim(_ name: String) -> String { claims.text("kubernetes.io/serviceaccount/\(name)") }
        let namespace = claim("namespace")
        let name = claim("service-account.name")
        let secret = try await reader.object(SecretShape.type, namespace: namespace, name: claim("secret.name"))
        guard let secret, secret[path: "metadata", "deletionTimestamp"] == nil,
            Base64.decode(secret.text(path: "data", "token")) == Array(token.utf8)
        else { return .refused("service account token has been invalidated") }
        let account = try await reader.object(ServiceAccountShape.type, namespace: namespace, name: name)
        guard let account, account[path: "metadata", "deletionTimestamp"] == nil else {
            return .refused("service account \(namespace)/\(name) has been deleted")
        }
        let uid = account.text(path: "metadata", "uid")
        guard uid == claim("service-account.uid") else {
            return .refused("service account UID (\(uid)) does not match claim (\(claim("service-account.uid")))")
        }
        let groups = ["system:serviceaccounts", "system:serviceaccounts:\(namespace)"]
        return .accepted(
            UserInfo(name: "system:serviceaccount:\(namespace):\(name)", uid: uid, groups: groups), audiences: audiences)
    }

    private func claims(of token: String) -> JSONValue? {
        if let known = verified.withLock({ $0[token] }) { return known }
        guard let claims = WebToken(token).flatMap({ try? JSONReader.read($0.claims) }),
            claims.text("iss") == LegacyTokens.issuer, (try? verifier.claims(of: token)) != nil
        else { return nil }
        verified.withLock { verified in
            if verified.count >= Self.cacheLimit { verified.removeAll() }
            verified[token] = claims
        }
        return claims
    }
}
