import AsyncTools
import Encodings
import JSON
import PKI
import TestSupport
import Testing
import Transport

/// Answers AdmissionReviews as a closure says.
private final class Reviewer: HTTPResponder {
    let reviews = Guarded<[JSONValue]>([])
    private let answer: @Sendable (_ request: JSONValue) -> JSONValue

    init(_ answer: @escaping @Sendable (JSONValue) -> JSONValue) { self.answer = answer }

    func respond(to request: HTTPRequest) async -> HTTPResponse {
        guard let review = try? JSONReader.read(request.body), let question = review["request"] else {
            return HTTPResponse(status: 400)
        }
        reviews.withLock { $0.append(review) }
        var response = answer(question)
        response["uid"] = question["uid"]
        return HTTPResponse(
            status: 200, headers: ["Content-Type": "application/json"],
            body: .bytes(
                JSONWriter.bytes(
                    ["apiVersion": review["apiVersion"] ?? .null, "kind": "AdmissionReview", "response": response])))
    }

    /// The `response` member that changes an object.
    static func patch(_ operations: JSONValue) -> JSONValue {
        ["allowed": true, "patchType": "JSONPatch", "patch": .string(Base64.encode(JSONWriter.bytes(operations)))]
    }
}

/// Webhooks behind a real TLS server, met through the API.
@Suite(.timeLimit(.minutes(10))) struct AdmissionWebhookTests {
    private static let group = "/apis/admissionregistration.k8s.io/v1"

    private struct Fixture: Sendable {
        let cluster: TestCluster
        let reviewer: Reviewer
        let authority: String
        let port: Int

        /// Makes a configuration with one webhook for ConfigMaps.
        func configure(_ kind: String, _ name: String, _ members: JSONObject = [:]) async throws {
            var webhook: JSONObject = [
                "name": .string("\(name).example.com"), "sideEffects": "None", "admissionReviewVersions": ["v1"],
                "clientConfig": [
                    "url": .string("https://127.0.0.1:\(port)/\(name)"),
                    "caBundle": .string(Base64.encode(Array(authority.utf8))),
                ],
                "rules": [
                    ["apiGroups": [""], "apiVersions": ["v1"], "operations": ["*"], "resources": ["configmaps"]]
                ],
            ]
            for member in members.members { webhook[member.key] = member.value }
            let plural = "\(kind.lowercased())webhookconfigurations"
            try await cluster.created(
                "\(group)/\(plural)",
                [
                    "apiVersion": "admissionregistration.k8s.io/v1", "kind": .string("\(kind)WebhookConfiguration"),
                    "metadata": ["name": .string(name)], "webhooks": [.object(webhook)],
                ])
        }

        func makeMap(_ name: String, _ target: String = "", data: JSONValue = [:]) async throws -> TestAnswer {
            try await cluster.send(
                "POST", ConfigMaps.path + target,
                ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name)], "data": data])
        }
    }

    private func withFixture(
        _ answer: @escaping @Sendable (JSONValue) -> JSONValue, _ body: @escaping @Sendable (Fixture) async throws -> Void
    ) async throws {
        let authority = try CertificateAuthority.create(commonName: "webhook")
        let certificate = try authority.issue(.server(commonName: "w", dnsNames: ["localhost"], ipAddresses: ["127.0.0.1"]))
        let reviewer = Reviewer(answer)
        let server = try HTTPServer(
            configuration: .init(
                host: "127.0.0.1", port: 0,
                tls: ServerTLS(
                    certificateChainPEM: certificate.certificatePEM, privateKeyPEM: certificate.privateKeyPEM,
                    clientCAsPEM: authority.certificatePEM)),
            responder: reviewer, logger: TestCluster.quiet)
        let port = try await server.bind()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.run() }
            defer { group.cancelAll() }
            try await TestCluster.run { cluster in
                try await body(
                    Fixture(cluster: cluster, reviewer: reviewer, authority: authority.certificatePEM, port: port))
            }
        }
    }

    @Test func mutatingWebhookChangesWhatIsStored() async throws {
        try await withFixture({ _ in
            Reviewer.patch([["op": "add", "path": "/metadata/labels", "value": ["added": "yes"]]])
        }) { fixture in
            try await fixture.configure("Mutating", "labels")
            let made = try await fixture.makeMap("a", data: ["x": "y"])
            #expect(made.status == 201, "\(made.text)")
            #expect(made.body[path: "metadata", "labels"] == ["added": "yes"])
            let stored = try await fixture.cluster.send("GET", "\(ConfigMaps.path)/a")
            #expect(stored.body == made.body)
            let request = fixture.reviewer.reviews.current.first?["request"]
            #expect(request?["operation"] == "CREATE")
            #expect(request?["kind"] == ["group": "", "version": "v1", "kind": "ConfigMap"])
            #expect(request?["resource"] == ["group": "", "version": "v1", "resource": "configmaps"])
            #expect(request?["namespace"] == "default")
            #expect(request?["name"] == "a")
            #expect(request?["dryRun"] == false)
            #expect(request?[path: "userInfo", "username"] == "admin")
            #expect(request?[path: "object", "data"] == ["x": "y"])
            #expect(request?["oldObject"]?.isNull == true)
        }
    }

    @Test func validatingWebhookRefusesWithItsStatus() async throws {
        try await withFixture({ request in
            request["name"] == "bad"
                ? ["allowed": false, "status": ["code": 403, "message": "not this one", "reason": "Forbidden"]]
                : ["allowed": true, "warnings": ["think again"]]
        }) { fixture in
            try await fixture.configure("Validating", "check")
            let refused = try await fixture.makeMap("bad")
            #expect(refused.status == 403)
            #expect(
                refused.body["message"] == "admission webhook \"check.example.com\" denied the request: not this one")
            let made = try await fixture.makeMap("good")
            #expect(made.status == 201)
            #expect(made.headers["Warning"]?.contains("think again") == true)
            let rehearsed = try await fixture.makeMap("rehearsed", "?dryRun=All")
            #expect(rehearsed.status == 201)
            #expect(fixture.reviewer.reviews.current.last?[path: "request", "dryRun"] == true)
            _ = try await fixture.cluster.send("DELETE", "\(ConfigMaps.path)/good")
            let last = fixture.reviewer.reviews.current.last?["request"]
            #expect(last?["operation"] == "DELETE")
            #expect(last?[path: "oldObject", "metadata", "name"] == "good")
        }
    }

    @Test(arguments: [("Fail", 500), ("Ignore", 201)])
    func whatCannotBeAskedFollowsTheFailurePolicy(policy: String, status: Int) async throws {
        try await withFixture({ _ in ["allowed": true] }) { fixture in
            try await fixture.configure(
                "Validating", "gone",
                [
                    "failurePolicy": .string(policy), "timeoutSeconds": 1,
                    // Nobody listens on port 1.
                    "clientConfig": ["url": "https://127.0.0.1:1/"],
                ])
            let answer = try await fixture.makeMap("a")
            #expect(answer.status == status)
            if status == 500 {
                let text = "Internal error occurred: failed calling webhook \"gone.example.com\": failed to call webhook: "
                #expect(answer.body["message"]?.stringValue?.hasPrefix(text) == true, "\(answer.text)")
            }
            // Who cannot be reached does not keep anybody from taking it out.
            let removed = try await fixture.cluster.send("DELETE", "\(Self.group)/validatingwebhookconfigurations/gone")
            #expect(removed.status == 200)
            #expect(try await fixture.makeMap("b").status == 201)
        }
    }

    @Test func onlyAnAuthorityOfTheBundleIsBelieved() async throws {
        try await withFixture({ _ in ["allowed": true] }) { fixture in
            let other = try CertificateAuthority.create(commonName: "other").certificatePEM
            try await fixture.configure(
                "Validating", "strange",
                [
                    "clientConfig": [
                        "url": .string("https://127.0.0.1:\(fixture.port)/"),
                        "caBundle": .string(Base64.encode(Array(other.utf8))),
                    ]
                ])
            #expect(try await fixture.makeMap("a").status == 500)
            #expect(fixture.reviewer.reviews.current.isEmpty)
        }
    }

    @Test func conditionsAndSelectorsSayWhoIsAsked() async throws {
        try await withFixture({ _ in ["allowed": false] }) { fixture in
            try await fixture.configure(
                "Validating", "some",
                [
                    "matchConditions": [["name": "named", "expression": "object.metadata.name.startsWith('x')"]],
                    "namespaceSelector": ["matchLabels": ["kubernetes.io/metadata.name": "default"]],
                ])
            #expect(try await fixture.makeMap("a").status == 201)
            #expect(fixture.reviewer.reviews.current.isEmpty)
            let refused = try await fixture.makeMap("x1")
            #expect(refused.status == 400)
            #expect(
                refused.body["message"]
                    == "admission webhook \"some.example.com\" denied the request without explanation")
        }
    }

    @Test func aWebhookThatWantsItIsAskedAgainAfterLaterChanges() async throws {
        try await withFixture({ request in
            // The first one counts what it sees, the second one adds to it.
            let isCounter = request[path: "object", "data", "second"] == nil
            return Reviewer.patch([
                ["op": "add", "path": "/data/\(isCounter ? "second" : "again")", "value": "yes"]
            ])
        }) { fixture in
            try await fixture.configure("Mutating", "a", ["reinvocationPolicy": "IfNeeded"])
            try await fixture.configure("Mutating", "b")
            let made = try await fixture.makeMap("m", data: ["first": "yes"])
            #expect(made.body["data"] == ["first": "yes", "second": "yes", "again": "yes"])
            #expect(fixture.reviewer.reviews.current.count == 3)
        }
    }

    @Test func aPatchOfWhichObjectIsWrittenIsRefused() async throws {
        try await withFixture({ _ in Reviewer.patch([["op": "replace", "path": "/metadata/name", "value": "other"]]) }) {
            fixture in
            try await fixture.configure("Mutating", "rename")
            #expect(try await fixture.makeMap("a").status == 500)
        }
    }

    @Test func serviceWithoutEndpointsIsAFailure() async throws {
        try await withFixture({ _ in ["allowed": true] }) { fixture in
            try await fixture.cluster.created(
                "/api/v1/namespaces/default/services",
                ["apiVersion": "v1", "kind": "Service", "metadata": ["name": "hook"], "spec": ["ports": [["port": 443]]]])
            try await fixture.configure(
                "Validating", "inside", ["clientConfig": ["service": ["namespace": "default", "name": "hook"]]])
            let refused = try await fixture.makeMap("a")
            #expect(refused.status == 500)
            #expect(refused.body["message"]?.stringValue?.contains("no endpoints available for service \"hook\"") == true)
        }
    }

    @Test func whatAWebhookAddsToAPodGetsTheDefaultsOfTheServer() async throws {
        try await withFixture({ _ in
            Reviewer.patch([
                ["op": "add", "path": "/spec/containers/-", "value": ["name": "sidecar", "image": "s:1"]]
            ])
        }) { fixture in
            try await fixture.configure(
                "Mutating", "inject",
                ["rules": [["apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE"], "resources": ["pods"]]]])
            var pod = PodRequests.object("p")
            pod[path: ["spec", "automountServiceAccountToken"]] = true
            let made = try await fixture.cluster.send("POST", PodRequests.path, pod)
            #expect(made.status == 201, "\(made.text)")
            let containers = made.body["spec"]?["containers"]?.arrayValue ?? []
            #expect(containers.count == 2)
            #expect(containers.last?["imagePullPolicy"] == "IfNotPresent")
            // The token of the ServiceAccount is there, too, as in the containers that the client named.
            #expect(containers.last?["volumeMounts"]?.arrayValue?.count == 1)
        }
    }
}
