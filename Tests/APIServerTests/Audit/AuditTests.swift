import APIServer
import AsyncTools
import JSON
import KubeAPI
import TestSupport
import Testing
import Transport

/// Keeps what the audit pipeline hands it.
final class KeptEvents: AuditSink {
    let name = "kept"
    private let lines = Guarded<[[UInt8]]>([])

    func write(_ lines: [[UInt8]]) async -> Int {
        self.lines.withLock { $0 += lines }
        return 0
    }

    var all: [JSONValue] { lines.current.compactMap { try? JSONReader.read($0) } }

    /// The first events that fit, once there are so many.
    func wait(_ count: Int = 1, where fits: (JSONValue) -> Bool) async throws -> [JSONValue] {
        while true {
            let found = all.filter(fits)
            if found.count >= count { return found }
            try await Task.sleep(for: .milliseconds(5))
        }
    }
}

@Suite(.timeLimit(.minutes(10)))
struct AuditTests {
    private static func run(
        _ policy: String, _ body: @Sendable (TestCluster, KeptEvents) async throws -> Void
    ) async throws {
        let events = KeptEvents()
        var configuration = ServerConfiguration()
        configuration.audit = AuditConfiguration(policy: try AuditPolicy(yaml: policy), sinks: [events])
        try await TestCluster.run(configuration: configuration) { try await body($0, events) }
    }

    private static func policy(_ level: String, omitting stages: String = "RequestReceived") -> String {
        "{apiVersion: audit.k8s.io/v1, kind: Policy, omitStages: [\(stages)], rules: [{level: None, users: ['system:apiserver']}, {level: \(level)}]}"
    }

    @Test func eventTellsWhoDidWhat() async throws {
        try await Self.run(Self.policy("Metadata")) { cluster, events in
            var request = HTTPRequest(
                "POST", ConfigMaps.path, query: "dryRun=All",
                headers: [
                    "Content-Type": "application/json", "User-Agent": "kubectl/test", "Audit-Id": "my-own-id",
                    "X-Forwarded-For": "192.0.2.7",
                ], body: JSONWriter.bytes(ConfigMaps.object("cm")), remoteAddress: "198.51.100.1:4711")
            request.headers.add("Impersonate-User", "jane")
            request.headers.add("Impersonate-Group", "system:masters")
            let response = try await cluster.exchange.send(request)
            #expect(response.status == 201)
            #expect(response.headers["Audit-Id"] == "my-own-id")
            let event = try await events.wait { $0["auditID"] == "my-own-id" }[0]
            #expect(event["kind"] == "Event")
            #expect(event["apiVersion"] == "audit.k8s.io/v1")
            #expect(event["level"] == "Metadata")
            #expect(event["stage"] == "ResponseComplete")
            #expect(event["verb"] == "create")
            #expect(event["requestURI"] == "\(ConfigMaps.path)?dryRun=All".json)
            #expect(event[path: "user", "username"] == "admin")
            #expect(event[path: "impersonatedUser", "username"] == "jane")
            #expect(event["sourceIPs"] == ["192.0.2.7", "198.51.100.1"])
            #expect(event["userAgent"] == "kubectl/test")
            #expect(
                event["objectRef"] == ["resource": "configmaps", "namespace": "default", "name": "cm", "apiVersion": "v1"])
            #expect(event[path: "responseStatus", "code"] == 201)
            #expect(event["requestObject"] == nil)
            #expect(event[path: ["annotations", "authorization.k8s.io/decision"]] == "allow")
        }
    }

    @Test func pathsThatEverybodyMayAskAreRecordedLikeOthers() async throws {
        try await Self.run(Self.policy("Metadata")) { cluster, events in
            for path in ["/livez", "/version", "/api"] {
                _ = await cluster.server.respond(
                    to: HTTPRequest("GET", path, peer: .inProcess(user: "jane", groups: ["system:authenticated"])))
                let event = try await events.wait {
                    $0["requestURI"] == path.json && $0[path: "user", "username"] == "jane"
                }[0]
                #expect(event["verb"] == "get")
                #expect(event["objectRef"] == nil)
                #expect(event[path: ["annotations", "authorization.k8s.io/decision"]] == "allow")
            }
            let stranger = HTTPRequest("GET", "/healthz", headers: ["Authorization": "Bearer nonsense"])
            #expect(await cluster.server.respond(to: stranger).status == 401)
            #expect(try await events.wait { $0["requestURI"] == "/healthz" }[0][path: "responseStatus", "code"] == 401)
        }
    }

    @Test func deletionOptionsAreShownAsRead() async throws {
        try await Self.run(Self.policy("Request")) { cluster, events in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            _ = try await cluster.send(
                "DELETE", "\(ConfigMaps.path)/cm", ["propagationPolicy": "Background", "gracePeriodSeconds": 0])
            let event = try await events.wait { $0["verb"] == "delete" }[0]
            #expect(
                event["requestObject"].map { JSONWriter.string($0) }
                    == #"{"kind":"DeleteOptions","apiVersion":"meta.k8s.io/__internal","gracePeriodSeconds":0,"#
                    + #""propagationPolicy":"Background"}"#)
        }
    }

    @Test func everyPodIsRecordedWithTheStandardItWasHeldTo() async throws {
        let events = KeptEvents()
        var configuration = ServerConfiguration()
        configuration.audit = AuditConfiguration(policy: try AuditPolicy(yaml: Self.policy("Metadata")), sinks: [events])
        configuration.podSecurity.exemptNamespaces = ["free"]
        try await TestCluster.run(configuration: configuration) { cluster in
            func annotations(_ namespace: String) async throws -> JSONValue {
                let path = "/api/v1/namespaces/\(namespace)/pods"
                try await cluster.created(path, PodRequests.object("p"))
                return try await events.wait { $0["requestURI"] == path.json }[0]["annotations"] ?? .null
            }
            let prefix = "pod-security.kubernetes.io/"
            #expect(try await annotations("default")["\(prefix)enforce-policy"] == "privileged:latest")
            try await cluster.makeNamespace(
                "base", labels: ["\(prefix)enforce": "baseline", "\(prefix)enforce-version": "v1.30"])
            #expect(try await annotations("base")["\(prefix)enforce-policy"] == "baseline:v1.30")
            try await cluster.makeNamespace("free", labels: [:])
            let labelled = try await cluster.mergePatch(
                "/api/v1/namespaces/free",
                ["metadata": ["labels": ["\(prefix)enforce": "baseline", "\(prefix)audit": "privileged"]]])
            #expect(
                labelled.warnings == [
                    #"namespace "free" is exempt from Pod Security, and the policy (enforce=baseline:latest) will be ignored"#
                ])
            let free = try await annotations("free")
            #expect(free["\(prefix)exempt"] == "namespace")
            #expect(free["\(prefix)enforce-policy"] == nil)
        }
    }

    @Test func narrowImpersonationIsNamed() async throws {
        try await Self.run(Self.policy("Metadata")) { cluster, events in
            let group = "rbac.authorization.k8s.io"
            _ = try await cluster.send(
                "POST", "/apis/\(group)/v1/clusterroles",
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": "r"],
                    "rules": [
                        ["apiGroups": ["authentication.k8s.io"], "resources": ["users"], "verbs": ["impersonate:user-info"]],
                        ["apiGroups": [""], "resources": ["pods"], "verbs": ["impersonate-on:user-info:list"]],
                    ],
                ])
            _ = try await cluster.send(
                "POST", "/apis/\(group)/v1/clusterrolebindings",
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ["name": "b"],
                    "roleRef": ["apiGroup": .string(group), "kind": "ClusterRole", "name": "r"],
                    "subjects": [["kind": "User", "name": "support", "apiGroup": .string(group)]],
                ])
            _ = await cluster.server.respond(
                to: HTTPRequest(
                    "GET", "/api/v1/pods", headers: ["Impersonate-User": "jane"], peer: .inProcess(user: "support", groups: [])))
            let event = try await events.wait { $0[path: "user", "username"] == "support" }[0]
            #expect(event[path: "impersonatedUser", "username"] == "jane")
            #expect(event["authenticationMetadata"] == ["impersonationConstraint": "impersonate:user-info"])
        }
    }

    @Test func refusalsAreRecordedWithTheirReason() async throws {
        try await Self.run(Self.policy("Metadata")) { cluster, events in
            _ = try await cluster.send("GET", "/api/v1/secrets", as: cluster.exchange(user: "eve"))
            let event = try await events.wait { $0[path: "user", "username"] == "eve" }[0]
            #expect(event[path: "responseStatus", "code"] == 403)
            #expect(event[path: "responseStatus", "reason"] == "Forbidden")
            #expect(event[path: ["annotations", "authorization.k8s.io/decision"]] == "forbid")
            #expect(event[path: ["annotations", "authorization.k8s.io/reason"]] == "")
            let unknown = HTTPRequest("GET", "/api/v1/pods", headers: ["Authorization": "Bearer nonsense"])
            #expect(await cluster.server.respond(to: unknown).status == 401)
            let strangers = try await events.wait { $0[path: "responseStatus", "code"] == 401 }
            #expect(strangers.map { $0["stage"] } == ["ResponseStarted"])
            #expect(strangers.map { $0["user"] } == [.emptyObject])
        }
    }

    @Test func bodiesAreRecordedOnlyOnceTheyAreAllowedAndRead() async throws {
        try await Self.run(Self.policy("RequestResponse", omitting: "")) { cluster, events in
            let eve = cluster.exchange(user: "eve")
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("hers"), as: eve)
            let refused = try await events.wait(2) { $0[path: "user", "username"] == "eve" }
            #expect(refused.allSatisfy { $0["requestObject"] == nil })
            #expect(refused.last?[path: "responseObject", "reason"] == "Forbidden")
            _ = try await cluster.send("POST", ConfigMaps.path, ["kind": "Pod", "apiVersion": "v1"])
            let misread = try await events.wait { $0[path: "responseStatus", "code"] == 400 }[0]
            #expect(misread["requestObject"] == nil)
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            let made = try await events.wait(2) { $0[path: "objectRef", "name"] == "cm" || $0["stage"] == "RequestReceived" }
            #expect(made.filter { $0["stage"] == "RequestReceived" }.allSatisfy { $0["requestObject"] == nil })
        }
    }

    @Test func whatIsSentIsRecordedWithItsDefaults() async throws {
        try await Self.run(Self.policy("Request")) { cluster, events in
            let service: JSONValue = [
                "apiVersion": "v1", "kind": "Service", "metadata": ["name": "s"], "spec": ["ports": [["port": 80]]],
            ]
            _ = try await cluster.send("POST", "/api/v1/namespaces/default/services", service)
            let created = try await events.wait { $0[path: "objectRef", "name"] == "s" }[0]
            #expect(created[path: "requestObject", "spec", "type"] == "ClusterIP")
        }
    }

    @Test func stagesFollowOneAnother() async throws {
        try await Self.run(Self.policy("Metadata", omitting: "")) { cluster, events in
            _ = try await cluster.send("GET", "\(ConfigMaps.path)?watch=true&timeoutSeconds=1")
            let stages = try await events.wait(3) { $0["verb"] == "watch" }.map { $0["stage"]?.stringValue }
            #expect(stages == ["RequestReceived", "ResponseStarted", "ResponseComplete"])
            _ = try await cluster.send("GET", "\(ConfigMaps.path)/none")
            let short = try await events.wait(2) { $0["verb"] == "get" }.map { $0["stage"]?.stringValue }
            #expect(short == ["RequestReceived", "ResponseComplete"])
        }
    }

    @Test func bodiesAreRecordedAtTheirLevels() async throws {
        try await Self.run(Self.policy("RequestResponse")) { cluster, events in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            let created = try await events.wait { $0["verb"] == "create" && $0[path: "objectRef", "resource"] == "configmaps" }[0]
            #expect(created[path: "requestObject", "data", "a"] == "1")
            #expect(created[path: "responseObject", "metadata", "uid"]?.stringValue?.isEmpty == false)
            let patch: JSONValue = ["data": ["b": "2"]]
            _ = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm", patch, contentType: "application/merge-patch+json")
            #expect(try await events.wait { $0["verb"] == "patch" }[0]["requestObject"] == patch)
        }
        try await Self.run(Self.policy("Request")) { cluster, events in
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            let created = try await events.wait { $0["verb"] == "create" && $0[path: "objectRef", "resource"] == "configmaps" }[0]
            #expect(created[path: "requestObject", "data", "a"] == "1")
            #expect(created["responseObject"] == nil)
        }
    }

    @Test func secretsAndTokensAreNeverRecorded() async throws {
        try await Self.run(Self.policy("RequestResponse")) { cluster, events in
            let secret: JSONValue = [
                "apiVersion": "v1", "kind": "Secret", "metadata": ["name": "s"], "stringData": ["password": "hunter2"],
            ]
            _ = try await cluster.send("POST", "/api/v1/namespaces/default/secrets", secret)
            _ = try await cluster.send("GET", "/api/v1/namespaces/default/secrets")
            let review: JSONValue = [
                "apiVersion": "authentication.k8s.io/v1", "kind": "TokenReview", "spec": ["token": "hunter2"],
            ]
            _ = try await cluster.send("POST", "/apis/authentication.k8s.io/v1/tokenreviews", review)
            let found = try await events.wait(3) {
                ["secrets", "tokenreviews"].contains($0[path: "objectRef", "resource"]?.stringValue ?? "")
            }
            #expect(found.allSatisfy { $0["level"] == "Metadata" })
            for event in events.all { #expect(!JSONWriter.string(event).contains("hunter2")) }
        }
    }

    @Test func firstMatchingRuleDecides() async throws {
        let policy = """
            apiVersion: audit.k8s.io/v1
            kind: Policy
            omitStages: [RequestReceived]
            rules:
            - level: None
              users: ["system:apiserver"]
            - level: None
              verbs: [get]
              resources: [{group: "", resources: [configmaps], resourceNames: [dull]}]
            - level: Request
              namespaces: [default]
              resources: [{group: "", resources: ["pods/*", "*/status"]}]
            - level: None
              nonResourceURLs: ["/api*"]
            - level: Metadata
              userGroups: [watched]
            """
        try await Self.run(policy) { cluster, events in
            let watched = cluster.exchange(user: "w", groups: ["watched"])
            for target in ["\(ConfigMaps.path)/dull", "/api/v1", "\(ConfigMaps.path)/bright"] {
                _ = try await cluster.send("GET", target, as: watched)
            }
            _ = try await cluster.send("GET", "\(ConfigMaps.path)/bright")
            _ = try await cluster.send("GET", "/api/v1/namespaces/default/pods/p/log")
            _ = try await events.wait { $0[path: "objectRef", "subresource"] == "log" }
            let seen = events.all.map {
                "\($0[path: "user", "username"]?.stringValue ?? "") \($0["requestURI"]?.stringValue ?? "")"
            }
            #expect(seen == ["w \(ConfigMaps.path)/bright", "admin /api/v1/namespaces/default/pods/p/log"])
        }
    }

    @Test func standardPolicyRecordsWritesAndWhoReadsSecrets() async throws {
        let events = KeptEvents()
        var configuration = ServerConfiguration()
        configuration.audit = AuditConfiguration(policy: try .standard, sinks: [events])
        try await TestCluster.run(configuration: configuration) { cluster in
            _ = try await cluster.send("GET", "/api/v1/pods")
            _ = try await cluster.send("GET", "/api/v1/secrets")
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            _ = try await cluster.send("DELETE", "\(ConfigMaps.path)/cm")
            _ = try await events.wait { $0["verb"] == "delete" }
            #expect(events.all.map { $0["verb"]?.stringValue } == ["list", "create", "delete"])
        }
    }

    @Test(arguments: [
        "kind: Policy", "{apiVersion: audit.k8s.io/v1, kind: Policy, rules: []}",
        "{apiVersion: audit.k8s.io/v1, kind: Policy, rules: [{level: Some}]}",
        "{apiVersion: audit.k8s.io/v1, kind: Policy, omitStages: [Never], rules: [{level: None}]}", "[", "",
    ])
    func policyWithMistakesIsRefused(text: String) {
        #expect(throws: AuditPolicy.Invalid.self) { try AuditPolicy(yaml: text) }
    }
}

extension String {
    fileprivate var json: JSONValue { .string(self) }
}
