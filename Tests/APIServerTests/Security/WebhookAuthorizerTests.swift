import APIServer
import AsyncTools
import Encodings
import JSON
import PKI
import Schema
import TestSupport
import Testing
import Transport

/// Answers reviews by the user's name, and can be out of order.
private final class TestWebhook: HTTPResponder {
    struct State {
        var reviews: [JSONValue] = []
        var peers: [HTTPPeer] = []
        var failures = 0
    }

    let state = Guarded(State())

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        let review = (try? JSONReader.read(request.body)) ?? .null
        let isBroken = state.withLock { state in
            state.reviews.append(review)
            state.peers.append(request.peer)
            state.failures -= 1
            return state.failures >= 0
        }
        if isBroken { return HTTPResponse(status: 503) }
        var answer = review
        answer["status"] =
            switch review[path: "spec", "user"] {
            case "friend": ["allowed": true, "reason": "a friend"]
            case "foe": ["allowed": false, "denied": true, "reason": "a foe"]
            default: ["allowed": false, "reason": "unknown"]
            }
        return HTTPResponse(
            status: 201, headers: ["Content-Type": "application/json"], body: .bytes(JSONWriter.bytes(answer)))
    }
}

@Suite(.timeLimit(.minutes(10))) struct WebhookAuthorizerTests {
    private func withCluster(
        time: Guarded<Int64> = Guarded(0), _ body: @Sendable @escaping (TestCluster, TestWebhook) async throws -> Void
    ) async throws {
        let webhook = TestWebhook()
        let authority = try CertificateAuthority.create(commonName: "webhook")
        let certificate = try authority.issue(.server(commonName: "w", dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"]))
        let client = try authority.issue(.client(user: "apiserver", groups: []))
        let server = try HTTPServer(
            configuration: .init(
                host: "127.0.0.1", port: 0,
                tls: ServerTLS(
                    certificateChainPEM: certificate.certificatePEM, privateKeyPEM: certificate.privateKeyPEM,
                    clientCAsPEM: authority.certificatePEM)),
            responder: webhook, logger: TestCluster.quiet)
        let port = try await server.bind()
        let data = { (pem: String) in Base64.encode(Array(pem.utf8)) }
        let kubeconfig = """
            apiVersion: v1
            kind: Config
            current-context: webhook
            contexts: [{name: webhook, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://127.0.0.1:\(port)/authorize?timeout=5s", certificate-authority: ca.crt}}]
            users: [{name: u, user: {client-certificate-data: \(data(client.certificatePEM)), client-key-data: \(data(client.privateKeyPEM))}}]
            """
        var access = AccessPlugins()
        access.webhook = try WebhookAuthorizer(
            ServerKubeconfig(kubeconfig) { $0 == "ca.crt" ? authority.certificatePEM : "" }, now: { time.current })
        let plugins = access
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            try await TestCluster.run(access: plugins) { cluster in try await body(cluster, webhook) }
        }
    }

    private let secrets = "/api/v1/namespaces/default/secrets"

    @Test func webhookDecidesWhereRolesSayNothing() async throws {
        try await withCluster { cluster, webhook in
            #expect(try await cluster.send("GET", secrets, as: cluster.exchange(user: "friend", groups: ["g"])).status == 200)
            let foe = try await cluster.send("GET", secrets, as: cluster.exchange(user: "foe"))
            #expect(foe.status == 403)
            #expect(
                foe.body["message"]
                    == #"secrets is forbidden: User "foe" cannot list resource "secrets" in API group "" in the namespace "default": a foe"#
            )
            // Administrators are not asked about.
            #expect(try await cluster.send("GET", secrets).status == 200)
            #expect(webhook.state.current.reviews.count == 2)
            guard case .certificates = webhook.state.current.peers[0] else { return #expect(Bool(false)) }
            #expect(
                webhook.state.current.reviews[0] == [
                    "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview", "metadata": [:],
                    "spec": [
                        "groups": ["g", "system:authenticated"], "user": "friend",
                        "resourceAttributes": [
                            "namespace": "default", "verb": "list", "version": "v1", "resource": "secrets",
                        ],
                    ],
                ])
        }
    }

    @Test func selectorsAndPathsArePassedOn() async throws {
        try await withCluster { cluster, webhook in
            let friend = cluster.exchange(user: "friend")
            _ = try await cluster.send(
                "GET", "/api/v1/pods?fieldSelector=spec.nodeName%3Dn1&labelSelector=a%20in%20(b,c),!d", as: friend)
            _ = try await cluster.send("GET", "/metrics", as: friend)
            let specs = webhook.state.current.reviews.compactMap { $0["spec"] }
            #expect(
                specs[0][path: "resourceAttributes", "fieldSelector"]
                    == ["requirements": [["key": "spec.nodeName", "operator": "In", "values": ["n1"]]]])
            #expect(
                specs[0][path: "resourceAttributes", "labelSelector"] == [
                    "requirements": [
                        ["key": "a", "operator": "In", "values": ["b", "c"]], ["key": "d", "operator": "DoesNotExist"],
                    ]
                ])
            #expect(specs[1]["nonResourceAttributes"] == ["path": "/metrics", "verb": "get"])
        }
    }

    @Test func answersAreKeptForAWhile() async throws {
        let time = Guarded<Int64>(1000)
        try await withCluster(time: time) { cluster, webhook in
            for (user, lifetime) in [("friend", Int64(300)), ("foe", 30)] {
                let exchange = cluster.exchange(user: user)
                let before = webhook.state.current.reviews.count
                for _ in 0..<3 { _ = try await cluster.send("GET", secrets, as: exchange) }
                #expect(webhook.state.current.reviews.count == before + 1)
                time.withLock { $0 += lifetime }
                _ = try await cluster.send("GET", secrets, as: exchange)
                #expect(webhook.state.current.reviews.count == before + 2)
            }
        }
    }

    @Test func webhookThatFailsIsAskedAgainAndAllowsNothing() async throws {
        try await withCluster { cluster, webhook in
            let friend = cluster.exchange(user: "friend")
            webhook.state.withLock { $0.failures = 1 }
            #expect(try await cluster.send("GET", secrets, as: friend).status == 200)
            webhook.state.withLock { $0.failures = 100 }
            let undecided = try await cluster.send("GET", "/api/v1/nodes", as: friend)
            #expect(undecided.status == 500)
            #expect(undecided.text.hasPrefix(#"Internal Server Error: "/api/v1/nodes": "#))
            let review = try await cluster.send(
                "POST", "/apis/authorization.k8s.io/v1/subjectaccessreviews",
                [
                    "apiVersion": "authorization.k8s.io/v1", "kind": "SubjectAccessReview",
                    "spec": ["user": "friend", "resourceAttributes": ["verb": "get", "resource": "nodes"]],
                ])
            #expect(review.body[path: "status", "allowed"] == false)
            #expect(review.body[path: "status", "evaluationError"]?.stringValue?.contains("503") == true)
        }
    }
}
