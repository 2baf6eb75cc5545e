import ArgumentParser
import Files

/// Further ways to prove who one is, and a further judge of what one may do. The names are kube-apiserver's.
struct AccessOptions: ParsableArguments {
    @Option(help: ArgumentHelp("The OpenID provider whose tokens are accepted, an https URL.", valueName: "URL"))
    var oidcIssuerUrl: String?

    @Option(help: ArgumentHelp("What the provider's tokens must be for.", valueName: "name"))
    var oidcClientId: String?

    @Option(help: ArgumentHelp("The claim that names the user.", valueName: "claim"))
    var oidcUsernameClaim = "sub"

    @Option(
        help: ArgumentHelp(
            "Comes before the user's name; '-' for nothing. Default: the issuer's URL and '#', nothing for the claim email.",
            valueName: "text"))
    var oidcUsernamePrefix: String?

    @Option(help: ArgumentHelp("The claim that lists the user's groups.", valueName: "claim"))
    var oidcGroupsClaim: String?

    @Option(help: ArgumentHelp("Comes before each group's name.", valueName: "text"))
    var oidcGroupsPrefix = ""

    @Option(help: ArgumentHelp("A claim that tokens must have, as name=value; may be repeated.", valueName: "claim"))
    var oidcRequiredClaim: [String] = []

    @Option(help: ArgumentHelp("The authorities of the provider's certificate. Default: the system's.", valueName: "file"))
    var oidcCaFile: String?

    @Option(help: ArgumentHelp("The accepted signatures, separated by commas.", valueName: "names"))
    var oidcSigningAlgs = "RS256"

    @Option(
        help: ArgumentHelp(
            "An AuthenticationConfiguration (apiserver.config.k8s.io/v1) with OpenID providers; no expressions.",
            valueName: "file"))
    var authenticationConfig: String?

    @Option(
        name: .customLong("requestheader-client-ca-file"),
        help: ArgumentHelp("The authorities of front proxies, which name users in headers.", valueName: "file"))
    var requestHeaderClientCAFile: String?

    @Option(
        name: .customLong("requestheader-allowed-names"),
        help: ArgumentHelp("Common names of front proxies, separated by commas. Default: any.", valueName: "names"))
    var requestHeaderAllowedNames = ""

    @Option(
        name: .customLong("requestheader-username-headers"),
        help: ArgumentHelp("The headers with the user's name.", valueName: "names"))
    var requestHeaderUsernameHeaders = "X-Remote-User"

    @Option(
        name: .customLong("requestheader-uid-headers"),
        help: ArgumentHelp("The headers with the user's UID.", valueName: "names"))
    var requestHeaderUIDHeaders = "X-Remote-Uid"

    @Option(
        name: .customLong("requestheader-group-headers"),
        help: ArgumentHelp("The headers with the user's groups.", valueName: "names"))
    var requestHeaderGroupHeaders = "X-Remote-Group"

    @Option(
        name: .customLong("requestheader-extra-headers-prefix"),
        help: ArgumentHelp("How the headers with what else is known of the user begin.", valueName: "names"))
    var requestHeaderExtraHeadersPrefix = "X-Remote-Extra-"

    @Option(help: ArgumentHelp("Who decides what is allowed: Node,RBAC or Node,RBAC,Webhook.", valueName: "names"))
    var authorizationMode = "Node,RBAC"

    @Option(help: ArgumentHelp("A kubeconfig with the server that answers SubjectAccessReviews.", valueName: "file"))
    var authorizationWebhookConfigFile: String?

    @Option(
        name: .customLong("authorization-webhook-cache-authorized-ttl"),
        help: ArgumentHelp("How long the webhook's yes is kept.", valueName: "duration"))
    var webhookAllowed = "5m"

    @Option(
        name: .customLong("authorization-webhook-cache-unauthorized-ttl"),
        help: ArgumentHelp("How long the webhook's no is kept.", valueName: "duration"))
    var webhookDenied = "30s"

    @Option(
        help: ArgumentHelp(
            "How long the certificates of the cluster's own parts are good; renewed when a third is left.",
            valueName: "duration"))
    var certificateLifetime = "8760h"

    /// Throws `UserError` for options that do not fit together.
    func plan() throws -> AccessPlan {
        var plan = AccessPlan(json: nil)
        guard let lifetime = Self.seconds(certificateLifetime), (10...87_600 * 3600).contains(lifetime) else {
            throw UserError("--certificate-lifetime \"\(certificateLifetime)\" cannot be used", advice: "write it as 8760h")
        }
        plan.certificateSeconds = lifetime
        plan.oidc = try oidc()
        plan.authenticationConfig = authenticationConfig.map(FileSystem.resolved)
        if plan.oidc != nil, authenticationConfig != nil {
            throw UserError("--authentication-config and --oidc-… say the same", advice: "use one of them")
        }
        plan.requestHeader = requestHeaderClientCAFile.map { file in
            AccessPlan.RequestHeader(
                clientCAFile: FileSystem.resolved(file), allowedNames: Self.list(requestHeaderAllowedNames),
                usernameHeaders: Self.list(requestHeaderUsernameHeaders), uidHeaders: Self.list(requestHeaderUIDHeaders),
                groupHeaders: Self.list(requestHeaderGroupHeaders),
                extraHeadersPrefixes: Self.list(requestHeaderExtraHeadersPrefix))
        }
        plan.webhook = try webhook()
        return plan
    }

    private func oidc() throws -> AccessPlan.OIDC? {
        guard let oidcIssuerUrl, let oidcClientId else {
            guard oidcIssuerUrl == nil, oidcClientId == nil else {
                throw UserError("--oidc-issuer-url and --oidc-client-id go together", advice: "give both")
            }
            return nil
        }
        return AccessPlan.OIDC(
            issuerURL: oidcIssuerUrl, clientID: oidcClientId, usernameClaim: oidcUsernameClaim,
            usernamePrefix: oidcUsernamePrefix, groupsClaim: oidcGroupsClaim, groupsPrefix: oidcGroupsPrefix,
            requiredClaims: oidcRequiredClaim, caFile: oidcCaFile.map(FileSystem.resolved),
            algorithms: Self.list(oidcSigningAlgs))
    }

    private func webhook() throws -> AccessPlan.Webhook? {
        let modes = Self.list(authorizationMode)
        guard modes == ["Node", "RBAC"] || modes == ["Node", "RBAC", "Webhook"] else {
            throw UserError(
                "--authorization-mode \"\(authorizationMode)\" is not supported", advice: "use Node,RBAC or Node,RBAC,Webhook")
        }
        guard modes.count == 3, let file = authorizationWebhookConfigFile else {
            guard modes.count == 2, authorizationWebhookConfigFile == nil else {
                throw UserError(
                    "--authorization-webhook-config-file and the mode Webhook go together", advice: "give both")
            }
            return nil
        }
        guard let allowed = Self.seconds(webhookAllowed), let denied = Self.seconds(webhookDenied) else {
            throw UserError("the webhook's cache times cannot be read", advice: "write them as 5m or 30s")
        }
        return AccessPlan.Webhook(configFile: FileSystem.resolved(file), allowedSeconds: allowed, deniedSeconds: denied)
    }

    private static func list(_ text: String) -> [String] {
        text.split(separator: ",").map { String($0.drop { $0 == " " }) }.filter { !$0.isEmpty }
    }

    /// `1h30m`, `5m`, `30s`; `nil` for anything else.
    private static func seconds(_ text: String) -> Int64? {
        if text == "0" { return 0 }
        var total: Int64 = 0
        var digits = ""
        for character in text {
            if character.isASCII, character.isNumber { digits.append(character); continue }
            let unit: Int64? = ["h": 3600, "m": 60, "s": 1][character]
            guard let unit, let number = Int64(digits), number < 1 << 32 else { return nil }
            total += number * unit
            digits = ""
        }
        return digits.isEmpty && !text.isEmpty ? total : nil
    }
}
