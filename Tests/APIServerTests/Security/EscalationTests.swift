import JSON
import TestSupport
import Testing
import Transport

@Suite struct EscalationTests {
    private static let roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles"
    private static let bindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"

    private func role(_ name: String, _ rules: JSONValue, aggregates: Bool = false) -> JSONValue {
        var role: JSONValue = [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": .string(name)],
            "rules": rules,
        ]
        if aggregates { role["aggregationRule"] = ["clusterRoleSelectors": [["matchLabels": ["x": "y"]]]] }
        return role
    }

    private func binding(_ name: String, role: String, user: String) -> JSONValue {
        [
            "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ["name": .string(name)],
            "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": .string(role)],
            "subjects": [["kind": "User", "name": .string(user), "apiGroup": "rbac.authorization.k8s.io"]],
        ]
    }

    /// Jane may write roles and bindings, and read Pods.
    private func withJane(_ body: @Sendable (TestCluster, LocalExchange) async throws -> Void) async throws {
        try await TestCluster.run { cluster in
            try await cluster.make(
                Self.roles,
                role(
                    "jane",
                    [
                        ["apiGroups": [""], "resources": ["pods"], "verbs": ["get", "list"]],
                        [
                            "apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles", "clusterrolebindings"],
                            "verbs": ["create", "update", "patch"],
                        ],
                    ]))
            try await cluster.make(Self.bindings, binding("jane", role: "jane", user: "jane"))
            try await body(cluster, cluster.exchange(user: "jane", groups: ["devs"]))
        }
    }

    @Test func whatIsMissingIsToldCompactly() async throws {
        try await withJane { cluster, jane in
            let greedy = role(
                "greedy",
                [
                    ["apiGroups": ["", "apps"], "resources": ["pods"], "verbs": ["get", "delete", "watch"]],
                    ["nonResourceURLs": ["/metrics"], "verbs": ["get"]],
                ])
            let answer = try await cluster.send("POST", Self.roles, greedy, as: jane)
            #expect(answer.status == 403)
            #expect(
                answer.body["message"] == """
                    clusterroles.rbac.authorization.k8s.io "greedy" is forbidden: user "jane" (groups=["devs" "system:authenticated"]) is attempting \
                    to grant RBAC permissions not currently held:
                    {APIGroups:[""], Resources:["pods"], Verbs:["delete" "watch"]}
                    {APIGroups:["apps"], Resources:["pods"], Verbs:["get" "delete" "watch"]}
                    {NonResourceURLs:["/metrics"], Verbs:["get"]}
                    """)
            let modest = role("modest", [["apiGroups": [""], "resources": ["pods"], "verbs": ["get"]]])
            #expect(try await cluster.send("POST", Self.roles, modest, as: jane).status == 201)
        }
    }

    @Test func bindingNeedsTheRightsOfTheRoleOrTheVerb() async throws {
        try await withJane { cluster, jane in
            #expect(
                try await cluster.send("POST", Self.bindings, binding("b", role: "jane", user: "bob"), as: jane).status == 201)
            let strong = binding("c", role: "cluster-admin", user: "jane")
            #expect(try await cluster.send("POST", Self.bindings, strong, as: jane).status == 403)
            let missing = try await cluster.send("POST", Self.bindings, binding("d", role: "gone", user: "jane"), as: jane)
            #expect(missing.status == 404)
            #expect(missing.body["message"] == #"clusterroles.rbac.authorization.k8s.io "gone" not found"#)
            try await cluster.make(
                Self.roles,
                role(
                    "binder",
                    [
                        [
                            "apiGroups": ["rbac.authorization.k8s.io"], "resources": ["clusterroles"],
                            "resourceNames": ["cluster-admin"], "verbs": ["bind"],
                        ]
                    ]))
            try await cluster.make(Self.bindings, binding("binder", role: "binder", user: "jane"))
            #expect(try await cluster.send("POST", Self.bindings, strong, as: jane).status == 201)
        }
    }

    /// A label can make a strong role part of a role that many have.
    @Test func labellingAStrongRoleIsAnEscalation() async throws {
        try await withJane { cluster, jane in
            let patch: JSONValue = ["metadata": ["labels": ["rbac.authorization.k8s.io/aggregate-to-view": "true"]]]
            let answer = try await cluster.send(
                "PATCH", Self.roles + "/cluster-admin", patch, contentType: "application/merge-patch+json", as: jane)
            #expect(answer.status == 403)
        }
    }

    @Test func aggregationIsForAdministrators() async throws {
        try await withJane { cluster, jane in
            let answer = try await cluster.send("POST", Self.roles, role("all", [], aggregates: true), as: jane)
            #expect(answer.status == 403)
            #expect(
                answer.body["message"]
                    == #"clusterroles.rbac.authorization.k8s.io "all" is forbidden: must have cluster-admin privileges to use the aggregationRule"#
            )
        }
    }
}
