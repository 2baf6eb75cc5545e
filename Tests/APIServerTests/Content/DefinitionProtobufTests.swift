import APIServer
import JSON
import KubeAPI
import Schema
import TestSupport
import Testing
import Transport

/// CustomResourceDefinitions and APIServices in protobuf.
struct DefinitionProtobufTests {
    private static let accept = ProtobufBody.mediaType
    private static let one = "\(Gadgets.definitions)/\(Gadgets.name)"

    @Test func definitionsAreTheSameInProtobufAndJSON() async throws {
        try await Gadgets.run { cluster in
            let services = "/apis/apiregistration.k8s.io/v1/apiservices"
            for path in [Self.one, Gadgets.definitions, services, "\(services)/v1.apps"] {
                let json = try await cluster.send("GET", path)
                let protobuf = try await cluster.send("GET", path, accept: Self.accept)
                #expect(protobuf.status == 200)
                #expect(protobuf.headers["Content-Type"] == Self.accept, "\(path)")
                #expect(try ProtobufBody.object(protobuf.bytes) == json.body, "\(path)")
            }
        }
    }

    @Test func definitionsAreWrittenInProtobuf() async throws {
        try await TestCluster.run { cluster in
            let schema = CustomResourceDefinitionShape.shape.schema
            let created = try await cluster.send(
                "POST", Gadgets.definitions, bytes: schema.protobufBody(Gadgets.definition()), contentType: Self.accept,
                accept: Self.accept)
            #expect(created.status == 201)
            try await Gadgets.waitForCondition("Established", cluster)
            let stored = try await cluster.send("GET", Self.one)
            let wanted = Gadgets.definition()[path: "spec", "versions"]?.arrayValue?.first?["schema"]
            #expect(stored.body[path: "spec", "versions"]?.arrayValue?.first?["schema"] == wanted)
            #expect(try await cluster.send("POST", Gadgets.path, Gadgets.object("g")).status == 201)

            var changed = stored.body
            changed[path: ["metadata", "labels"]] = ["a": "b"]
            let updated = try await cluster.send(
                "PUT", Self.one, bytes: schema.protobufBody(changed), contentType: Self.accept, accept: Self.accept)
            #expect(updated.status == 200)
            let answer = try ProtobufBody.object(updated.bytes)
            #expect(answer[path: "metadata", "labels"] == ["a": "b"])
            #expect(answer["spec"] == stored.body["spec"])
            #expect(answer[path: "metadata", "generation"] == stored.body[path: "metadata", "generation"])
        }
    }

    @Test func definitionsAreWatchedInProtobuf() async throws {
        try await Gadgets.run { cluster in
            let path = "\(Gadgets.definitions)?watch=1&timeoutSeconds=1"
            let watch = try await cluster.send("GET", path, accept: Self.accept)
            let events = try ProtobufBody.events(watch.bytes)
            let json = try await cluster.send("GET", Self.one)
            #expect(events.first?["type"] == "ADDED")
            #expect(events.first?["object"] == json.body)
        }
    }

    @Test func unionsAreTypesOfTheirOwnInOpenAPI() async throws {
        try await TestCluster.run { cluster in
            let document = try await cluster.send("GET", "/openapi/v2")
            let definitions = document.body["definitions"]
            let prefix = "io.k8s.apiextensions-apiserver.pkg.apis.apiextensions.v1."
            for name in ["JSON", "JSONSchemaPropsOrArray", "JSONSchemaPropsOrBool", "JSONSchemaPropsOrStringArray"] {
                let definition = definitions?[prefix + name]?.objectValue
                #expect(definition.map { Array($0.keys) } == ["description"], "\(name)")
            }
            let properties = definitions?[prefix + "JSONSchemaProps"]?["properties"]
            #expect(properties?[path: "items", "$ref"]?.stringValue == "#/definitions/\(prefix)JSONSchemaPropsOrArray")
            #expect(properties?[path: "enum", "items", "$ref"]?.stringValue == "#/definitions/\(prefix)JSON")
        }
    }

    @Test func bodiesThatAreNoProtobufAreNamedAsGoDoes() async throws {
        let envelope: @Sendable (String, String, [UInt8]) -> [UInt8] = { apiVersion, kind, raw in
            ProtobufEnvelope.body(apiVersion: apiVersion, kind: kind) { $0.append(raw) }
        }
        let bodies: [(path: String, body: [UInt8], message: String)] = [
            (
                ConfigMaps.path, Array("{}".utf8),
                "the object provided is unrecognized (must be of type ConfigMap): provided data does not appear to be a protobuf message, expected prefix [107 56 115 0] ({})"
            ),
            (
                ConfigMaps.path, ProtobufEnvelope.magic,
                "the object provided is unrecognized (must be of type ConfigMap): empty body (6b387300)"
            ),
            (
                ConfigMaps.path, envelope("v1", "ConfigMap", [0x0A, 9]),
                "ConfigMap in version \"v1\" cannot be handled as a ConfigMap: unexpected EOF"
            ),
            (
                Gadgets.path, envelope("example.org/v1", "Gadget", [0x0A, 0]),
                "Gadget in version \"v1\" cannot be handled as a Gadget: object *unstructured.Unstructured does not implement the protobuf marshalling interface and cannot be encoded to a protobuf message"
            ),
        ]
        try await Gadgets.run { cluster in
            for (path, body, message) in bodies {
                let answer = try await cluster.send("POST", path, bytes: body, contentType: Self.accept)
                #expect(answer.status == 400)
                #expect(answer.body["message"]?.stringValue == message)
            }
            // Who does not say what it is sends what is expected.
            let nameless = try await cluster.send(
                "POST", ConfigMaps.path, bytes: envelope("", "", [0x0A, 3, 0x0A, 1, 0x7A]), contentType: Self.accept)
            #expect(nameless.status == 201)
            #expect(nameless.body[path: "metadata", "name"] == "z")
        }
    }
}
