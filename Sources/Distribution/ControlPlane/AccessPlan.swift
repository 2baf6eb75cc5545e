import APIServer
import Files
import JSON
import PKI
import Schema

/// Who else than the cluster's own authority says who somebody is, and who else says what he may do: kube-apiserver's flags,
/// kept in the cluster's plan. Files are read when the control plane starts.
struct AccessPlan: Sendable, Hashable {
    struct OIDC: Sendable, Hashable {
        var issuerURL: String
        var clientID: String
        var usernameClaim = "sub"
        /// `nil`: the issuer's URL and `#`, and nothing before an e-mail address; `-`: nothing.
        var usernamePrefix: String?
        var groupsClaim: String?
        var groupsPrefix = ""
        /// `name=value`
        var requiredClaims: [String] = []
        var caFile: String?
        var algorithms = ["RS256"]
    }

    struct RequestHeader: Sendable, Hashable {
        var clientCAFile: String
        var allowedNames: [String] = []
        var usernameHeaders = ["X-Remote-User"]
        var uidHeaders = ["X-Remote-Uid"]
        var groupHeaders = ["X-Remote-Group"]
        var extraHeadersPrefixes = ["X-Remote-Extra-"]
    }

    struct Webhook: Sendable, Hashable {
        var configFile: String
        var allowedSeconds: Int64 = 300
        var deniedSeconds: Int64 = 30
    }

    var oidc: OIDC?
    var authenticationConfig: String?
    var requestHeader: RequestHeader?
    var webhook: Webhook?
    /// How long the certificates of the cluster's own parts are good; they are renewed when a third of that is left.
    var certificateSeconds: Int64 = 365 * 86_400

    /// Reads every file that is named. Throws `UserError` for what cannot be used.
    func plugins(authority: CertificateAuthority) throws -> AccessPlugins {
        let now: @Sendable () -> Int64 = { Timestamp.now.seconds }
        var plugins = AccessPlugins()
        plugins.clientCertificates = try CertificateVerifier(authoritiesPEM: authority.certificatePEM, now: now)
        plugins.authorityPEM = authority.certificatePEM
        var issuers = try oidc.map { [try Self.issuer($0)] } ?? []
        if let authenticationConfig {
            issuers += try Self.explained("--authentication-config") {
                try AuthenticationConfigurationFile.issuers(FileSystem.readText(authenticationConfig))
            }
        }
        if !issuers.isEmpty {
            plugins.tokens = [try Self.explained("OpenID Connect") { try OIDCAuthenticator(issuers, now: now) }]
        }
        plugins.requestHeader = try requestHeader.map { header in
            try Self.explained("--requestheader-client-ca-file") {
                let authorities = try FileSystem.readText(header.clientCAFile)
                try Self.check(header, authorities, authority)
                return try RequestHeaderAuthenticator(
                    .init(
                        authoritiesPEM: authorities, allowedNames: header.allowedNames,
                        userHeaders: header.usernameHeaders, uidHeaders: header.uidHeaders, groupHeaders: header.groupHeaders,
                        extraHeaderPrefixes: header.extraHeadersPrefixes), now: now)
            }
        }
        plugins.webhook = try webhook.map { webhook in
            try Self.explained("--authorization-webhook-config-file") {
                try WebhookAuthorizer(
                    ServerKubeconfig(FileSystem.readText(webhook.configFile)) {
                        try FileSystem.readText(Self.path($0, besides: webhook.configFile))
                    }, lifetimes: .init(allowed: webhook.allowedSeconds, denied: webhook.deniedSeconds), now: now)
            }
        }
        return plugins
    }

    /// Everybody with a client certificate of the cluster would be a front proxy, and so whoever he likes.
    private static func check(_ header: RequestHeader, _ authorities: String, _ own: CertificateAuthority) throws {
        let known = try CertificateReader.ders(fromPEM: own.certificatePEM)
        guard header.allowedNames.isEmpty, try CertificateReader.ders(fromPEM: authorities).contains(where: known.contains)
        else { return }
        throw UserError(
            "the cluster's own authority cannot vouch for front proxies",
            advice: "give them an authority of their own, or name them with --requestheader-allowed-names")
    }

    /// The authorities of client certificates, for clients to choose by.
    func clientAuthoritiesPEM(_ authority: CertificateAuthority) throws -> String {
        guard let requestHeader else { return authority.certificatePEM }
        return authority.certificatePEM + (try FileSystem.readText(requestHeader.clientCAFile))
    }

    private static func issuer(_ oidc: OIDC) throws -> OIDCIssuer {
        var issuer = OIDCIssuer(url: oidc.issuerURL, audiences: [oidc.clientID])
        issuer.authoritiesPEM = try oidc.caFile.map { file in
            try explained("--oidc-ca-file") { try FileSystem.readText(file) }
        }
        issuer.algorithms = []
        for name in oidc.algorithms {
            guard let algorithm = SignatureAlgorithm(rawValue: name) else {
                let known = SignatureAlgorithm.allCases.map(\.rawValue).joined(separator: ", ")
                throw UserError("--oidc-signing-algs \"\(name)\" is not known", advice: "use \(known)")
            }
            issuer.algorithms.insert(algorithm)
        }
        issuer.usernameClaim = oidc.usernameClaim
        issuer.usernamePrefix =
            switch oidc.usernamePrefix {
            case nil, "": oidc.usernameClaim == "email" ? "" : "\(oidc.issuerURL)#"
            case "-": ""
            case let prefix?: prefix
            }
        issuer.groupsClaim = oidc.groupsClaim
        issuer.groupsPrefix = oidc.groupsPrefix
        for claim in oidc.requiredClaims {
            let parts = claim.split(separator: "=", maxSplits: 1).map(String.init)
            guard parts.count == 2 else {
                throw UserError("--oidc-required-claim \"\(claim)\" has no value", advice: "write it as name=value")
            }
            issuer.requiredClaims[parts[0]] = parts[1]
        }
        return issuer
    }

    /// A relative path counts from where the configuration lies.
    private static func path(_ path: String, besides file: String) -> String {
        guard !path.hasPrefix("/"), let slash = file.lastIndex(of: "/") else { return path }
        return file[...slash] + path
    }

    private static func explained<R>(_ what: String, _ body: () throws -> R) throws -> R {
        do { return try body() } catch let error as UserError { throw error } catch {
            throw UserError("\(what) cannot be used: \(error)", advice: "see `swiftlet server --help`")
        }
    }
}

extension AccessPlan {
    var json: JSONValue {
        var object = JSONObject()
        func list(_ values: [String]) -> JSONValue { .array(values.map { .string($0) }) }
        func text(_ value: String?) -> JSONValue { value.map { .string($0) } ?? .null }
        if let oidc {
            object["oidc"] = [
                "issuerURL": .string(oidc.issuerURL), "clientID": .string(oidc.clientID),
                "usernameClaim": .string(oidc.usernameClaim), "usernamePrefix": text(oidc.usernamePrefix),
                "groupsClaim": text(oidc.groupsClaim), "groupsPrefix": .string(oidc.groupsPrefix),
                "requiredClaims": list(oidc.requiredClaims), "caFile": text(oidc.caFile), "algorithms": list(oidc.algorithms),
            ]
        }
        if let authenticationConfig { object["authenticationConfig"] = .string(authenticationConfig) }
        if let header = requestHeader {
            object["requestHeader"] = [
                "clientCAFile": .string(header.clientCAFile), "allowedNames": list(header.allowedNames),
                "usernameHeaders": list(header.usernameHeaders), "uidHeaders": list(header.uidHeaders),
                "groupHeaders": list(header.groupHeaders), "extraHeadersPrefixes": list(header.extraHeadersPrefixes),
            ]
        }
        object["certificateSeconds"] = .int(certificateSeconds)
        if let webhook {
            object["webhook"] = [
                "configFile": .string(webhook.configFile), "allowedSeconds": .int(webhook.allowedSeconds),
                "deniedSeconds": .int(webhook.deniedSeconds),
            ]
        }
        return .object(object)
    }

    /// A plan of an older version has none of this.
    init(json: JSONValue?) {
        func list(_ value: JSONValue?) -> [String] { value?.arrayValue?.compactMap(\.stringValue) ?? [] }
        if let entry = json?["oidc"] {
            oidc = OIDC(
                issuerURL: entry["issuerURL"]?.stringValue ?? "", clientID: entry["clientID"]?.stringValue ?? "",
                usernameClaim: entry["usernameClaim"]?.stringValue ?? "sub",
                usernamePrefix: entry["usernamePrefix"]?.stringValue, groupsClaim: entry["groupsClaim"]?.stringValue,
                groupsPrefix: entry["groupsPrefix"]?.stringValue ?? "", requiredClaims: list(entry["requiredClaims"]),
                caFile: entry["caFile"]?.stringValue, algorithms: list(entry["algorithms"]))
        }
        authenticationConfig = json?["authenticationConfig"]?.stringValue
        certificateSeconds = json?["certificateSeconds"]?.intValue ?? 365 * 86_400
        if let entry = json?["requestHeader"] {
            requestHeader = RequestHeader(
                clientCAFile: entry["clientCAFile"]?.stringValue ?? "", allowedNames: list(entry["allowedNames"]),
                usernameHeaders: list(entry["usernameHeaders"]), uidHeaders: list(entry["uidHeaders"]),
                groupHeaders: list(entry["groupHeaders"]), extraHeadersPrefixes: list(entry["extraHeadersPrefixes"]))
        }
        if let entry = json?["webhook"] {
            webhook = Webhook(
                configFile: entry["configFile"]?.stringValue ?? "", allowedSeconds: entry["allowedSeconds"]?.intValue ?? 300,
                deniedSeconds: entry["deniedSeconds"]?.intValue ?? 30)
        }
    }
}
