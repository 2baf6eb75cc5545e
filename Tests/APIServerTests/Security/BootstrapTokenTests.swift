import Encodings
import JSON
import TestSupport
import Testing

@Suite struct BootstrapTokenTests {
    private static let secrets = "/api/v1/namespaces/kube-system/secrets"

    private func secret(_ changes: [String: String?] = [:], type: String = "bootstrap.kubernetes.io/token") -> JSONValue {
        var data = [
            "token-id": "abcdef", "token-secret": "0123456789abcdef", "usage-bootstrap-authentication": "true",
        ]
        for (key, value) in changes { data[key] = value }
        return [
            "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "bootstrap-token-abcdef"], "type": .string(type),
            "data": .object(JSONObject(data.map { .init(key: $0.key, value: .string(Base64.encode(Array($0.value.utf8)))) })),
        ]
    }

    @Test func tokenMakesABootstrapperUntilItsSecretIsGone() async throws {
        try await TestCluster.run { cluster in
            #expect(await cluster.whoAmI(token: "abcdef.0123456789abcdef").status == 401)
            try await cluster.make(
                Self.secrets, secret(["auth-extra-groups": "system:bootstrappers:workers,system:bootstrappers:a-1"]))
            let me = await cluster.whoAmI(token: "abcdef.0123456789abcdef")
            #expect(me.status == 201)
            #expect(
                me.user == [
                    "username": "system:bootstrap:abcdef",
                    "groups": [
                        "system:bootstrappers", "system:bootstrappers:a-1", "system:bootstrappers:workers",
                        "system:authenticated",
                    ],
                ])
            for wrong in [
                "abcdef.0123456789abcdee", "abcdeg.0123456789abcdef", "abcdef.0123456789abcde", "abcdef.0123456789ABCDEF",
            ] {
                #expect(await cluster.whoAmI(token: wrong).status == 401)
            }
            #expect(try await cluster.send("DELETE", Self.secrets + "/bootstrap-token-abcdef").status == 200)
            #expect(await cluster.whoAmI(token: "abcdef.0123456789abcdef").status == 401)
        }
    }

    @Test(
        arguments: [
            ["expiration": "2020-01-01T00:00:00Z"], ["expiration": "soon"], ["usage-bootstrap-authentication": "false"],
            ["usage-bootstrap-authentication": nil], ["token-id": "fedcba"], ["auth-extra-groups": "system:masters"],
            ["auth-extra-groups": "system:bootstrappers:"], ["token-secret": nil],
        ] as [[String: String?]])
    func secretThatIsNotGoodLetsNobodyIn(_ change: [String: String?]) async throws {
        try await TestCluster.run { cluster in
            try await cluster.make(Self.secrets, secret(change))
            #expect(await cluster.whoAmI(token: "abcdef.0123456789abcdef").status == 401)
        }
    }

    @Test func aSecretOfAnotherTypeIsNoToken() async throws {
        try await TestCluster.run { cluster in
            try await cluster.make(Self.secrets, secret(type: "Opaque"))
            #expect(await cluster.whoAmI(token: "abcdef.0123456789abcdef").status == 401)
        }
    }

    @Test func tokenThatHasNotExpiredYetIsGood() async throws {
        try await TestCluster.run { cluster in
            try await cluster.make(Self.secrets, secret(["expiration": "2999-01-01T00:00:00Z"]))
            #expect(await cluster.whoAmI(token: "abcdef.0123456789abcdef").status == 201)
        }
    }

    @Test func reviewKnowsTheTokenForTheServersOwnAudienceOnly() async throws {
        try await TestCluster.run { cluster in
            try await cluster.make(Self.secrets, secret())
            func review(_ audiences: JSONValue) async throws -> JSONValue? {
                try await cluster.send(
                    "POST", "/apis/authentication.k8s.io/v1/tokenreviews",
                    [
                        "apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview",
                        "spec": ["token": "abcdef.0123456789abcdef", "audiences": audiences],
                    ]
                ).body["status"]
            }
            let own = try await review([])
            #expect(own?["authenticated"] == true)
            #expect(own?["audiences"] == ["https://kubernetes.default.svc.cluster.local"])
            #expect(own?[path: "user", "username"] == "system:bootstrap:abcdef")
            #expect(try await review(["vault"])?["authenticated"] == nil)
        }
    }
}
