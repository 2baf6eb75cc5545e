import AsyncTools
import JSON
import PKI

/// Accepts the ID tokens of OpenID providers (OpenID Connect Core 1.0, section 3.1.3.7).
package struct OIDCAuthenticator: TokenAuthenticator {
    private struct Provider: Sendable {
        let issuer: OIDCIssuer
        let keys: IssuerKeys
    }

    private struct Accepted: Sendable {
        let user: UserInfo
        /// Seconds since 1970.
        let until: Int64
    }

    /// A token that was good is not looked at again for so long.
    private static let rememberedSeconds: Int64 = 10
    private static let rememberedLimit = 1024
    /// Clocks differ.
    private static let leewaySeconds: Int64 = 300

    private let providers: [String: Provider]
    private let now: @Sendable () -> Int64
    private let accepted = Guarded<[String: Accepted]>([:])

    /// Asks no provider for anything yet. Throws for an issuer that is no `https` URL, or is there twice.
    ///
    /// - Parameter now: seconds since 1970.
    package init(_ issuers: [OIDCIssuer], now: @escaping @Sendable () -> Int64) throws(AccessConfigurationError) {
        var providers: [String: Provider] = [:]
        for issuer in issuers {
            guard let discovery = issuer.discovery, SecureURL(issuer.url) != nil else {
                throw AccessConfigurationError("the issuer \"\(issuer.url)\" and its discovery must be https URLs")
            }
            guard providers[issuer.url] == nil else {
                throw AccessConfigurationError("the issuer \"\(issuer.url)\" is there twice")
            }
            providers[issuer.url] = Provider(
                issuer: issuer,
                keys: IssuerKeys(
                    issuer: issuer.url, discovery: discovery, authoritiesPEM: issuer.authoritiesPEM, now: now))
        }
        self.providers = providers
        self.now = now
    }

    package func authenticate(token text: String, audiences: [String]) async throws(StatusError) -> TokenVerdict {
        let time = now()
        if let known = accepted.withLock({ $0[text] }), time < known.until { return .accepted(known.user, audiences: audiences) }
        guard let token = WebToken(text), let claims = try? JSONReader.read(token.claims),
            let provider = providers[claims.text("iss")]
        else { return .unknown }
        let user: UserInfo
        do {
            try check(claims, provider.issuer, at: time)
            guard await Self.isSigned(token, by: provider) else { throw TokenFault("failed to verify signature") }
            user = try OIDCClaims(claims, provider.issuer).user()
        } catch let fault as TokenFault {
            return .refused("oidc: \(fault.reason)")
        } catch {
            return .refused("oidc: \(error)")
        }
        let until = min(time + Self.rememberedSeconds, claims["exp"]?.intValue ?? time)
        accepted.withLock { accepted in
            if accepted.count >= Self.rememberedLimit { accepted.removeAll() }
            accepted[text] = Accepted(user: user, until: until)
        }
        return .accepted(user, audiences: audiences)
    }

    private func check(_ claims: JSONValue, _ issuer: OIDCIssuer, at time: Int64) throws(TokenFault) {
        let audiences = claims["aud"]?.stringValue.map { [$0] } ?? claims.texts("aud")
        guard issuer.audiences.contains(where: audiences.contains) else {
            throw TokenFault("verify token: expected audience in \(issuer.audiences) got \(audiences)")
        }
        guard let end = Self.seconds(claims["exp"]), time <= end else { throw TokenFault("verify token: token is expired") }
        if let start = Self.seconds(claims["nbf"]), time + Self.leewaySeconds < start {
            throw TokenFault("verify token: current time is before the nbf (not before) time")
        }
    }

    /// A NumericDate may have a fraction.
    private static func seconds(_ value: JSONValue?) -> Int64? {
        value?.intValue ?? value?.doubleValue.flatMap { Int64(exactly: $0.rounded(.down)) }
    }

    private static func isSigned(_ token: WebToken, by provider: Provider) async -> Bool {
        guard let header = try? JSONReader.read(token.header), header["crit"] == nil,
            let algorithm = SignatureAlgorithm(rawValue: header.text("alg")), provider.issuer.algorithms.contains(algorithm)
        else { return false }
        return await provider.keys.signed(token, keyID: header.text("kid"), algorithm: algorithm)
    }
}

/// What is wrong with a token.
struct TokenFault: Error {
    let reason: String

    init(_ reason: String) { self.reason = reason }
}

/// What a provider's claims make of a user.
struct OIDCClaims {
    private let claims: JSONValue
    private let issuer: OIDCIssuer

    init(_ claims: JSONValue, _ issuer: OIDCIssuer) {
        self.claims = claims
        self.issuer = issuer
    }

    func user() throws(TokenFault) -> UserInfo {
        for (name, value) in issuer.requiredClaims.sorted(by: { $0.key < $1.key }) {
            guard claims[name]?.stringValue == value else {
                throw TokenFault("required claim \(name) value does not match. Got = \(claims.text(name)), want = \(value)")
            }
        }
        var user = UserInfo(name: issuer.usernamePrefix + (try name()), groups: try groups())
        if let claim = issuer.uidClaim { user.uid = try text(claim, as: "uid") }
        let tokenID = claims.text("jti")
        if !tokenID.isEmpty { user.extra["authentication.kubernetes.io/credential-id"] = ["JTI=\(tokenID)"] }
        return user
    }

    /// An address that the provider has not verified is anybody's.
    private func name() throws(TokenFault) -> String {
        let name = try text(issuer.usernameClaim, as: "username")
        if issuer.usernameClaim == "email", let isVerified = claims["email_verified"], isVerified != true {
            throw TokenFault("email not verified")
        }
        return name
    }

    private func text(_ claim: String, as use: String) throws(TokenFault) -> String {
        guard let text = claims[claim]?.stringValue, !text.isEmpty else {
            throw TokenFault("parse \(use) claims \"\(claim)\": claim not present, or not a text")
        }
        return text
    }

    private func groups() throws(TokenFault) -> [String] {
        guard let claim = issuer.groupsClaim, let value = claims[claim], !value.isNull else { return [] }
        let groups = value.stringValue.map { [$0] } ?? value.arrayValue?.compactMap(\.stringValue)
        guard let groups, value.arrayValue.map({ $0.count == groups.count }) ?? true else {
            throw TokenFault("parse groups claim \"\(claim)\": neither a text nor a list of texts")
        }
        return groups.map { issuer.groupsPrefix + $0 }
    }
}
