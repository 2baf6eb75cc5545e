import JSON
import KubeAPI
import PKI

/// The OpenID providers of an `AuthenticationConfiguration` file (`apiserver.config.k8s.io`): the part of it that needs no
/// expressions. What it cannot honour is refused.
package enum AuthenticationConfigurationFile {
    private static let versions = ["v1", "v1beta1", "v1alpha1"].map { "apiserver.config.k8s.io/\($0)" }

    /// Throws for a file that says something that is not understood: leaving a rule out would let too many in.
    package static func issuers(_ text: String) throws(AccessConfigurationError) -> [OIDCIssuer] {
        let document: JSONValue
        do { document = try YAMLReader.document(text) } catch { throw AccessConfigurationError("not YAML: \(error)") }
        guard document.text("kind") == "AuthenticationConfiguration", versions.contains(document.text("apiVersion")) else {
            throw AccessConfigurationError("not an AuthenticationConfiguration of apiserver.config.k8s.io/v1")
        }
        try check(document, "the file", has: ["apiVersion", "kind", "jwt", "anonymous"])
        // Anonymous requests reach the health endpoints here, and nothing else.
        if document[path: "anonymous", "conditions"] != nil || document[path: "anonymous", "enabled"] == false {
            throw AccessConfigurationError("anonymous: conditions and enabled: false are not supported")
        }
        var issuers: [OIDCIssuer] = []
        for (index, entry) in document.list("jwt").enumerated() { issuers.append(try issuer(entry, "jwt[\(index)]")) }
        return issuers
    }

    private static func issuer(_ entry: JSONValue, _ path: String) throws(AccessConfigurationError) -> OIDCIssuer {
        try check(entry, path, has: ["issuer", "claimValidationRules", "claimMappings"])
        let provider = entry["issuer"] ?? .emptyObject
        try check(
            provider, "\(path).issuer",
            has: ["url", "discoveryURL", "certificateAuthority", "audiences", "audienceMatchPolicy"])
        let audiences = provider.texts("audiences")
        guard !audiences.isEmpty, !provider.text("url").isEmpty else {
            throw AccessConfigurationError("\(path).issuer: url and audiences are required")
        }
        guard audiences.count == 1 || provider.text("audienceMatchPolicy") == "MatchAny" else {
            throw AccessConfigurationError("\(path).issuer.audienceMatchPolicy must be MatchAny for several audiences")
        }
        var issuer = OIDCIssuer(url: provider.text("url"), audiences: audiences)
        issuer.algorithms = Set(SignatureAlgorithm.allCases)
        if !provider.text("discoveryURL").isEmpty { issuer.discoveryURL = provider.text("discoveryURL") }
        if !provider.text("certificateAuthority").isEmpty { issuer.authoritiesPEM = provider.text("certificateAuthority") }
        for (index, rule) in entry.list("claimValidationRules").enumerated() {
            try check(rule, "\(path).claimValidationRules[\(index)]", has: ["claim", "requiredValue"])
            issuer.requiredClaims[rule.text("claim")] = rule.text("requiredValue")
        }
        try map(entry["claimMappings"] ?? .emptyObject, "\(path).claimMappings", into: &issuer)
        return issuer
    }

    private static func map(
        _ mappings: JSONValue, _ path: String, into issuer: inout OIDCIssuer
    ) throws(AccessConfigurationError) {
        try check(mappings, path, has: ["username", "groups", "uid"])
        let username = mappings["username"] ?? .emptyObject
        try check(username, "\(path).username", has: ["claim", "prefix"])
        guard !username.text("claim").isEmpty, let prefix = username["prefix"]?.stringValue else {
            throw AccessConfigurationError("\(path).username: claim and prefix are required; a prefix may be \"\"")
        }
        issuer.usernameClaim = username.text("claim")
        issuer.usernamePrefix = prefix
        if let groups = mappings["groups"], !groups.isNull {
            try check(groups, "\(path).groups", has: ["claim", "prefix"])
            guard let prefix = groups["prefix"]?.stringValue else {
                throw AccessConfigurationError("\(path).groups.prefix is required; it may be \"\"")
            }
            issuer.groupsClaim = groups.text("claim")
            issuer.groupsPrefix = prefix
        }
        if let uid = mappings["uid"], !uid.isNull {
            try check(uid, "\(path).uid", has: ["claim"])
            issuer.uidClaim = uid.text("claim")
        }
    }

    private static func check(_ value: JSONValue, _ path: String, has known: Set<String>) throws(AccessConfigurationError) {
        for member in value.objectValue?.members ?? [] where !known.contains(member.key) {
            throw AccessConfigurationError("\(path).\(member.key) is not supported")
        }
    }
}
