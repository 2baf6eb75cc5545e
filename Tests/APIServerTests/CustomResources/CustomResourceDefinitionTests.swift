import JSON
import TestSupport
import Testing
import Transport

struct CustomResourceDefinitionTests {
    private static func refusal(_ change: (inout JSONValue) -> Void) async throws -> String {
        var definition = Gadgets.definition()
        change(&definition)
        let sent = definition
        return try await TestCluster.run { cluster in
            let answer = try await cluster.send("POST", Gadgets.definitions, sent)
            #expect(answer.status == 422, "\(answer.text)")
            return answer.body["message"]?.stringValue ?? ""
        }
    }

    private static func refusal(schema: JSONValue) async throws -> String {
        try await refusal { definition in
            definition[path: ["spec", "versions"]] = [
                [
                    "name": "v1", "served": true, "storage": true,
                    "schema": ["openAPIV3Schema": ["type": "object", "properties": ["spec": schema]]],
                ]
            ]
        }
    }

    @Test func theNameIsThatOfThePluralAndTheGroup() async throws {
        let message = try await Self.refusal { $0[path: ["metadata", "name"]] = "others.example.org" }
        #expect(
            message.contains("metadata.name: Invalid value: \"others.example.org\": must be spec.names.plural+\".\"+spec.group"))
    }

    @Test func conversionWebhooksAreRefusedPlainly() async throws {
        let message = try await Self.refusal { definition in
            definition[path: ["spec", "conversion"]] = [
                "strategy": "Webhook",
                "webhook": [
                    "clientConfig": ["url": "https://a.example"], "conversionReviewVersions": ["v1"],
                ],
            ]
        }
        #expect(message.contains("this server does not call conversion webhooks"))
    }

    @Test(
        arguments: [
            (
                ["type": "object", "properties": ["a": [:]]],
                "properties[spec].properties[a].type: Required value: must not be empty for specified object fields"
            ),
            (["type": "array"], "properties[spec].items: Required value: must be specified"),
            (["type": "thing"], "properties[spec].type: Unsupported value: \"thing\""),
            (
                ["type": "object", "properties": ["a": ["type": "string"]], "additionalProperties": ["type": "string"]],
                "additionalProperties and properties are mutual exclusive"
            ),
            (
                ["type": "string", "pattern": "("],
                "properties[spec].pattern: Invalid value: \"(\": must be a valid regular expression"
            ),
            (["type": "integer", "default": "x"], "properties[spec].default: Invalid value: \"string\""),
            (
                ["type": "array", "items": ["type": "string"], "x-kubernetes-list-type": "map"],
                "properties[spec].x-kubernetes-list-map-keys: Required value"
            ),
            (
                ["type": "object", "anyOf": [["type": "object"]]],
                "properties[spec].anyOf[0].type: Forbidden: must be empty to be structural"
            ),
            (
                ["type": "object", "x-kubernetes-validations": [["rule": "self.("]]],
                "x-kubernetes-validations[0].rule: Invalid value: {\"Rule\":\"self.(\",\"Message\":\"\",\"MessageExpression\":"
                    + "\"\",\"Reason\":null,\"FieldPath\":\"\",\"OptionalOldSelf\":null}: compilation failed: ERROR: <input>:1:6"
            ),
            (
                [
                    "type": "object", "properties": ["n": ["type": "integer"]],
                    "x-kubernetes-validations": [["rule": "self.m > 1"]],
                ],
                "compilation failed: ERROR: <input>:1:5: undefined field 'm'\n | self.m > 1\n | ....^"
            ),
            (
                [
                    "type": "object", "properties": ["n": ["type": "integer"]],
                    "x-kubernetes-validations": [["rule": "self.n == 'a'"]],
                ],
                "found no matching overload for '_==_' applied to '(int, string)'"
            ),
            (
                [
                    "type": "object", "properties": ["n": ["type": "integer"]],
                    "x-kubernetes-validations": [["rule": "self.n"]],
                ],
                "cel expression must evaluate to a bool"
            ),
            (
                [
                    "type": "array", "items": ["type": "string", "x-kubernetes-validations": [["rule": "self == oldSelf"]]],
                ],
                "oldSelf cannot be used on the uncorrelatable portion of the schema within "
                    + "spec.validation.openAPIV3Schema.properties[spec]"
            ),
            (
                ["type": "object", "x-kubernetes-validations": [["rule": "true", "fieldPath": ".nope"]]],
                "x-kubernetes-validations[0].fieldPath: Invalid value: \".nope\": fieldPath must be a valid path"
            ),
        ] as [(JSONValue, String)])
    func schemasThatAreNotStructuralAreRefused(schema: JSONValue, message: String) async throws {
        let text = try await Self.refusal(schema: schema)
        #expect(text.contains(message), "\(text)")
    }

    @Test func aSecondDefinitionDoesNotGetNamesThatAreTaken() async throws {
        try await Gadgets.run { cluster in
            var second = Gadgets.definition()
            second[path: ["metadata", "name"]] = "widgets.example.org"
            second[path: ["spec", "names"]] = ["plural": "widgets", "kind": "Gadget"]
            _ = try await cluster.send("POST", Gadgets.definitions, second)
            var conditions: [JSONValue] = []
            for _ in 0..<2000 where conditions.isEmpty {
                let answer = try await cluster.send("GET", "\(Gadgets.definitions)/widgets.example.org")
                conditions = answer.body[path: "status", "conditions"]?.arrayValue ?? []
                try await Task.sleep(for: .milliseconds(5))
            }
            let texts = conditions.map { "\($0["type"]?.stringValue ?? "") \($0["status"]?.stringValue ?? "")" }
            #expect(texts == ["NamesAccepted False", "Established False"])
            #expect(try await cluster.send("GET", "/apis/example.org/v1/widgets").status == 404)
        }
    }

    @Test func aVersionThatObjectsAreStoredInCannotBeTakenOut() async throws {
        try await Gadgets.run { cluster in
            let stored = try await cluster.send("GET", "\(Gadgets.definitions)/\(Gadgets.name)")
            var changed = stored.body
            changed[path: ["spec", "versions"]] = [Gadgets.version("v2", spec: Gadgets.spec, isStored: true)]
            let answer = try await cluster.send("PUT", "\(Gadgets.definitions)/\(Gadgets.name)", changed)
            #expect(answer.status == 422)
            #expect(answer.text.contains("status.storedVersions[0]: Invalid value: \\\"v1\\\": missing from spec.versions"))
        }
    }

    @Test func aColumnWithAnEndlessPathLeavesTheColumnsOfEveryKind() async throws {
        let path = ".a" + String(repeating: "[?(@", count: 100_000)
        var definition = Gadgets.definition()
        definition[path: ["spec", "versions"]] = [
            [
                "name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": ["type": "object"]],
                "additionalPrinterColumns": [["name": "A", "type": "string", "jsonPath": .string(path)]],
            ]
        ]
        try await Gadgets.run(definition) { cluster in
            let table = try await cluster.send(
                "GET", Gadgets.path, accept: "application/json;as=Table;v=v1;g=meta.k8s.io")
            let names = table.body["columnDefinitions"]?.arrayValue?.compactMap { $0["name"]?.stringValue }
            #expect(names == ["Name", "Age"], "\(table.text)")
        }
    }

    @Test func columnsAndPathsAreRefusedInTheOrderOfTheirFields() async throws {
        let message = try await Self.refusal { definition in
            definition[path: ["spec", "versions"]] = [
                [
                    "name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": ["type": "object"]],
                    "subresources": ["scale": ["specReplicasPath": "spec.n", "statusReplicasPath": ".spec.n"]],
                    "additionalPrinterColumns": [["name": "A", "type": "text", "jsonPath": "a"]],
                ]
            ]
        }
        let causes = [
            "spec.subresources.scale.specReplicasPath: Invalid value: \"spec.n\": must be a simple json path starting with .",
            "spec.subresources.scale.statusReplicasPath: Invalid value: \".spec.n\": should be a json path under .status",
            "spec.additionalPrinterColumns[0].type: Invalid value: \"text\": must be one of boolean,date,integer,number,string",
            "spec.additionalPrinterColumns[0].JSONPath: Invalid value: \"a\": must be a simple json path starting with .",
        ]
        #expect(message.hasSuffix("is invalid: [\(causes.joined(separator: ", "))]"), "\(message)")
    }

    @Test func groupsOfTheCommunityNeedAnApproval() async throws {
        let message = try await Self.refusal { definition in
            definition[path: ["metadata", "name"]] = "gadgets.example.k8s.io"
            definition[path: ["spec", "group"]] = "example.k8s.io"
        }
        #expect(
            message.hasSuffix(
                "metadata.annotations[api-approved.kubernetes.io]: Required value: protected groups must have approval annotation "
                    + "\"api-approved.kubernetes.io\", see https://github.com/kubernetes/enhancements/pull/1111"))
    }

    @Test func aDeprecatedVersionWarns() async throws {
        var old = Gadgets.version("v1beta1", spec: Gadgets.spec)
        old["deprecated"] = true
        try await Gadgets.run(Gadgets.definition(more: [old])) { cluster in
            let answer = try await cluster.send("GET", "/apis/example.org/v1beta1/namespaces/default/gadgets")
            #expect(
                answer.headers["Warning"]
                    == "299 - \"example.org/v1beta1 Gadget is deprecated; use example.org/v1 Gadget\"")
        }
    }
}
