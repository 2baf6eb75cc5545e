import JSON
import TestSupport
import Testing

/// How often and in which order a refused change names what is wrong.
@Suite struct UpdateCausesTests {
    private static let merge = "application/merge-patch+json"
    private static let template: JSONValue = [
        "metadata": ["labels": ["a": "b"]], "spec": ["containers": [["name": "c", "image": "i"]]],
    ]

    private static func causes(_ answer: TestAnswer) -> [String] {
        (answer.body[path: "details", "causes"]?.arrayValue ?? []).map { $0["field"]?.stringValue ?? "" }
    }

    @Test func aReplicaSetIsLookedAtTwice() async throws {
        try await TestCluster.run { cluster in
            let path = "/apis/apps/v1/namespaces/default/replicasets"
            let set: JSONValue = [
                "apiVersion": "apps/v1", "kind": "ReplicaSet", "metadata": ["name": "r"],
                "spec": ["selector": ["matchLabels": ["a": "b"]], "template": Self.template],
            ]
            #expect(try await cluster.send("POST", path, set).status == 201)
            let answer = try await cluster.send(
                "PATCH", "\(path)/r", ["spec": ["replicas": -1]], contentType: Self.merge)
            #expect(Self.causes(answer) == ["spec.replicas", "spec.replicas"])
            #expect(
                answer.body["message"]
                    == "ReplicaSet.apps \"r\" is invalid: spec.replicas: Invalid value: -1: must be greater than or equal to 0")
        }
    }

    @Test func metadataIsLookedAtByEveryKindAndByItsOwn() async throws {
        try await TestCluster.run { cluster in
            let label: JSONValue = ["metadata": ["labels": ["a": "not good"]]]
            let reference: JSONValue = ["apiVersion": "v1", "kind": "Event", "name": "n", "uid": "u"]
            let owner: JSONValue = ["metadata": ["ownerReferences": [reference]]]
            _ = try await cluster.send(
                "POST", "/api/v1/namespaces/default/configmaps",
                ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": "c"]])
            _ = try await cluster.send(
                "POST", "/apis/policy/v1/namespaces/default/poddisruptionbudgets",
                ["apiVersion": "policy/v1", "kind": "PodDisruptionBudget", "metadata": ["name": "Any_Name"], "spec": [:]])
            for (path, body, field, count) in [
                ("/api/v1/namespaces/default/configmaps/c", label, "metadata.labels", 4),
                ("/api/v1/namespaces/default/configmaps/c", owner, "metadata.ownerReferences", 4),
                ("/api/v1/namespaces/default", label, "metadata.labels", 4),
                ("/api/v1/namespaces/default/status", label, "metadata.labels", 3),
                ("/apis/policy/v1/namespaces/default/poddisruptionbudgets/Any_Name", label, "metadata.labels", 2),
            ] {
                let answer = try await cluster.send("PATCH", path, body, contentType: Self.merge)
                #expect(answer.status == 422, "\(path)")
                #expect(Self.causes(answer) == Array(repeating: field, count: count), "\(path)")
            }
        }
    }

    @Test func whatIsWrongWithOwnersAndFinalizersIsSaidOfTheList() async throws {
        try await TestCluster.run { cluster in
            func owner(_ name: String) -> JSONValue {
                ["apiVersion": "v1", "kind": "Node", "name": .string(name), "uid": "u", "controller": true]
            }
            let answer = try await cluster.send(
                "POST", "/api/v1/namespaces/default/configmaps",
                [
                    "apiVersion": "v1", "kind": "ConfigMap",
                    "metadata": [
                        "name": "c", "finalizers": ["orphan", "foregroundDeletion"],
                        "ownerReferences": [owner("a"), ["apiVersion": "", "kind": "K", "name": "n", "uid": ""], owner("b")],
                    ],
                ])
            let messages = (answer.body[path: "details", "causes"]?.arrayValue ?? []).map {
                "\($0["field"]?.stringValue ?? ""): \($0["message"]?.stringValue ?? "")"
            }
            #expect(
                messages == [
                    "metadata.ownerReferences.apiVersion: Invalid value: \"\": version must not be empty",
                    "metadata.ownerReferences.uid: Invalid value: \"\": must not be empty",
                    "metadata.ownerReferences: Invalid value: [{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"name\":\"a\","
                        + "\"uid\":\"u\",\"controller\":true},{\"apiVersion\":\"\",\"kind\":\"K\",\"name\":\"n\",\"uid\":\"\"},"
                        + "{\"apiVersion\":\"v1\",\"kind\":\"Node\",\"name\":\"b\",\"uid\":\"u\",\"controller\":true}]: Only one "
                        + "reference can have Controller set to true. Found \"true\" in references for Node/a and Node/b",
                    "metadata.finalizers: Invalid value: [\"orphan\",\"foregroundDeletion\"]: finalizer orphan and "
                        + "foregroundDeletion cannot be both set",
                ])
        }
    }

    @Test func aJobsStatusIsRefusedInTheOrderOfItsChecks() async throws {
        try await TestCluster.run { cluster in
            let path = "/apis/batch/v1/namespaces/default/jobs"
            var template = Self.template
            template[path: ["spec", "restartPolicy"]] = "Never"
            let job: JSONValue = [
                "apiVersion": "batch/v1", "kind": "Job", "metadata": ["name": "j"], "spec": ["template": template],
            ]
            #expect(try await cluster.send("POST", path, job).status == 201)
            let answer = try await cluster.send(
                "PATCH", "\(path)/j/status", ["status": ["conditions": [["type": "Complete", "status": "True"]]]],
                contentType: Self.merge)
            #expect(Self.causes(answer) == ["status.completionTime", "status.conditions", "status.startTime"])
        }
    }

    @Test func theMandatoryFlowControlObjectsStayAsTheyAre() async throws {
        try await TestCluster.run { cluster in
            let path = "/apis/flowcontrol.apiserver.k8s.io/v1"
            let schema = try await cluster.send(
                "PATCH", "\(path)/flowschemas/exempt", ["spec": ["rules": []]], contentType: Self.merge)
            #expect(schema.text.contains("spec of 'exempt' must equal the fixed value"))
            let level = try await cluster.send(
                "PATCH", "\(path)/prioritylevelconfigurations/exempt",
                ["spec": ["exempt": ["nominalConcurrencyShares": 3]]], contentType: Self.merge)
            #expect(level.status == 200)
            let stored = try await cluster.send("GET", "\(path)/flowschemas/catch-all")
            let condition = stored.body[path: "status", "conditions"]?.arrayValue?.first
            #expect(condition?["type"] == "Dangling")
            #expect(condition?["status"] == "False")
        }
    }

    @Test func theClassesOfTheSystemCannotBeDeleted() async throws {
        try await TestCluster.run { cluster in
            let path = "/apis/scheduling.k8s.io/v1/priorityclasses/system-node-critical"
            #expect(try await cluster.send("GET", path).body["value"] == 2_000_001_000)
            let answer = try await cluster.send("DELETE", path)
            #expect(answer.status == 403)
            #expect(
                answer.body["message"]?.stringValue
                    == "priorityclasses.scheduling.k8s.io \"system-node-critical\" is forbidden: this is a system priority class "
                    + "and cannot be deleted")
        }
    }

    @Test func theExpressionsOfPoliciesAreCompiled() async throws {
        try await TestCluster.run { cluster in
            let policy: JSONValue = [
                "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy", "metadata": ["name": "p"],
                "spec": [
                    "matchConstraints": [
                        "resourceRules": [
                            ["operations": ["CREATE"], "apiGroups": [""], "apiVersions": ["v1"], "resources": ["pods"]]
                        ]
                    ],
                    "variables": [["name": "n", "expression": "object.metadata.name"]],
                    "validations": [
                        ["expression": "variables.n == 'a' && authorizer.path('/x').check('get').allowed()"],
                        ["expression": "params.x"], ["expression": "1", "messageExpression": "2"],
                    ],
                ],
            ]
            let answer = try await cluster.send(
                "POST", "/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies", policy)
            let messages = (answer.body[path: "details", "causes"]?.arrayValue ?? []).map {
                "\($0["field"]?.stringValue ?? ""): \($0["message"]?.stringValue ?? "")"
            }
            #expect(
                messages == [
                    "spec.validations[1].expression: Invalid value: \"params.x\": compilation failed: ERROR: <input>:1:1: "
                        + "undeclared reference to 'params' (in container '')\n | params.x\n | ^",
                    "spec.validations[2].expression: Invalid value: \"1\": must evaluate to bool",
                    "spec.validations[2].messageExpression: Invalid value: \"2\": must evaluate to string",
                ])
        }
    }
}
