import APIServer
import JSON
import Store
import TestSupport
import Testing
import Transport

struct UnreadableObjectTests {
    private static let secrets = "/api/v1/namespaces/default/secrets"
    private static let key = "/registry/secrets/default/bad"

    /// A cluster whose secret `bad` was altered in the database, before or after the server started.
    private func withDamage(
        whileRunning: Bool, _ body: @escaping @Sendable (TestCluster) async throws -> Void
    ) async throws {
        let inner = MemoryStore()
        let store = EncryptingStore(inner, prefixes: ["/registry/secrets/"], keys: .random())
        @Sendable func damage() async throws {
            var value = try #require(try await inner.get(Self.key, at: nil)).value
            value[value.count - 1] ^= 1
            _ = try await inner.commit(Mutation(key: Self.key, value: value, precondition: .none))
        }
        try await TestCluster.run(store: store) { cluster in
            for name in ["bad", "good"] {
                let made = try await cluster.send("POST", Self.secrets, ["metadata": ["name": .string(name)]])
                #expect(made.status == 201)
            }
            guard whileRunning else { return }
            try await damage()
            // A later write is answered once the cache has seen the damage.
            _ = try await cluster.send("POST", Self.secrets, ["metadata": ["name": "later"]])
            try await body(cluster)
        }
        guard !whileRunning else { return }
        try await damage()
        try await TestCluster.run(store: store) { cluster in try await body(cluster) }
    }

    @Test(arguments: [true, false])
    func oneSecretThatCannotBeReadHidesNoOther(whileRunning: Bool) async throws {
        try await withDamage(whileRunning: whileRunning) { cluster in
            let list = try await cluster.send("GET", Self.secrets)
            #expect(list.status == 200)
            let names = (list.body["items"]?.arrayValue ?? []).map { $0[path: "metadata", "name"]?.stringValue ?? "" }
            #expect(names == (whileRunning ? ["good", "later"] : ["good"]))
            #expect(
                list.headers["Warning"]
                    == "299 - \"left out: 1 secrets that cannot be read (default/bad); get one of them to see why\"")
            #expect(try await cluster.send("GET", "/api/v1/namespaces/kube-system/secrets").headers["Warning"] == nil)
            #expect(try await cluster.send("GET", Self.secrets + "/good").status == 200)
            #expect(try await cluster.send("POST", Self.secrets, ["metadata": ["name": "new"]]).status == 201)
        }
    }

    @Test(arguments: ["GET", "PATCH", "DELETE"])
    func theSecretItselfAnswersWithTheCause(method: String) async throws {
        try await withDamage(whileRunning: true) { cluster in
            let answer = try await cluster.send(
                method, Self.secrets + "/bad", method == "PATCH" ? [:] : nil, contentType: "application/merge-patch+json")
            #expect(answer.status == 500)
            #expect(answer.body["reason"] == "StorageReadError")
            let message = answer.body["message"]?.stringValue ?? ""
            #expect(message.contains("it does not match its authentication tag"), "\(message)")
            #expect(try await cluster.send("POST", Self.secrets, ["metadata": ["name": "bad"]]).status == 409)
        }
    }

    @Test func theSecretCanBeDeletedUnreadByWhoMay() async throws {
        try await withDamage(whileRunning: true) { cluster in
            let query = "ignoreStoreReadErrorWithClusterBreakingPotential=true"
            _ = try await cluster.send(
                "POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                ["metadata": ["name": "deleter"], "rules": [["apiGroups": [""], "resources": ["secrets"], "verbs": ["delete"]]]])
            _ = try await cluster.send(
                "POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                [
                    "metadata": ["name": "deleter"],
                    "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "deleter"],
                    "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "bob"]],
                ])
            let refused = try await cluster.exchange(user: "bob").send(
                HTTPRequest("DELETE", Self.secrets + "/bad", query: query))
            #expect(refused.status == 403)
            #expect(try await cluster.send("DELETE", Self.secrets + "/bad?\(query)&dryRun=All").status == 200)
            #expect(try await cluster.send("GET", Self.secrets + "/bad").status == 500)
            #expect(try await cluster.send("DELETE", Self.secrets + "/bad?\(query)").status == 200)
            #expect(try await cluster.send("GET", Self.secrets + "/bad").status == 404)
            #expect(try await cluster.send("GET", Self.secrets).headers["Warning"] == nil)
            #expect(try await cluster.send("POST", Self.secrets, ["metadata": ["name": "bad"]]).status == 201)
        }
    }
}
