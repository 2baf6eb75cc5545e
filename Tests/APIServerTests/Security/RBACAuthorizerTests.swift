import JSON
import KubeAPI
import Testing

@testable import APIServer

@Suite struct RBACAuthorizerTests {
    private func request(
        _ user: String, groups: [String] = [], _ verb: String, _ resource: String, subresource: String = "", group: String = "",
        namespace: String = "", name: String = ""
    ) -> RequestAttributes {
        RequestAttributes(
            user: UserInfo(name: user, groups: groups), verb: verb, isResourceRequest: true, group: group, version: "v1",
            resource: resource, subresource: subresource, namespace: namespace, name: name)
    }

    private func role(_ kind: String, _ name: String, namespace: String? = nil, _ rules: String) -> JSONValue {
        var object: JSONValue = ["kind": .string(kind), "metadata": ["name": .string(name)], "rules": tree(rules)]
        if let namespace { object[path: ["metadata", "namespace"]] = .string(namespace) }
        return object
    }

    private func binding(
        _ kind: String, _ name: String, namespace: String? = nil, role: String, _ subjects: String
    ) -> JSONValue {
        let parts = role.split(separator: "/").map(String.init)
        var object: JSONValue = [
            "kind": .string(kind), "metadata": ["name": .string(name)], "subjects": tree(subjects),
            "roleRef": ["kind": .string(parts[0]), "name": .string(parts[1])],
        ]
        if let namespace { object[path: ["metadata", "namespace"]] = .string(namespace) }
        return object
    }

    private func isAllowed(_ authorizer: any Authorizer, _ attributes: RequestAttributes) async -> Bool {
        if case .allow = await authorizer.authorize(attributes) { return true }
        return false
    }

    @Test func roleBindingGrantsInItsNamespaceOnlyAndSaysWhy() async {
        let reader = FixedObjects(
            role("Role", "ro1", namespace: "golden", #"[{"apiGroups":[""],"resources":["pods"],"verbs":["get"]}]"#),
            binding("RoleBinding", "rb1", namespace: "golden", role: "Role/ro1", #"[{"kind":"User","name":"jane"}]"#))
        let authorizer = RBACAuthorizer(reader: reader)
        let decision = await authorizer.authorize(request("jane", "get", "pods", namespace: "golden", name: "p"))
        #expect(decision == .allow(reason: #"RBAC: allowed by RoleBinding "rb1/golden" of Role "ro1" to User "jane""#))
        #expect(await !isAllowed(authorizer, request("jane", "get", "pods", namespace: "other", name: "p")))
        #expect(await !isAllowed(authorizer, request("jane", "list", "pods", namespace: "golden")))
        #expect(await !isAllowed(authorizer, request("joe", "get", "pods", namespace: "golden", name: "p")))
        #expect(await !isAllowed(authorizer, request("jane", "get", "pods", subresource: "log", namespace: "golden", name: "p")))
    }

    @Test func clusterRoleBindingReachesGroupsAndServiceAccounts() async {
        let reader = FixedObjects(
            role("ClusterRole", "scaler", #"[{"apiGroups":["*"],"resources":["*/scale"],"verbs":["update"]}]"#),
            binding(
                "ClusterRoleBinding", "scalers", role: "ClusterRole/scaler",
                #"[{"kind":"Group","name":"ops"},{"kind":"ServiceAccount","name":"bot","namespace":"ci"}]"#))
        let authorizer = RBACAuthorizer(reader: reader)
        let scale = { (user: String, groups: [String]) in
            request(user, groups: groups, "update", "deployments", subresource: "scale", group: "apps", namespace: "x", name: "d")
        }
        #expect(await isAllowed(authorizer, scale("anna", ["ops"])))
        #expect(
            await authorizer.authorize(scale("system:serviceaccount:ci:bot", []))
                == .allow(
                    reason:
                        #"RBAC: allowed by ClusterRoleBinding "scalers" of ClusterRole "scaler" to ServiceAccount "bot/ci""#))
        #expect(await !isAllowed(authorizer, scale("anna", ["dev"])))
        #expect(
            await !isAllowed(authorizer, request("anna", groups: ["ops"], "update", "deployments", group: "apps", namespace: "x"))
        )
    }

    @Test func resourceNamesNarrowARule() async {
        let reader = FixedObjects(
            role(
                "ClusterRole", "one",
                #"[{"apiGroups":[""],"resources":["configmaps"],"resourceNames":["a"],"verbs":["get","list"]}]"#),
            binding("ClusterRoleBinding", "b", role: "ClusterRole/one", #"[{"kind":"User","name":"jane"}]"#))
        let authorizer = RBACAuthorizer(reader: reader)
        #expect(await isAllowed(authorizer, request("jane", "get", "configmaps", namespace: "x", name: "a")))
        #expect(await !isAllowed(authorizer, request("jane", "get", "configmaps", namespace: "x", name: "b")))
        #expect(await !isAllowed(authorizer, request("jane", "list", "configmaps", namespace: "x")))
    }

    @Test func aFieldSelectorNamesAnObjectOnlyWhereItPicksOne() throws {
        let query = try Query("fieldSelector=metadata.name%3Dmine")
        let path = "/api/v1/namespaces/x/secrets"
        #expect(try RequestPath(method: "GET", path: path, query: query).attributes.name == "mine")
        #expect(try RequestPath(method: "DELETE", path: path, query: query).attributes.name == "mine")
        #expect(try RequestPath(method: "POST", path: path, query: query).attributes.name.isEmpty)
    }

    @Test func urlsMatchExactlyOrByPrefix() async {
        let reader = FixedObjects(
            role("ClusterRole", "web", #"[{"nonResourceURLs":["/healthz","/api/*"],"verbs":["get"]}]"#),
            binding("ClusterRoleBinding", "b", role: "ClusterRole/web", #"[{"kind":"User","name":"jane"}]"#))
        let authorizer = RBACAuthorizer(reader: reader)
        func get(_ path: String) -> RequestAttributes {
            RequestAttributes(user: UserInfo(name: "jane"), verb: "get", isResourceRequest: false, path: path)
        }
        #expect(await isAllowed(authorizer, get("/healthz")))
        #expect(await isAllowed(authorizer, get("/api/v1")))
        #expect(await !isAllowed(authorizer, get("/healthz/etcd")))
        #expect(await !isAllowed(authorizer, get("/metrics")))
    }

    @Test func bindingToARoleThatIsNotThereIsTold() async {
        let reader = FixedObjects(
            binding("RoleBinding", "b", namespace: "x", role: "Role/gone", #"[{"kind":"User","name":"jane"}]"#))
        let authorizer = RBACAuthorizer(reader: reader)
        #expect(
            await authorizer.authorize(request("jane", "get", "pods", namespace: "x", name: "p"))
                == .noOpinion(reason: #"RBAC: role.rbac.authorization.k8s.io "gone" not found"#))
    }

    @Test func indexIsBuiltAgainOnlyAfterAChange() async {
        let grant = binding("ClusterRoleBinding", "b", role: "ClusterRole/r", #"[{"kind":"User","name":"jane"}]"#)
        let reader = FixedObjects(role("ClusterRole", "r", #"[{"apiGroups":["*"],"resources":["*"],"verbs":["*"]}]"#))
        let authorizer = RBACAuthorizer(reader: reader)
        let wish = request("jane", "delete", "nodes", name: "n")
        #expect(await !isAllowed(authorizer, wish))
        let reads = reader.listReads
        #expect(await !isAllowed(authorizer, wish))
        #expect(reader.listReads == reads)
        reader.set(grant)
        #expect(await isAllowed(authorizer, wish))
        reader.remove(grant)
        #expect(await !isAllowed(authorizer, wish))
    }

    @Test func administratorsNeedNoRole() async {
        let reader = FixedObjects()
        let chain = AuthorizerChain.standard(reader: reader, roles: RBACAuthorizer(reader: reader))
        #expect(await isAllowed(chain, request("root", groups: ["system:masters"], "delete", "nodes", name: "n")))
        #expect(
            await !isAllowed(chain, request("system:anonymous", groups: ["system:unauthenticated"], "get", "nodes", name: "n")))
    }
}
