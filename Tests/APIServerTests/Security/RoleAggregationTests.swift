import JSON
import TestSupport
import Testing
import Transport

@Suite(.timeLimit(.minutes(10))) struct RoleAggregationTests {
    private static let roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles"

    private func role(_ name: String, labels: JSONValue = [:], rules: JSONValue) -> JSONValue {
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole",
            "metadata": ["name": .string(name), "labels": labels], "rules": rules,
        ]
    }

    private func collector(_ name: String, of label: String, labels: JSONValue = [:]) -> JSONValue {
        var object = role(name, labels: labels, rules: [])
        object["aggregationRule"] = [
            "clusterRoleSelectors": [["matchLabels": .object(JSONObject([.init(key: label, value: "true")]))]]
        ]
        return object
    }

    /// The rules of a role once they are as wanted; the last ones seen when they never are.
    private func rules(_ cluster: TestCluster, _ name: String, until isRight: ([JSONValue]) -> Bool) async throws -> [JSONValue] {
        var rules: [JSONValue] = []
        for _ in 0..<500 {
            rules = try await cluster.send("GET", "\(Self.roles)/\(name)").body["rules"]?.arrayValue ?? []
            if isRight(rules) { break }
            try await Task.sleep(for: .milliseconds(10))
        }
        return rules
    }

    private let pods: JSONValue = ["apiGroups": [""], "resources": ["pods"], "verbs": ["get"]]
    private let widgets: JSONValue = ["apiGroups": ["x.io"], "resources": ["widgets"], "verbs": ["*"]]

    @Test func rulesFollowTheLabelsThroughSeveralRoles() async throws {
        try await TestCluster.run { cluster in
            try await cluster.make(
                Self.roles, collector("outer", of: "to-outer"), collector("inner", of: "to-inner", labels: ["to-outer": "true"]),
                role("part", labels: ["to-inner": "true"], rules: [pods]))
            #expect(try await rules(cluster, "outer") { $0 == [pods] } == [pods])
            try await cluster.make(Self.roles, role("b-part", labels: ["to-inner": "true"], rules: [widgets, pods]))
            // By name, each rule once.
            #expect(try await rules(cluster, "outer") { $0.count == 2 } == [widgets, pods])
            let patch = try await cluster.send(
                "PATCH", "\(Self.roles)/b-part", ["metadata": ["labels": ["to-inner": "false"]]],
                contentType: "application/merge-patch+json")
            #expect(patch.status == 200)
            #expect(try await rules(cluster, "outer") { $0 == [pods] } == [pods])
        }
    }

    @Test func rulesWrittenByHandGiveWay() async throws {
        try await TestCluster.run { cluster in
            var object = collector("mine", of: "to-mine")
            object["rules"] = [widgets]
            try await cluster.make(Self.roles, object)
            #expect(try await rules(cluster, "mine") { $0.isEmpty }.isEmpty)
        }
    }

    @Test func whatJoinsViewIsSeenByViewers() async throws {
        try await TestCluster.run { cluster in
            try await cluster.make(
                "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ["name": "viewers"],
                    "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"],
                    "subjects": [["kind": "User", "name": "jane", "apiGroup": "rbac.authorization.k8s.io"]],
                ])
            let jane = cluster.exchange(user: "jane")
            #expect(try await cluster.send("GET", "/api/v1/nodes", as: jane).status == 403)
            try await cluster.make(
                Self.roles,
                role(
                    "nodes", labels: ["rbac.authorization.k8s.io/aggregate-to-view": "true"],
                    rules: [["apiGroups": [""], "resources": ["nodes"], "verbs": ["list"]]]))
            var status = 0
            for _ in 0..<500 where status != 200 {
                status = try await cluster.send("GET", "/api/v1/nodes", as: jane).status
                if status != 200 { try await Task.sleep(for: .milliseconds(10)) }
            }
            #expect(status == 200)
        }
    }

    @Test func bindingsAreFollowedOneByOne() async throws {
        try await TestCluster.run { cluster in
            let path = "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings"
            let configMaps = "/api/v1/namespaces/default/configmaps"
            func binding(_ name: String, _ user: String) -> JSONValue {
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": .string(name)],
                    "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"],
                    "subjects": [["kind": "User", "name": .string(user), "apiGroup": "rbac.authorization.k8s.io"]],
                ]
            }
            for number in 0..<50 {
                let user = cluster.exchange(user: "user-\(number)")
                #expect(try await cluster.send("GET", configMaps, as: user).status == 403)
                try await cluster.make(path, binding("b-\(number)", "user-\(number)"))
                #expect(try await cluster.send("GET", configMaps, as: user).status == 200)
            }
            var moved = try await cluster.send("GET", path + "/b-7").body
            moved["subjects"] = binding("b-7", "user-new")["subjects"]
            #expect(try await cluster.send("PUT", path + "/b-7", moved).status == 200)
            #expect(try await cluster.send("GET", configMaps, as: cluster.exchange(user: "user-7")).status == 403)
            #expect(try await cluster.send("GET", configMaps, as: cluster.exchange(user: "user-new")).status == 200)
            #expect(try await cluster.send("DELETE", path + "/b-8").status == 200)
            #expect(try await cluster.send("GET", configMaps, as: cluster.exchange(user: "user-8")).status == 403)
            #expect(try await cluster.send("GET", configMaps, as: cluster.exchange(user: "user-9")).status == 200)
        }
    }
}
