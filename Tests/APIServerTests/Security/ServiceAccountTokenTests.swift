import Encodings
import JSON
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(10))) struct ServiceAccountTokenTests {
    private static let place = "/api/v1/namespaces/default"

    private let account: JSONValue = ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "bot"]]

    private func legacySecret(_ name: String, account: String = "bot") -> JSONValue {
        [
            "apiVersion": "v1", "kind": "Secret", "type": "kubernetes.io/service-account-token",
            "metadata": [
                "name": .string(name),
                "annotations": .object(JSONObject(["kubernetes.io/service-account.name": account])),
            ],
        ]
    }

    private func request(_ cluster: TestCluster, _ spec: JSONValue, as exchange: LocalExchange? = nil) async throws -> TestAnswer
    {
        try await cluster.send(
            "POST", Self.place + "/serviceaccounts/bot/token",
            ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": spec], as: exchange)
    }

    private func claims(_ token: String) throws -> JSONValue {
        let parts = token.split(separator: ".")
        return try JSONReader.read(Base64.decodeForURL(Array(parts[1].utf8)) ?? [])
    }

    /// A Secret once it is as wanted.
    private func secret(_ cluster: TestCluster, _ name: String, until isRight: (TestAnswer) -> Bool) async throws -> TestAnswer {
        var answer = try await cluster.send("GET", "\(Self.place)/secrets/\(name)")
        for _ in 0..<500 where !isRight(answer) {
            try await Task.sleep(for: .milliseconds(10))
            answer = try await cluster.send("GET", "\(Self.place)/secrets/\(name)")
        }
        return answer
    }

    @Test func secretIsFilledWithATokenThatIsGoodAsLongAsItIsThere() async throws {
        try await TestCluster.run { cluster in
            try await cluster.make(Self.place + "/serviceaccounts", account)
            try await cluster.make(Self.place + "/secrets", legacySecret("bot-token"))
            let filled = try await secret(cluster, "bot-token") { $0.body[path: "data", "token"] != nil }
            let data = filled.body["data"]
            #expect(data?["namespace"]?.stringValue.flatMap(Base64.decode) == Array("default".utf8))
            #expect(filled.body[path: "metadata", "annotations", "kubernetes.io/service-account.uid"] != nil)
            let bytes = try #require(data?["token"]?.stringValue.flatMap { Base64.decode($0) })
            let token = String(decoding: bytes, as: UTF8.self)
            #expect(try claims(token)["iss"] == "kubernetes/serviceaccount")
            #expect(try claims(token)["exp"] == nil)
            let me = await cluster.whoAmI(token: token)
            #expect(me.user["username"] == "system:serviceaccount:default:bot")
            #expect(
                me.user["groups"] == ["system:serviceaccounts", "system:serviceaccounts:default", "system:authenticated"])
            #expect(try await cluster.send("DELETE", Self.place + "/secrets/bot-token").status == 200)
            #expect(await cluster.whoAmI(token: token).status == 401)
        }
    }

    @Test func secretOfAnAccountThatIsNotThereGoes() async throws {
        try await TestCluster.run { cluster in
            try await cluster.make(Self.place + "/secrets", legacySecret("orphan", account: "nobody"))
            #expect(try await secret(cluster, "orphan") { $0.status == 404 }.status == 404)
            try await cluster.make(Self.place + "/serviceaccounts", account)
            try await cluster.make(Self.place + "/secrets", legacySecret("kept"))
            _ = try await secret(cluster, "kept") { $0.body[path: "data", "token"] != nil }
            #expect(try await cluster.send("DELETE", Self.place + "/serviceaccounts/bot").status == 200)
            #expect(try await secret(cluster, "kept") { $0.status == 404 }.status == 404)
        }
    }

    @Test func contentThatNobodySignedIsNoToken() async throws {
        try await TestCluster.run { cluster in
            try await cluster.make(Self.place + "/serviceaccounts", account)
            let header = Base64.encodeForURL(Array(#"{"alg":"none"}"#.utf8))
            let body = Base64.encodeForURL(
                Array(
                    #"{"iss":"kubernetes/serviceaccount","sub":"system:serviceaccount:default:bot","kubernetes.io/serviceaccount/namespace":"default","kubernetes.io/serviceaccount/secret.name":"forged","kubernetes.io/serviceaccount/service-account.name":"bot"}"#
                        .utf8))
            let token = "\(header).\(body)."
            var forged = legacySecret("forged")
            forged["data"] = ["token": .string(Base64.encode(Array(token.utf8)))]
            try await cluster.make(Self.place + "/secrets", forged)
            #expect(await cluster.whoAmI(token: token).status == 401)
        }
    }

    @Test func injectedTokensOfPodsLiveLongerThanTheySay() async throws {
        try await TestCluster.run { cluster in
            try await cluster.make(Self.place + "/serviceaccounts", account)
            try await cluster.make(
                Self.place + "/pods",
                [
                    "apiVersion": "v1", "kind": "Pod", "metadata": ["name": "p"],
                    "spec": ["serviceAccountName": "bot", "containers": [["name": "c", "image": "i"]]],
                ])
            let bound: JSONValue = ["apiVersion": "v1", "kind": "Pod", "name": "p"]
            let answer = try await request(cluster, ["expirationSeconds": 3607, "boundObjectRef": bound])
            let long = try claims(answer.body[path: "status", "token"]?.stringValue ?? "")
            let issued = try #require(long["iat"]?.intValue)
            #expect(long["exp"] == .int(issued + 365 * 86_400))
            #expect(long[path: "kubernetes.io", "warnafter"] == .int(issued + 3607))
            #expect(answer.body[path: "spec", "expirationSeconds"] == 3607)
            for spec: JSONValue in [
                ["expirationSeconds": 3600, "boundObjectRef": bound], ["expirationSeconds": 3607],
                ["expirationSeconds": 3607, "boundObjectRef": bound, "audiences": ["vault"]],
            ] {
                let token = try await request(cluster, spec).body[path: "status", "token"]?.stringValue ?? ""
                let short = try claims(token)
                #expect(short["exp"]?.intValue ?? 0 <= issued + 4000)
                #expect(short[path: "kubernetes.io", "warnafter"] == nil)
            }
        }
    }

    @Test func boundObjectsMustBeThereAndOfAKnownKind() async throws {
        try await TestCluster.run { cluster in
            try await cluster.make(Self.place + "/serviceaccounts", account)
            try await cluster.make(
                Self.place + "/secrets", ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"]])
            let other = try await request(
                cluster, ["boundObjectRef": ["apiVersion": "apps/v1", "kind": "Deployment", "name": "d"]])
            #expect(other.status == 400)
            #expect(other.body["message"] == "cannot bind token to object of type apps/v1, Kind=Deployment")
            let missing = try await request(cluster, ["boundObjectRef": ["apiVersion": "v1", "kind": "Pod", "name": "p"]])
            #expect(missing.status == 404)
            #expect(missing.body["message"] == #"pods "p" not found"#)
            let stale = try await request(
                cluster, ["boundObjectRef": ["apiVersion": "v1", "kind": "Secret", "name": "s", "uid": "old"]])
            #expect(stale.status == 409)
            #expect(
                stale.body["message"]
                    == #"Operation cannot be fulfilled on Secret "s": the UID in the bound object reference (old) does not match the UID in record. The object might have been deleted and then recreated"#
            )
        }
    }

    @Test func reviewTellsWhyATokenIsNotGood() async throws {
        try await TestCluster.run { cluster in
            try await cluster.make(Self.place + "/serviceaccounts", account)
            try await cluster.make(
                Self.place + "/secrets", ["apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"]])
            let answer = try await request(cluster, ["boundObjectRef": ["apiVersion": "v1", "kind": "Secret", "name": "s"]])
            let token = answer.body[path: "status", "token"] ?? .null
            func review() async throws -> JSONValue? {
                try await cluster.send(
                    "POST", "/apis/authentication.k8s.io/v1/tokenreviews",
                    ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": ["token": token]]
                ).body["status"]
            }
            let good = try await review()
            #expect(good?["authenticated"] == true)
            #expect(
                good?[path: "user", "extra", "authentication.kubernetes.io/credential-id"]?.arrayValue?.first?.stringValue?
                    .hasPrefix("JTI=") == true)
            #expect(try await cluster.send("DELETE", Self.place + "/secrets/s").status == 200)
            let bad = try await review()
            #expect(bad?["authenticated"] == nil)
            #expect(bad?["error"] == "[invalid bearer token, service account token has been invalidated]")
        }
    }
}
