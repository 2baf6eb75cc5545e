import APIServer
import JSON
import TestSupport
import Testing
import Transport

@Suite struct ImpersonationTests {
    private static let roles = "/apis/rbac.authorization.k8s.io/v1/clusterroles"
    private static let bindings = "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings"

    /// Lets `support` act as others, as far as the rules go.
    private func allow(_ rules: JSONValue, in cluster: TestCluster) async throws {
        try await cluster.make(
            Self.roles,
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": "impersonator"],
                "rules": rules,
            ])
        try await cluster.make(
            Self.bindings,
            [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ["name": "b"],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "impersonator"],
                "subjects": [["kind": "User", "name": "support", "apiGroup": "rbac.authorization.k8s.io"]],
            ])
    }

    private let support = HTTPPeer.inProcess(user: "support", groups: [])

    private func message(_ cluster: TestCluster, _ headers: HTTPHeaders) async throws -> (Int, String) {
        let response = await cluster.server.respond(to: HTTPRequest("GET", "/api", headers: headers, peer: support))
        let body = try JSONReader.read(try await response.collect(limit: 10_000))
        return (response.status, body["message"]?.stringValue ?? "")
    }

    @Test func everyPartIsARightOfItsOwn() async throws {
        try await TestCluster.run { (cluster) async throws in
            try await allow(
                [
                    ["apiGroups": [""], "resources": ["users", "groups"], "verbs": ["impersonate"]],
                    [
                        "apiGroups": ["authentication.k8s.io"], "resources": ["uids", "userextras/scopes"],
                        "resourceNames": ["u-1", "view"], "verbs": ["impersonate"],
                    ],
                ], in: cluster)
            let me = await cluster.whoAmI(
                headers: [
                    "Impersonate-User": "jane", "Impersonate-Group": "ops", "impersonate-group": "dev", "Impersonate-Uid": "u-1",
                    "Impersonate-Extra-Scopes": "view",
                ], peer: support)
            #expect(
                me.user == [
                    "username": "jane", "uid": "u-1", "groups": ["ops", "dev", "system:authenticated"],
                    "extra": ["scopes": ["view"]],
                ])
            let uid = try await message(cluster, ["Impersonate-User": "jane", "Impersonate-Uid": "u-2"])
            #expect(uid.0 == 403)
            #expect(
                uid.1
                    == #"uids.authentication.k8s.io "u-2" is forbidden: User "support" cannot impersonate resource "uids" in API group "authentication.k8s.io" at the cluster scope"#
            )
            let extra = try await message(
                cluster, ["Impersonate-User": "jane", "Impersonate-Extra-Acme.com%2Fproject": "x"])
            #expect(
                extra.1
                    == #"userextras.authentication.k8s.io "x" is forbidden: User "support" cannot impersonate resource "userextras/acme.com/project" in API group "authentication.k8s.io" at the cluster scope"#
            )
            let account = try await message(cluster, ["Impersonate-User": "system:serviceaccount:ci:bot"])
            #expect(
                account.1
                    == #"serviceaccounts "bot" is forbidden: User "support" cannot impersonate resource "serviceaccounts" in API group "" in the namespace "ci""#
            )
        }
    }

    @Test func groupsFollowFromTheUser() async throws {
        try await TestCluster.run { (cluster) async throws in
            try await allow(
                [["apiGroups": [""], "resources": ["users", "groups", "serviceaccounts"], "verbs": ["impersonate"]]], in: cluster)
            let account = await cluster.whoAmI(headers: ["Impersonate-User": "system:serviceaccount:ci:bot"], peer: support)
            #expect(account.user["groups"] == ["system:serviceaccounts", "system:serviceaccounts:ci", "system:authenticated"])
            let anonymous = try await message(cluster, ["Impersonate-User": "system:anonymous"])
            #expect(anonymous == (403, #"forbidden: User "system:anonymous" cannot get path "/api""#))
            let chosen = try await message(
                cluster, ["Impersonate-User": "jane", "Impersonate-Group": "system:unauthenticated"])
            #expect(chosen == (403, #"forbidden: User "jane" cannot get path "/api""#))
        }
    }

    @Test func anIdentityWithoutAUserIsABadRequest() async throws {
        try await TestCluster.run { (cluster) async throws in
            for headers: HTTPHeaders in [
                ["Impersonate-Group": "ops"], ["Impersonate-Uid": "1"], ["Impersonate-Extra-a": "b"],
            ] {
                #expect(try await message(cluster, headers).0 == 400)
            }
            #expect(
                try await message(cluster, ["Impersonate-Group": "ops"]).1
                    == #"requested &user.DefaultInfo{Name:"", UID:"", Groups:[]string{"ops"}, Extra:map[string][]string(nil)} without impersonating a user name"#
            )
            #expect(
                try await message(cluster, ["Impersonate-Extra-Scopes": "view", "Impersonate-Uid": "1"]).1
                    == #"requested &user.DefaultInfo{Name:"", UID:"1", Groups:[]string(nil), Extra:map[string][]string{"scopes":[]string{"view"}}} without impersonating a user name"#
            )
        }
    }

    @Test func whoMayNotAtAllIsToldOfTheNarrowestRight() async throws {
        try await TestCluster.run { (cluster) async throws in
            #expect(
                try await message(cluster, ["Impersonate-User": "jane"])
                    == (403, #"forbidden: User "support" cannot impersonate-on:user-info:get path "/api""#))
            let pods = await cluster.server.respond(
                to: HTTPRequest(
                    "GET", "/api/v1/namespaces/default/pods",
                    headers: ["Impersonate-User": "system:serviceaccount:ci:bot"], peer: support))
            let body = try JSONReader.read(try await pods.collect(limit: 10_000))
            #expect(
                body["message"]
                    == #"pods is forbidden: User "support" cannot impersonate-on:serviceaccount:list resource "pods" in API group "" in the namespace "default""#
            )
            #expect(body["details"] == ["kind": "pods"])
        }
    }

    @Test func oneMayActAsSomebodyInSomeRequestsOnly() async throws {
        try await TestCluster.run { (cluster) async throws in
            try await allow(
                [
                    [
                        "apiGroups": ["authentication.k8s.io"], "resources": ["users", "nodes"],
                        "resourceNames": ["jane", "n1"],
                        "verbs": ["impersonate:user-info", "impersonate:arbitrary-node"],
                    ],
                    [
                        "apiGroups": ["authentication.k8s.io"], "resources": ["selfsubjectreviews"],
                        "verbs": ["impersonate-on:user-info:create", "impersonate-on:arbitrary-node:create"],
                    ],
                ], in: cluster)
            let jane = await cluster.whoAmI(headers: ["Impersonate-User": "jane"], peer: support)
            #expect(jane.user == ["username": "jane", "groups": ["system:authenticated"]])
            // A node comes with its group.
            let node = await cluster.whoAmI(headers: ["Impersonate-User": "system:node:n1"], peer: support)
            #expect(node.user == ["username": "system:node:n1", "groups": ["system:nodes", "system:authenticated"]])
            #expect(
                try await message(cluster, ["Impersonate-User": "jane"])
                    == (403, #"forbidden: User "support" cannot impersonate-on:user-info:get path "/api""#))
            let joe = await cluster.whoAmI(headers: ["Impersonate-User": "joe"], peer: support)
            #expect(joe.status == 403)
            let masters = await cluster.whoAmI(
                headers: ["Impersonate-User": "jane", "Impersonate-Group": "system:masters"], peer: support)
            #expect(masters.status == 403)
        }
    }

    @Test func namesInRefusalsAreQuotedAndHarmless() async throws {
        try await TestCluster.run { (cluster) async throws in
            let peer = HTTPPeer.inProcess(user: "a\"<b>&\n", groups: ["system:authenticated"])
            let response = await cluster.server.respond(to: HTTPRequest("GET", "/api/v1/nodes", peer: peer))
            let body = try JSONReader.read(try await response.collect(limit: 10_000))
            #expect(
                body["message"]
                    == #"nodes is forbidden: User "a\"&lt;b&gt;&amp;\n" cannot list resource "nodes" in API group "" at the cluster scope"#
            )
        }
    }
}
