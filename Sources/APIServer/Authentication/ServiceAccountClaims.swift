import JSON

/// What a service account's token says: who it is for, how long, and which object it lives and dies with.
package struct ServiceAccountClaims: Sendable, Hashable {
    /// An object by name, with the uid that tells it from a later one of the same name.
    package struct Reference: Sendable, Hashable {
        package let name: String
        package let uid: String

        package init(name: String, uid: String) {
            self.name = name
            self.uid = uid
        }

        fileprivate init?(_ json: JSONValue?) {
            guard let json, !json.text("name").isEmpty else { return nil }
            self.init(name: json.text("name"), uid: json.text("uid"))
        }

        fileprivate var json: JSONValue { ["name": .string(name), "uid": .string(uid)] }
    }

    package var issuer: String
    package var audiences: [String]
    package var namespace: String
    package var serviceAccount: Reference
    package var pod: Reference?
    package var secret: Reference?
    package var node: Reference?
    package var tokenID: String
    /// Seconds since 1970.
    package var issuedAt: Int64
    package var expiresAt: Int64
    /// When the holder should have got a new token; the token goes on being good until it expires.
    package var warnAfter: Int64?

    package var userName: String { "system:serviceaccount:\(namespace):\(serviceAccount.name)" }

    package init(
        issuer: String, audiences: [String], namespace: String, serviceAccount: Reference, tokenID: String, issuedAt: Int64,
        expiresAt: Int64
    ) {
        self.issuer = issuer
        self.audiences = audiences
        self.namespace = namespace
        self.serviceAccount = serviceAccount
        self.tokenID = tokenID
        self.issuedAt = issuedAt
        self.expiresAt = expiresAt
    }

    /// `nil` for claims that are not those of a service account.
    init?(json: JSONValue) {
        guard let own = json["kubernetes.io"], let account = Reference(own["serviceaccount"]),
            let expiresAt = json["exp"]?.intValue, !own.text("namespace").isEmpty
        else { return nil }
        issuer = json.text("iss")
        // RFC 7519, section 4.1.3: one audience may stand alone.
        audiences = json["aud"]?.stringValue.map { [$0] } ?? json.texts("aud")
        namespace = own.text("namespace")
        serviceAccount = account
        pod = Reference(own["pod"])
        secret = Reference(own["secret"])
        node = Reference(own["node"])
        tokenID = json.text("jti")
        issuedAt = json["nbf"]?.intValue ?? json["iat"]?.intValue ?? 0
        self.expiresAt = expiresAt
        warnAfter = own["warnafter"]?.intValue
        guard json.text("sub") == userName else { return nil }
    }

    var json: JSONValue {
        var own: JSONValue = ["namespace": .string(namespace)]
        for (key, reference) in [("node", node), ("pod", pod), ("secret", secret)] {
            if let reference { own[key] = reference.json }
        }
        own["serviceaccount"] = serviceAccount.json
        if let warnAfter { own["warnafter"] = .int(warnAfter) }
        return [
            "aud": .array(audiences.map { .string($0) }), "exp": .int(expiresAt), "iat": .int(issuedAt),
            "iss": .string(issuer), "jti": .string(tokenID), "kubernetes.io": own, "nbf": .int(issuedAt),
            "sub": .string(userName),
        ]
    }

    /// The identity the token stands for.
    var user: UserInfo {
        let groups = ["system:serviceaccounts", "system:serviceaccounts:\(namespace)", UserInfo.authenticatedGroup]
        let prefix = "authentication.kubernetes.io/"
        var extra: [String: [String]] = [:]
        if !tokenID.isEmpty { extra[prefix + "credential-id"] = ["JTI=\(tokenID)"] }
        for (key, reference) in [("pod", pod), ("node", node)] {
            guard let reference else { continue }
            extra[prefix + key + "-name"] = [reference.name]
            extra[prefix + key + "-uid"] = [reference.uid]
        }
        return UserInfo(name: userName, uid: serviceAccount.uid, groups: groups, extra: extra)
    }
}
