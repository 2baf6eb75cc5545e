import JSON
import Store
import TestSupport
import Testing
import Transport

@testable import APIServer

/// Who may do what, asked of a whole server.
@Suite struct AccessTests {
    private func answer(_ response: HTTPResponse) -> JSONValue {
        guard case .bytes(let bytes) = response.body else { return .null }
        return (try? JSONReader.read(bytes)) ?? .null
    }

    private func send(
        _ cluster: TestCluster, _ method: String, _ path: String, _ body: JSONValue? = nil, token: String? = nil,
        peer: HTTPPeer = .anonymous, as user: String? = nil
    ) async -> (status: Int, body: JSONValue) {
        var request = HTTPRequest(method, path, peer: peer)
        if let token { request.headers["Authorization"] = "Bearer \(token)" }
        if let user { request.headers["Impersonate-User"] = user }
        if let body {
            request.headers["Content-Type"] = "application/json"
            request.body = JSONWriter.bytes(body)
        }
        let response = await cluster.server.respond(to: request)
        return (response.status, answer(response))
    }

    private let admin = HTTPPeer.inProcess(user: "admin", groups: ["system:masters"])

    @Test func anonymousSeesOnlyHealthAndVersion() async throws {
        try await TestCluster.run { cluster in
            for path in ["/livez", "/readyz", "/healthz", "/version"] {
                #expect(await send(cluster, "GET", path).status == 200)
            }
            let refused = await send(cluster, "GET", "/api/v1/namespaces/default/pods")
            #expect(refused.status == 403)
            #expect(
                refused.body.text("message")
                    == #"pods is forbidden: User "system:anonymous" cannot list resource "pods" in API group "" in the namespace "default""#
            )
            #expect(await send(cluster, "GET", "/api").status == 403)
            #expect(await send(cluster, "GET", "/livez", token: "wrong").status != 500)
            #expect(await send(cluster, "GET", "/api", token: "wrong").status == 401)
        }
    }

    @Test func serviceAccountHasWhatItsBindingGrantsAsLongAsItLives() async throws {
        try await TestCluster.run { cluster in
            let accounts = "/api/v1/namespaces/default/serviceaccounts"
            let made = await send(
                cluster, "POST", accounts, ["apiVersion": "v1", "kind": "ServiceAccount", "metadata": ["name": "bot"]],
                peer: admin)
            #expect(made.status == 201)
            let request: JSONValue = ["apiVersion": "authentication.k8s.io/v1", "kind": "TokenRequest", "spec": .emptyObject]
            let answer = await send(cluster, "POST", accounts + "/bot/token", request, peer: admin)
            #expect(answer.status == 201)
            let token = answer.body.text(path: "status", "token")
            let configMaps = "/api/v1/namespaces/default/configmaps"
            #expect(await send(cluster, "GET", configMaps, token: token).status == 403)
            let binding: JSONValue = [
                "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "RoleBinding", "metadata": ["name": "bot-views"],
                "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "view"],
                "subjects": [["kind": "ServiceAccount", "name": "bot", "namespace": "default"]],
            ]
            let bound = await send(
                cluster, "POST", "/apis/rbac.authorization.k8s.io/v1/namespaces/default/rolebindings", binding, peer: admin)
            #expect(bound.status == 201)
            #expect(await send(cluster, "GET", configMaps, token: token).status == 200)
            #expect(await send(cluster, "GET", "/api/v1/namespaces/default/secrets", token: token).status == 403)
            #expect(await send(cluster, "GET", "/api/v1/namespaces/kube-system/configmaps", token: token).status == 403)
            #expect(await send(cluster, "DELETE", accounts + "/bot", peer: admin).status == 200)
            #expect(await send(cluster, "GET", configMaps, token: token).status == 401)
        }
    }

    @Test func reviewsTellTheCallerAndItsRights() async throws {
        try await TestCluster.run { cluster in
            let me = await send(
                cluster, "POST", "/apis/authentication.k8s.io/v1/selfsubjectreviews",
                ["apiVersion": "authentication.k8s.io/v1", "kind": "SelfSubjectReview"], peer: admin)
            #expect(me.body.text(path: "status", "userInfo", "username") == "admin")
            let review: JSONValue = [
                "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
                "spec": ["user": "jane", "resourceAttributes": ["verb": "get", "resource": "pods", "namespace": "default"]],
            ]
            let path = "/apis/authorization.k8s.io/v1/subjectaccessreviews"
            let no = await send(cluster, "POST", path, review, peer: admin)
            #expect(no.status == 201)
            #expect(no.body[path: "status", "allowed"] == false)
            let rules = await send(
                cluster, "POST", "/apis/authorization.k8s.io/v1/selfsubjectrulesreviews",
                [
                    "apiVersion": "authorization.k8s.io/v1", "kind": "SelfSubjectRulesReview",
                    "spec": ["namespace": "default"],
                ],
                peer: admin)
            #expect(
                rules.body["status"]?.list("resourceRules").contains(
                    ["apiGroups": ["*"], "resources": ["*"], "verbs": ["*"]]) == true)
        }
    }

    @Test func impersonatedUserIsJudgedAsThatUser() async throws {
        try await TestCluster.run { cluster in
            let refused = await send(cluster, "GET", "/api/v1/nodes", peer: admin, as: "jane")
            #expect(refused.status == 403)
            #expect(
                refused.body.text("message")
                    == #"nodes is forbidden: User "jane" cannot list resource "nodes" in API group "" at the cluster scope"#)
        }
    }

    @Test func nodeCannotReadSecretsOfOthersNorChangeOtherNodes() async throws {
        try await TestCluster.run { cluster in
            let node = HTTPPeer.inProcess(user: "system:node:n1", groups: ["system:nodes"])
            for name in ["n1", "n2"] {
                let object: JSONValue = ["apiVersion": "v1", "kind": "Node", "metadata": ["name": .string(name)]]
                #expect(await send(cluster, "POST", "/api/v1/nodes", object, peer: node).status == (name == "n1" ? 201 : 403))
            }
            #expect(await send(cluster, "GET", "/api/v1/namespaces/default/secrets", peer: node).status == 403)
            #expect(await send(cluster, "GET", "/api/v1/nodes", peer: node).status == 200)
            #expect(await send(cluster, "DELETE", "/api/v1/nodes/n1", peer: node).status == 403)
        }
    }

    @Test func servicesGetAddressesThatOutliveTheServer() async throws {
        let store = MemoryStore()
        let service: JSONValue = [
            "apiVersion": "v1", "kind": "Service", "metadata": ["name": "web"],
            "spec": ["type": "NodePort", "ports": [["port": 80, "nodePort": 30080]]],
        ]
        try await TestCluster.run(store: store) { cluster in
            let made = await send(cluster, "POST", "/api/v1/namespaces/default/services", service, peer: admin)
            #expect(made.status == 201)
            #expect(made.body.text(path: "spec", "clusterIP").hasPrefix("10.43."))
        }
        try await TestCluster.run(store: store) { cluster in
            var second = service
            second[path: ["metadata", "name"]] = "other"
            let path = "/api/v1/namespaces/default/services"
            let clash = await send(cluster, "POST", path, second, peer: admin)
            #expect(clash.status == 422)
            #expect(await send(cluster, "DELETE", path + "/web", peer: admin).status == 200)
            #expect(await send(cluster, "POST", path, second, peer: admin).status == 201)
        }
    }
}
