package import PKI

/// An OpenID provider whose tokens are believed, and how they name a user.
package struct OIDCIssuer: Sendable {
    /// The `iss` of its tokens.
    package var url: String
    /// Where it describes itself, when that is not below `url`.
    package var discoveryURL: String?
    /// Whose certificates its servers must have; `nil`: the system's authorities.
    package var authoritiesPEM: String?
    /// A token must be for one of these.
    package var audiences: [String]
    package var algorithms: Set<SignatureAlgorithm>
    package var usernameClaim: String
    package var usernamePrefix: String
    package var groupsClaim: String?
    package var groupsPrefix: String
    package var uidClaim: String?
    /// Claims that must have exactly this text.
    package var requiredClaims: [String: String]

    /// With what kube-apiserver takes when nothing else is said: RS256 and the claim `sub`.
    package init(url: String, audiences: [String]) {
        self.url = url
        self.audiences = audiences
        algorithms = [.rs256]
        usernameClaim = "sub"
        usernamePrefix = "\(url)#"
        groupsPrefix = ""
        requiredClaims = [:]
    }

    /// The place of the description. `nil` when the URL is not `https`.
    var discovery: SecureURL? {
        if let discoveryURL { return SecureURL(discoveryURL) }
        return SecureURL((url.hasSuffix("/") ? String(url.dropLast()) : url) + "/.well-known/openid-configuration")
    }
}

/// Why the tokens of an issuer cannot be checked.
package struct AccessConfigurationError: Error, Sendable, CustomStringConvertible {
    package let description: String

    package init(_ description: String) { self.description = description }
}
