import APIServer
import AsyncTools
import Crypto
import CryptoExtras
import JSON
import PKI
import Schema
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(10))) struct OIDCTests {
    private func claims(_ provider: TestProvider, _ changes: [String: JSONValue?] = [:]) -> JSONValue {
        let now = Timestamp.now.seconds
        var claims: JSONValue = [
            "iss": .string(provider.issuer), "aud": "kubernetes", "sub": "4711", "exp": .int(now + 600), "iat": .int(now),
            "groups": ["dev", "ops"], "jti": "t-1", "email": "jane@example.com", "hd": "example.com",
        ]
        for (key, value) in changes { claims[key] = value }
        return claims
    }

    /// A cluster that believes the provider.
    private func withCluster(
        _ change: @Sendable @escaping (inout OIDCIssuer) -> Void = { _ in },
        _ body: @Sendable @escaping (TestCluster, TestProvider) async throws -> Void
    ) async throws {
        try await TestProvider.run { provider in
            var description = provider.description()
            change(&description)
            var access = AccessPlugins()
            access.tokens = [try OIDCAuthenticator([description], now: { Timestamp.now.seconds })]
            try await TestCluster.run(access: access) { cluster in try await body(cluster, provider) }
        }
    }

    @Test func tokensOfEveryAlgorithmNameTheUser() async throws {
        try await withCluster { (cluster, provider) async throws in
            let keys: [TestKey] = [
                .p256(.init(), id: "a"), .p384(.init(), id: "b"), .rsa(try .init(keySize: .bits2048), id: "c", isPSS: false),
                .rsa(try .init(keySize: .bits2048), id: "d", isPSS: true),
            ]
            provider.publish(keys[0], keys[1], keys[2], keys[3])
            for key in keys {
                let me = await cluster.whoAmI(token: try key.token(claims(provider)))
                #expect(me.status == 201)
                #expect(
                    me.user == [
                        "username": .string("\(provider.issuer)#4711"),
                        "groups": ["oidc:dev", "oidc:ops", "system:authenticated"],
                        "extra": ["authentication.kubernetes.io/credential-id": ["JTI=t-1"]],
                    ])
            }
            // One fetch was enough for all of them.
            #expect(provider.requests.count == 2)
        }
    }

    @Test func tokenThatIsNotGoodIsRefused() async throws {
        try await withCluster { (cluster, provider) async throws in
            let key = TestKey.p256(.init(), id: "a")
            provider.publish(key)
            let now = Timestamp.now.seconds
            let bad: [[String: JSONValue?]] = [
                ["aud": "another"], ["aud": ["x", "y"]], ["aud": nil], ["exp": .int(now - 1)], ["exp": nil],
                ["nbf": .int(now + 3600)], ["iss": "https://other.example"], ["sub": nil], ["sub": 7], ["groups": 7],
                ["groups": ["a", 7]], ["exp": "never"], ["nbf": .int(.max)],
            ]
            for change in bad {
                #expect(try await cluster.whoAmI(token: key.token(claims(provider, change))).status == 401, "\(change)")
            }
            for change in [["aud": ["x", "kubernetes"]], ["groups": "dev"], ["groups": nil], ["nbf": .int(.min)]]
                as [[String: JSONValue?]]
            {
                #expect(try await cluster.whoAmI(token: key.token(claims(provider, change))).status == 201, "\(change)")
            }
        }
    }

    @Test func signatureMustBeTheProvidersOwn() async throws {
        try await withCluster { (cluster, provider) async throws in
            let key = TestKey.p256(.init(), id: "a")
            provider.publish(key)
            let good = try key.token(claims(provider))
            let forged = TestKey.p256(.init(), id: "a")
            #expect(try await cluster.whoAmI(token: forged.token(claims(provider))).status == 401)
            #expect(try await cluster.whoAmI(token: forged.token(claims(provider), header: ["alg": "ES256"])).status == 401)
            for header: JSONValue in [
                ["alg": "none"], ["alg": "HS256", "kid": "a"], ["alg": "RS256", "kid": "a"], [:],
                ["alg": "ES256", "kid": "a", "crit": ["x"]],
            ] {
                #expect(try await cluster.whoAmI(token: key.token(claims(provider), header: header)).status == 401)
            }
            let parts = good.split(separator: ".").map(String.init)
            for token in ["\(parts[0]).\(parts[1]).", "\(parts[0]).\(parts[1])", "..", good + "A", "\(parts[0])..\(parts[2])"] {
                #expect(await cluster.whoAmI(token: token).status == 401)
            }
            // No name: any key may be meant.
            #expect(try await cluster.whoAmI(token: key.token(claims(provider), header: ["alg": "ES256"])).status == 201)
        }
    }

    @Test func newKeyIsFetchedWhenATokenNamesIt() async throws {
        try await withCluster { (cluster, provider) async throws in
            let old = TestKey.p256(.init(), id: "old")
            let new = TestKey.p256(.init(), id: "new")
            provider.publish(old)
            #expect(try await cluster.whoAmI(token: old.token(claims(provider))).status == 201)
            provider.publish(new)
            #expect(try await cluster.whoAmI(token: new.token(claims(provider))).status == 201)
            #expect(try await cluster.whoAmI(token: old.token(claims(provider, ["jti": "t-2"]))).status == 401)
        }
    }

    @Test func strangersTokensDoNotMakeTheServerAskAllTheTime() async throws {
        let time = Guarded<Int64>(Timestamp.now.seconds)
        try await TestProvider.run { provider in
            let key = TestKey.p256(.init(), id: "a")
            provider.publish(key)
            let tokens = try OIDCAuthenticator([provider.description()], now: { time.current })
            for number in 0..<50 {
                let forged = try TestKey.p256(.init(), id: "forged-\(number)").token(claims(provider))
                guard case .refused = try await tokens.authenticate(token: forged, audiences: []) else {
                    return #expect(Bool(false))
                }
            }
            // Four fetches of two documents each.
            #expect(provider.requests.count == 8)
            guard case .accepted = try await tokens.authenticate(token: key.token(claims(provider)), audiences: []) else {
                return #expect(Bool(false))
            }
            time.withLock { $0 += 10 }
            let other = try TestKey.p256(.init(), id: "other").token(claims(provider))
            _ = try await tokens.authenticate(token: other, audiences: [])
            #expect(provider.requests.count == 10)
        }
    }

    @Test func claimsAreMappedAsConfigured() async throws {
        try await withCluster({ issuer in
            issuer.usernameClaim = "email"
            issuer.usernamePrefix = ""
            issuer.uidClaim = "sub"
            issuer.requiredClaims = ["hd": "example.com"]
        }) { (cluster, provider) async throws in
            let key = TestKey.p256(.init(), id: "a")
            provider.publish(key)
            let me = await cluster.whoAmI(token: try key.token(claims(provider)))
            #expect(me.user["username"] == "jane@example.com")
            #expect(me.user["uid"] == "4711")
            #expect(try await cluster.whoAmI(token: key.token(claims(provider, ["email_verified": true]))).status == 201)
            for change: [String: JSONValue?] in [
                ["email_verified": false], ["email_verified": "true"], ["hd": "other.com"], ["hd": nil], ["hd": ["example.com"]],
            ] {
                #expect(try await cluster.whoAmI(token: key.token(claims(provider, change))).status == 401, "\(change)")
            }
        }
    }

    @Test func providerThatCannotBeReachedRefusesItsTokensOnly() async throws {
        let issuer = OIDCIssuer(url: "https://localhost:1/none", audiences: ["kubernetes"])
        var access = AccessPlugins()
        access.tokens = [try OIDCAuthenticator([issuer], now: { Timestamp.now.seconds })]
        try await TestCluster.run(access: access) { cluster in
            let token = try TestKey.p256(.init(), id: "a").token(
                ["iss": "https://localhost:1/none", "aud": "kubernetes", "sub": "x", "exp": .int(Timestamp.now.seconds + 60)])
            #expect(await cluster.whoAmI(token: token).status == 401)
            #expect(await cluster.whoAmI(peer: .inProcess(user: "jane", groups: [])).status == 201)
        }
    }

    @Test func configurationFileIsUnderstoodOrRefused() throws {
        let file = """
            apiVersion: apiserver.config.k8s.io/v1
            kind: AuthenticationConfiguration
            jwt:
            - issuer:
                url: https://one.example
                audiences: [a, b]
                audienceMatchPolicy: MatchAny
              claimValidationRules:
              - claim: hd
                requiredValue: example.com
              claimMappings:
                username: {claim: email, prefix: ""}
                groups: {claim: roles, prefix: "r:"}
                uid: {claim: sub}
            """
        let issuer = try #require(try AuthenticationConfigurationFile.issuers(file).first)
        #expect(issuer.audiences == ["a", "b"])
        #expect(issuer.usernameClaim == "email")
        #expect(issuer.usernamePrefix.isEmpty)
        #expect(issuer.groupsClaim == "roles")
        #expect(issuer.uidClaim == "sub")
        #expect(issuer.requiredClaims == ["hd": "example.com"])
        for (old, new) in [
            ("uid: {claim: sub}", "uid: {expression: claims.sub}"), ("prefix: \"\"", "prefixes: x"),
            ("audienceMatchPolicy: MatchAny", ""), ("config.k8s.io/v1", "config.k8s.io/v9"), ("jwt:", "other:"),
        ] {
            let changed = file.split(separator: old, omittingEmptySubsequences: false).joined(separator: new)
            #expect(throws: AccessConfigurationError.self) { try AuthenticationConfigurationFile.issuers(changed) }
        }
    }
}
