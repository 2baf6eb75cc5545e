import JSON
import TestSupport
import Testing
import Transport

/// Policies that are bound, met through the API.
struct ValidatingAdmissionPolicyTests {
    private static let group = "/apis/admissionregistration.k8s.io/v1"
    private static let configMaps: JSONValue = [
        "apiGroups": [""], "apiVersions": ["v1"], "operations": ["CREATE", "UPDATE"], "resources": ["configmaps"],
    ]

    /// Makes the policy `p` for ConfigMaps, and the binding `b`.
    private func bind(
        _ cluster: TestCluster, _ policy: JSONObject, _ binding: JSONObject = [:], rule: JSONValue = configMaps
    ) async throws {
        var spec: JSONObject = ["matchConstraints": ["resourceRules": [rule]]]
        for member in policy.members { spec[member.key] = member.value }
        try await cluster.created(
            "\(Self.group)/validatingadmissionpolicies",
            [
                "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
                "metadata": ["name": "p"], "spec": .object(spec),
            ])
        var bound: JSONObject = ["policyName": "p", "validationActions": ["Deny"]]
        for member in binding.members { bound[member.key] = member.value }
        try await cluster.created(
            "\(Self.group)/validatingadmissionpolicybindings",
            [
                "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding",
                "metadata": ["name": "b"], "spec": .object(bound),
            ])
    }

    private func makeMap(
        _ cluster: TestCluster, _ name: String, data: JSONValue = [:], labels: JSONValue = [:], namespace: String = "default"
    ) async throws -> TestAnswer {
        try await cluster.send(
            "POST", "/api/v1/namespaces/\(namespace)/configmaps",
            ["apiVersion": "v1", "kind": "ConfigMap", "metadata": ["name": .string(name), "labels": labels], "data": data])
    }

    @Test func whatBreaksAPolicyIsRefusedWithTheExpression() async throws {
        try await TestCluster.run { cluster in
            try await bind(cluster, ["validations": [["expression": "object.data.size() <= 1"]]])
            #expect(try await makeMap(cluster, "small", data: ["a": "1"]).status == 201)
            let refused = try await makeMap(cluster, "large", data: ["a": "1", "b": "2"])
            let text =
                "ValidatingAdmissionPolicy 'p' with binding 'b' denied request: failed expression: object.data.size() <= 1"
            #expect(refused.status == 422)
            #expect(refused.body["reason"] == "Invalid")
            #expect(refused.body["message"] == .string("configmaps \"large\" is forbidden: \(text)"))
            #expect(refused.body[path: "details", "causes"] == [["message": .string(text)]])
            let change = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/small", ["data": ["b": "2"]], contentType: "application/merge-patch+json")
            #expect(change.status == 422)
            let dryRun = try await cluster.send(
                "PATCH", "\(ConfigMaps.path)/small?dryRun=All", ["data": ["b": "2"]],
                contentType: "application/merge-patch+json")
            #expect(dryRun.status == 422)
            // Neither the policy nor the binding can be kept from being taken back.
            #expect(try await cluster.send("DELETE", "\(Self.group)/validatingadmissionpolicybindings/b").status == 200)
            #expect(try await makeMap(cluster, "large", data: ["a": "1", "b": "2"]).status == 201)
        }
    }

    @Test func messagesAndReasonsAreThePolicys() async throws {
        try await TestCluster.run { cluster in
            try await bind(
                cluster,
                [
                    "validations": [
                        [
                            "expression": "!has(object.data.secret)", "message": "fixed",
                            "messageExpression": "object.metadata.name + ' holds a secret'", "reason": "Forbidden",
                        ],
                        ["expression": "!has(object.data.token)", "message": "no tokens"],
                    ]
                ])
            let first = try await makeMap(cluster, "a", data: ["secret": "x", "token": "y"])
            #expect(first.status == 403)
            #expect(first.body["reason"] == "Forbidden")
            #expect(first.body["message"]?.stringValue?.hasSuffix("denied request: a holds a secret") == true)
            let second = try await makeMap(cluster, "a", data: ["token": "y"])
            #expect(second.status == 422)
            #expect(second.body["message"]?.stringValue?.hasSuffix("denied request: no tokens") == true)
        }
    }

    @Test func warningsLetTheWriteThrough() async throws {
        try await TestCluster.run { cluster in
            try await bind(
                cluster, ["validations": [["expression": "object.data.size() == 0"]]], ["validationActions": ["Warn", "Audit"]])
            let made = try await makeMap(cluster, "a", data: ["x": "y"])
            #expect(made.status == 201)
            let warning = made.headers["Warning"] ?? ""
            #expect(warning.contains("Validation failed for ValidatingAdmissionPolicy 'p' with binding 'b'"), "\(warning)")
        }
    }

    @Test func parametersComeFromAnObject() async throws {
        try await TestCluster.run { cluster in
            try await bind(
                cluster,
                [
                    "paramKind": ["apiVersion": "v1", "kind": "ConfigMap"],
                    "matchConditions": [["name": "not-itself", "expression": "object.metadata.name != 'limits'"]],
                    "validations": [["expression": "object.data.size() <= int(params.data.most)"]],
                ], ["paramRef": ["name": "limits", "parameterNotFoundAction": "Deny"]])
            let missing = try await makeMap(cluster, "a")
            #expect(missing.status == 422)
            #expect(missing.body["message"]?.stringValue?.contains("no params found for policy binding") == true)
            _ = try await cluster.send("DELETE", "\(Self.group)/validatingadmissionpolicybindings/b")
            #expect(try await makeMap(cluster, "limits", data: ["most": "1"]).status == 201)
            try await cluster.created(
                "\(Self.group)/validatingadmissionpolicybindings",
                [
                    "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicyBinding",
                    "metadata": ["name": "c"],
                    "spec": [
                        "policyName": "p", "validationActions": ["Deny"],
                        "paramRef": ["name": "limits", "parameterNotFoundAction": "Allow"],
                    ],
                ])
            #expect(try await makeMap(cluster, "one", data: ["a": "1"]).status == 201)
            #expect(try await makeMap(cluster, "two", data: ["a": "1", "b": "2"]).status == 422)
            _ = try await cluster.send("DELETE", "\(ConfigMaps.path)/limits")
            #expect(try await makeMap(cluster, "two", data: ["a": "1", "b": "2"]).status == 201)
        }
    }

    @Test func variablesNamespaceAndUserCanBeNamed() async throws {
        try await TestCluster.run { cluster in
            try await bind(
                cluster,
                [
                    "variables": [
                        ["name": "keys", "expression": "object.data.map(key, key)"],
                        ["name": "many", "expression": "size(variables.keys) > 1"],
                        ["name": "unused", "expression": "object.data.missing"],
                    ],
                    "validations": [
                        ["expression": "!variables.many"],
                        ["expression": "namespaceObject.metadata.name == request.namespace"],
                        ["expression": "request.userInfo.username == 'admin' && request.operation == 'CREATE'"],
                        ["expression": "request.resource.resource == 'configmaps' && oldObject == null"],
                    ],
                ])
            let made = try await makeMap(cluster, "a", data: ["x": "1"])
            #expect(made.status == 201, "\(made.text)")
            #expect(try await makeMap(cluster, "b", data: ["x": "1", "y": "2"]).status == 422)
        }
    }

    @Test(arguments: [("Fail", 422), ("Ignore", 201)])
    func whatCannotBeWorkedOutFollowsTheFailurePolicy(policy: String, status: Int) async throws {
        try await TestCluster.run { cluster in
            try await bind(
                cluster, ["failurePolicy": .string(policy), "validations": [["expression": "object.data.missing == 'x'"]]])
            let answer = try await makeMap(cluster, "a", data: ["x": "y"])
            #expect(answer.status == status)
            if status == 422 {
                let text = "expression 'object.data.missing == 'x'' resulted in error: no such key: missing"
                #expect(answer.body["message"]?.stringValue?.contains(text) == true, "\(answer.text)")
            }
        }
    }

    @Test func selectorsSayWhichObjectsAreMeant() async throws {
        try await TestCluster.run { cluster in
            try await cluster.created(
                "/api/v1/namespaces", ["apiVersion": "v1", "kind": "Namespace", "metadata": ["name": "free"]])
            try await bind(
                cluster, ["validations": [["expression": "false"]]],
                [
                    "matchResources": [
                        "objectSelector": ["matchLabels": ["kind": "held"]],
                        "namespaceSelector": [
                            "matchExpressions": [
                                ["key": "kubernetes.io/metadata.name", "operator": "NotIn", "values": ["free"]]
                            ]
                        ],
                    ]
                ])
            #expect(try await makeMap(cluster, "a").status == 201)
            #expect(try await makeMap(cluster, "b", labels: ["kind": "held"]).status == 422)
            #expect(try await makeMap(cluster, "b", labels: ["kind": "held"], namespace: "free").status == 201)
        }
    }

    @Test func deletionsAreJudgedByWhatIsStored() async throws {
        try await TestCluster.run { cluster in
            try await bind(
                cluster, ["validations": [["expression": "!has(oldObject.metadata.labels)", "message": "kept"]]],
                rule: ["apiGroups": [""], "apiVersions": ["*"], "operations": ["DELETE"], "resources": ["*"]])
            #expect(try await makeMap(cluster, "a", labels: ["keep": "yes"]).status == 201)
            #expect(try await makeMap(cluster, "b").status == 201)
            let refused = try await cluster.send("DELETE", "\(ConfigMaps.path)/a")
            #expect(refused.status == 422)
            #expect(refused.body["message"]?.stringValue?.hasSuffix("denied request: kept") == true)
            #expect(try await cluster.send("DELETE", "\(ConfigMaps.path)/b").status == 200)
        }
    }

    @Test func otherKindsAndExcludedOnesAreLeftAlone() async throws {
        try await TestCluster.run { cluster in
            try await bind(
                cluster,
                [
                    "matchConstraints": [
                        "resourceRules": [
                            ["apiGroups": ["*"], "apiVersions": ["*"], "operations": ["CREATE"], "resources": ["*"]]
                        ],
                        "excludeResourceRules": [
                            [
                                "apiGroups": [""], "apiVersions": ["v1"], "operations": ["*"], "resources": ["configmaps"],
                                "resourceNames": ["exempt"],
                            ]
                        ],
                    ], "matchConditions": [["name": "namespaced", "expression": "has(request.namespace)"]],
                    "validations": [["expression": "false"]],
                ])
            #expect(try await makeMap(cluster, "exempt").status == 201)
            #expect(try await makeMap(cluster, "other").status == 422)
            let node = try await cluster.send(
                "POST", "/api/v1/nodes", ["apiVersion": "v1", "kind": "Node", "metadata": ["name": "n"]])
            #expect(node.status == 201)
        }
    }

    @Test func statusSaysThatThePolicyHasBeenLookedAt() async throws {
        try await TestCluster.run { cluster in
            try await bind(cluster, ["validations": [["expression": "true"]]])
            let path = "\(Self.group)/validatingadmissionpolicies/p"
            func observed() async throws -> JSONValue? {
                for _ in 0..<1000 {
                    let policy = try await cluster.send("GET", path).body
                    let seen = policy[path: "status", "observedGeneration"]
                    if seen == policy[path: "metadata", "generation"] { return seen }
                    try await Task.sleep(for: .milliseconds(10))
                }
                return nil
            }
            #expect(try await observed() == 1)
            _ = try await cluster.send(
                "PATCH", path, ["spec": ["failurePolicy": "Ignore"]], contentType: "application/merge-patch+json")
            #expect(try await observed() == 2)
        }
    }

    @Test func aPolicyThatAsksTheAuthorizerIsWarnedOf() async throws {
        try await TestCluster.run { cluster in
            let made = try await cluster.send(
                "POST", "\(Self.group)/validatingadmissionpolicies",
                [
                    "apiVersion": "admissionregistration.k8s.io/v1", "kind": "ValidatingAdmissionPolicy",
                    "metadata": ["name": "p"],
                    "spec": [
                        "matchConstraints": ["resourceRules": [Self.configMaps]],
                        "validations": [["expression": "authorizer.path('/x').check('get').allowed()"]],
                    ],
                ])
            #expect(made.status == 201)
            #expect(made.headers["Warning"]?.contains("authorizer") == true)
        }
    }
}
