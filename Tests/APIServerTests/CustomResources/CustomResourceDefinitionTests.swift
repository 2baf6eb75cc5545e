import JSON
import TestSupport
import Testing

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
                "x-kubernetes-validations[0].rule: Invalid value: \"self.(\": compilation failed"
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

    @Test func aPathOfFiltersWithoutEndIsRefused() async throws {
        let path = ".a" + String(repeating: "[?(@", count: 100_000)
        let message = try await Self.refusal { definition in
            definition[path: ["spec", "versions"]] = [
                [
                    "name": "v1", "served": true, "storage": true, "schema": ["openAPIV3Schema": ["type": "object"]],
                    "additionalPrinterColumns": [["name": "A", "type": "string", "jsonPath": .string(path)]],
                ]
            ]
        }
        #expect(message.contains("filters nest too deeply"))
    }
}
