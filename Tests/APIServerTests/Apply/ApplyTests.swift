import APIServer
import JSON
import TestSupport
import Testing
import Transport

/// Server-side apply, as `kubectl apply --server-side` and client-go ask for it.
struct ApplyTests {
    static let type = "application/apply-patch+yaml"

    static func apply(
        _ cluster: TestCluster, _ path: String, _ body: JSONValue, by manager: String, _ parameters: String = ""
    ) async throws -> TestAnswer {
        try await cluster.send("PATCH", "\(path)?fieldManager=\(manager)\(parameters)", body, contentType: type)
    }

    static func deployment(_ spec: JSONValue, labels: JSONValue? = nil) -> JSONValue {
        var object: JSONValue = ["apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "d"], "spec": spec]
        if let labels { object[path: ["metadata", "labels"]] = labels }
        return object
    }

    static let deploymentPath = "/apis/apps/v1/namespaces/default/deployments/d"

    static func fullSpec(replicas: Int64?, image: String = "nginx:1") -> JSONValue {
        var spec: JSONValue = [
            "selector": ["matchLabels": ["app": "a"]],
            "template": [
                "metadata": ["labels": ["app": "a"]],
                "spec": ["containers": [["name": "c", "image": .string(image), "ports": [["containerPort": 80]]]]],
            ],
        ]
        if let replicas { spec["replicas"] = .int(replicas) }
        return spec
    }

    /// The fields of a manager, as text.
    static func fields(_ answer: TestAnswer, of manager: String, _ subresource: String? = nil) -> String? {
        let entry = answer.body[path: "metadata", "managedFields"]?.arrayValue?.first {
            $0["manager"]?.stringValue == manager && $0["subresource"]?.stringValue == subresource
        }
        return entry?["fieldsV1"].map { JSONWriter.string($0) }
    }

    static func managers(_ answer: TestAnswer) -> [String] {
        answer.body[path: "metadata", "managedFields"]?.arrayValue?.compactMap { $0["manager"]?.stringValue } ?? []
    }

    @Test func applyMakesWhatIsMissingAndChangesWhatIsThere() async throws {
        try await TestCluster.run { cluster in
            let created = try await Self.apply(
                cluster, "\(ConfigMaps.path)/cm", ConfigMaps.object("cm", data: ["a": "1", "b": "2"]), by: "one")
            #expect(created.status == 201, "\(created.text)")
            #expect(Self.fields(created, of: "one") == #"{"f:data":{"f:a":{},"f:b":{}}}"#)
            let changed = try await Self.apply(
                cluster, "\(ConfigMaps.path)/cm", ConfigMaps.object("cm", data: ["b": "3"]), by: "one")
            #expect(changed.status == 200)
            #expect(changed.body["data"] == ["b": "3"])
            #expect(Self.fields(changed, of: "one") == #"{"f:data":{"f:b":{}}}"#)
        }
    }

    @Test func yamlIsAppliedToo() async throws {
        try await TestCluster.run { cluster in
            let text = "apiVersion: v1\nkind: ConfigMap\nmetadata:\n  name: cm\ndata:\n  a: \"1\"\n"
            let answer = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm?fieldManager=one", bytes: Array(text.utf8), contentType: Self.type)
            #expect(answer.status == 201, "\(answer.text)")
            #expect(answer.body["data"] == ["a": "1"])
        }
    }

    @Test func applyingTheSameAgainChangesNothing() async throws {
        try await TestCluster.run { cluster in
            let body = Self.deployment(Self.fullSpec(replicas: 2))
            let first = try await Self.apply(cluster, Self.deploymentPath, body, by: "one")
            #expect(first.status == 201, "\(first.text)")
            let second = try await Self.apply(cluster, Self.deploymentPath, body, by: "one")
            #expect(second.status == 200)
            #expect(second.body == first.body)
        }
    }

    @Test func aDryRunShowsTheOutcomeAndLeavesNothing() async throws {
        try await TestCluster.run { cluster in
            let answer = try await Self.apply(
                cluster, "\(ConfigMaps.path)/cm", ConfigMaps.object("cm"), by: "one", "&dryRun=All")
            #expect(answer.status == 201)
            #expect(answer.body["data"] == ["a": "1"])
            #expect(try await cluster.send("GET", "\(ConfigMaps.path)/cm").status == 404)
        }
    }

    @Test func conflictsNameEveryFieldAndItsOwner() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send(
                "POST", "/apis/apps/v1/namespaces/default/deployments", Self.deployment(Self.fullSpec(replicas: 1)),
                agent: "maker/1.0 (linux)")
            let answer = try await Self.apply(
                cluster, Self.deploymentPath, Self.deployment(Self.fullSpec(replicas: 2, image: "nginx:2")), by: "two")
            #expect(answer.status == 409)
            #expect(answer.body["reason"] == "Conflict")
            #expect(
                answer.body["message"]
                    == "Apply failed with 2 conflicts: conflicts with \"maker\" using apps/v1:\n- .spec.replicas\n- .spec.template.spec.containers[name=\"c\"].image"
            )
            #expect(
                answer.body[path: "details", "causes"] == [
                    [
                        "reason": "FieldManagerConflict", "message": "conflict with \"maker\" using apps/v1",
                        "field": ".spec.replicas",
                    ],
                    [
                        "reason": "FieldManagerConflict", "message": "conflict with \"maker\" using apps/v1",
                        "field": ".spec.template.spec.containers[name=\"c\"].image",
                    ],
                ])
            let forced = try await Self.apply(
                cluster, Self.deploymentPath, Self.deployment(Self.fullSpec(replicas: 2, image: "nginx:2")), by: "two",
                "&force=true")
            #expect(forced.status == 200)
            #expect(forced.body[path: "spec", "replicas"] == 2)
            #expect(Self.fields(forced, of: "maker")?.contains("f:replicas") == false)
            #expect(Self.fields(forced, of: "two")?.contains("f:replicas") == true)
        }
    }

    @Test func equalValuesAreShared() async throws {
        try await TestCluster.run { cluster in
            let path = "\(ConfigMaps.path)/cm"
            _ = try await Self.apply(cluster, path, ConfigMaps.object("cm", data: ["a": "1"]), by: "one")
            let shared = try await Self.apply(cluster, path, ConfigMaps.object("cm", data: ["a": "1"]), by: "two")
            #expect(shared.status == 200, "\(shared.text)")
            #expect(Self.managers(shared).sorted() == ["one", "two"])
            let left = try await Self.apply(cluster, path, ConfigMaps.object("cm", data: ["b": "1"]), by: "one")
            #expect(left.body["data"] == ["a": "1", "b": "1"])
            let gone = try await Self.apply(cluster, path, ConfigMaps.object("cm", data: ["c": "1"]), by: "two")
            #expect(gone.body["data"] == ["b": "1", "c": "1"])
        }
    }

    @Test func whatAnUpdateSetStaysWhenItWasNeverApplied() async throws {
        try await TestCluster.run { cluster in
            let path = "\(ConfigMaps.path)/cm"
            _ = try await Self.apply(cluster, path, ConfigMaps.object("cm", data: ["a": "1"]), by: "one")
            _ = try await cluster.send(
                "PATCH", path, ["data": ["b": "2"]], contentType: "application/merge-patch+json", agent: "editor/1")
            let answer = try await Self.apply(cluster, path, ConfigMaps.object("cm", data: ["c": "3"]), by: "one")
            #expect(answer.body["data"] == ["b": "2", "c": "3"])
        }
    }

    @Test func elementsOfAListWithKeysBelongToWhoAppliedThem() async throws {
        try await TestCluster.run { cluster in
            func service(_ ports: JSONValue) -> JSONValue {
                ["apiVersion": "v1", "kind": "Service", "metadata": ["name": "s"], "spec": ["ports": ports]]
            }
            let path = "/api/v1/namespaces/default/services/s"
            _ = try await Self.apply(
                cluster, path, service([["name": "a", "port": 80], ["name": "b", "port": 81]]), by: "one")
            _ = try await Self.apply(cluster, path, service([["name": "c", "port": 82]]), by: "two")
            let answer = try await Self.apply(cluster, path, service([["name": "b", "port": 81]]), by: "one")
            #expect(answer.body[path: "spec", "ports"]?.arrayValue?.compactMap { $0["name"]?.stringValue } == ["b", "c"])
            let twice = try await Self.apply(
                cluster, path, service([["name": "x", "port": 90], ["name": "y", "port": 90]]), by: "one")
            #expect(twice.status == 500)
            #expect(
                twice.body["message"]
                    == "failed to create typed patch object (/s; /v1, Kind=Service): .spec.ports: duplicate entries for key [port=90,protocol=\"TCP\"]"
            )
        }
    }

    @Test(arguments: [
        (#"{"kind":"Secret","metadata":{"name":"cm"}}"#, 400, "invalid object type: /v1, Kind=Secret"),
        (
            #"{"kind":"ConfigMap","metadata":{"name":"cm","managedFields":[{"manager":"x"}]}}"#, 400,
            "metadata.managedFields must be nil"
        ),
        (
            #"{"kind":"ConfigMap","metadata":{"name":"cm"},"nope":1}"#, 500,
            "failed to create typed patch object (/cm; /v1, Kind=ConfigMap): .nope: field not declared in schema"
        ),
        (
            #"{"kind":"ConfigMap","metadata":{"name":"other"}}"#, 400,
            "the name of the object (other) does not match the name on the URL (cm)"
        ),
        (
            #"{"kind":"ConfigMap","metadata":{"name":"cm","namespace":"x"}}"#, 400,
            "the namespace of the provided object does not match the namespace sent on the request"
        ),
        (
            #"{"kind":"ConfigMap","metadata":{"name":"cm","uid":"u"}}"#, 409,
            "Operation cannot be fulfilled on configmaps \"cm\": uid mismatch: the provided object specified uid u, and no "
                + "existing object was found"
        ),
    ])
    func whatCannotBeAppliedIsRefused(_ text: String, _ status: Int, _ message: String) async throws {
        var body = try JSONReader.read(text)
        body["apiVersion"] = "v1"
        let sent = body
        try await TestCluster.run { cluster in
            let answer = try await Self.apply(cluster, "\(ConfigMaps.path)/cm", sent, by: "one")
            #expect(answer.status == status)
            #expect(answer.body["message"]?.stringValue == message)
        }
    }

    @Test func anotherFormatIsRefused() async throws {
        try await TestCluster.run { cluster in
            let answer = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm?fieldManager=one", ConfigMaps.object("cm"),
                contentType: "application/apply-patch+cbor")
            #expect(answer.status == 415)
            #expect(
                answer.body["message"] == "415: Unsupported Media Type")
        }
    }

    @Test func creatingByApplyTakesTheRightToCreate() async throws {
        try await TestCluster.run { cluster in
            _ = try await cluster.send(
                "POST", "/apis/rbac.authorization.k8s.io/v1/clusterroles",
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRole", "metadata": ["name": "patcher"],
                    "rules": [["apiGroups": [""], "resources": ["configmaps"], "verbs": ["patch"]]],
                ])
            _ = try await cluster.send(
                "POST", "/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
                [
                    "apiVersion": "rbac.authorization.k8s.io/v1", "kind": "ClusterRoleBinding", "metadata": ["name": "patcher"],
                    "roleRef": ["apiGroup": "rbac.authorization.k8s.io", "kind": "ClusterRole", "name": "patcher"],
                    "subjects": [["apiGroup": "rbac.authorization.k8s.io", "kind": "User", "name": "jane"]],
                ])
            let jane = cluster.exchange(user: "jane")
            let answer = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm?fieldManager=one", ConfigMaps.object("cm"), contentType: Self.type, as: jane)
            #expect(answer.status == 403, "\(answer.text)")
            _ = try await cluster.send("POST", ConfigMaps.path, ConfigMaps.object("cm"))
            let allowed = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/cm?fieldManager=one", ConfigMaps.object("cm"), contentType: Self.type, as: jane)
            #expect(allowed.status == 200, "\(allowed.text)")
        }
    }

    @Test func aMissingNamespaceIsNotFound() async throws {
        try await TestCluster.run { cluster in
            let answer = try await Self.apply(
                cluster, "/api/v1/namespaces/none/configmaps/cm", ConfigMaps.object("cm"), by: "one")
            #expect(answer.status == 404)
            #expect(answer.body["message"] == "namespaces \"none\" not found")
        }
    }

    @Test func objectsThatNobodyWasRecordedForBelongToBeforeFirstApply() async throws {
        try await TestCluster.run { cluster in
            let path = "\(ConfigMaps.path)/cm"
            var object = ConfigMaps.object("cm", data: ["a": "1"])
            _ = try await cluster.send("POST", ConfigMaps.path, object)
            object[path: ["metadata", "managedFields"]] = []
            let reset = try await cluster.send("PUT", path, object)
            #expect(reset.status == 200)
            #expect(reset.body[path: "metadata", "managedFields"] == nil)
            let conflict = try await Self.apply(cluster, path, ConfigMaps.object("cm", data: ["a": "2"]), by: "one")
            #expect(conflict.status == 409)
            #expect(
                conflict.body["message"] == "Apply failed with 1 conflict: conflict with \"before-first-apply\" using v1: .data.a"
            )
            let applied = try await Self.apply(cluster, path, ConfigMaps.object("cm", data: ["b": "2"]), by: "one")
            #expect(Self.managers(applied) == ["one", "before-first-apply"])
            #expect(applied.body["data"] == ["a": "1", "b": "2"])
        }
    }

    @Test func theStatusIsAppliedThroughItsOwnPath() async throws {
        try await TestCluster.run { cluster in
            _ = try await Self.apply(cluster, Self.deploymentPath, Self.deployment(Self.fullSpec(replicas: 1)), by: "one")
            let status: JSONValue = [
                "apiVersion": "apps/v1", "kind": "Deployment", "metadata": ["name": "d"], "spec": ["replicas": 9],
                "status": ["replicas": 3, "conditions": [["type": "Available", "status": "True"]]],
            ]
            let answer = try await Self.apply(cluster, Self.deploymentPath + "/status", status, by: "watcher")
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.body[path: "status", "replicas"] == 3)
            #expect(answer.body[path: "spec", "replicas"] == 1)
            #expect(
                Self.fields(answer, of: "watcher", "status")
                    == #"{"f:status":{"f:conditions":{"k:{\"type\":\"Available\"}":{".":{},"f:status":{},"f:type":{}}},"f:replicas":{}}}"#
            )
            let missing = try await Self.apply(
                cluster, "/apis/apps/v1/namespaces/default/deployments/none/status", status, by: "watcher")
            #expect(missing.status == 404)
        }
    }

    @Test func aScaleTakesTheReplicasFromWhoAppliedThem() async throws {
        try await TestCluster.run { cluster in
            _ = try await Self.apply(cluster, Self.deploymentPath, Self.deployment(Self.fullSpec(replicas: 1)), by: "one")
            let scaled = try await cluster.send(
                "PATCH", Self.deploymentPath + "/scale", ["spec": ["replicas": 3]],
                contentType: "application/merge-patch+json", agent: "scaler/1")
            #expect(scaled.status == 200, "\(scaled.text)")
            let read = try await cluster.send("GET", Self.deploymentPath)
            #expect(Self.fields(read, of: "scaler", "scale") == #"{"f:spec":{"f:replicas":{}}}"#)
            #expect(Self.fields(read, of: "one")?.contains("f:replicas") == false)
            let conflict = try await Self.apply(
                cluster, Self.deploymentPath, Self.deployment(Self.fullSpec(replicas: 1)), by: "one")
            #expect(conflict.status == 409)
            #expect(
                conflict.body["message"]
                    == "Apply failed with 1 conflict: conflict with \"scaler\" with subresource \"scale\" using apps/v1: .spec.replicas"
            )
            let scale: JSONValue = [
                "apiVersion": "autoscaling/v1", "kind": "Scale", "metadata": ["name": "d"], "spec": ["replicas": 5],
            ]
            let refused = try await Self.apply(cluster, Self.deploymentPath + "/scale", scale, by: "hpa")
            #expect(refused.status == 409, "\(refused.text)")
            let forced = try await Self.apply(cluster, Self.deploymentPath + "/scale", scale, by: "hpa", "&force=true")
            #expect(forced.body[path: "spec", "replicas"] == 5)
        }
    }

    @Test func nullsReleaseAValueAndStillClaimIt() async throws {
        try await TestCluster.run { cluster in
            _ = try await Self.apply(cluster, Self.deploymentPath, Self.deployment(Self.fullSpec(replicas: 4)), by: "one")
            var spec = Self.fullSpec(replicas: nil)
            spec["replicas"] = .null
            let answer = try await Self.apply(cluster, Self.deploymentPath, Self.deployment(spec), by: "one")
            #expect(answer.status == 200, "\(answer.text)")
            #expect(answer.body[path: "spec", "replicas"] == 1)
            #expect(Self.fields(answer, of: "one")?.contains("f:replicas") == true)
        }
    }

    @Test func aStaleVersionInTheConfigurationIsAConflict() async throws {
        try await TestCluster.run { cluster in
            let path = "\(ConfigMaps.path)/cm"
            _ = try await Self.apply(cluster, path, ConfigMaps.object("cm"), by: "one")
            var stale = ConfigMaps.object("cm", data: ["a": "2"])
            stale[path: ["metadata", "resourceVersion"]] = "1"
            let answer = try await Self.apply(cluster, path, stale, by: "one")
            #expect(answer.status == 409)
            #expect(answer.body["message"]?.stringValue?.contains("the object has been modified") == true)
        }
    }
}
