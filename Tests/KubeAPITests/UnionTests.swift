import JSON
import KubeAPI
import Schema
import Testing

/// Values that JSON shows as one of several types.
struct UnionTests {
    private static let schema = JSONSchemaPropsShape.shape.schema

    /// A schema, and the message that Go's encoder makes of what is given in it.
    private static let messages: [(JSONValue, [UInt8])] = [
        (["items": ["type": "string"]], [0xC2, 1, 10, 0x0A, 8, 0x2A, 6] + Array("string".utf8)),
        (["items": [[:], [:]]], [0xC2, 1, 4, 0x12, 0, 0x12, 0]),
        (["additionalProperties": true], [0xF2, 1, 2, 0x08, 1]),
        (["additionalProperties": false], [0xF2, 1, 2, 0x08, 0]),
        (["additionalProperties": [:]], [0xF2, 1, 4, 0x08, 1, 0x12, 0]),
        (["dependencies": ["a": ["b"]]], [0x82, 2, 8, 0x0A, 1, 0x61, 0x12, 3, 0x12, 1, 0x62]),
        (["default": "x"], [0x42, 5, 0x0A, 3, 0x22, 0x78, 0x22]),
        (["enum": [nil, 1, ["a": 2]]], [0xA2, 1, 0, 0xA2, 1, 3, 0x0A, 1, 0x31, 0xA2, 1, 9, 0x0A, 7] + Array("{\"a\":2}".utf8)),
        (["maximum": 5, "minimum": 1.5], [0x49, 0, 0, 0, 0, 0, 0, 0x14, 0x40, 0x59, 0, 0, 0, 0, 0, 0, 0xF8, 0x3F]),
    ]

    @Test(arguments: messages.indices)
    func unionsHaveTheMessageOfTheirForm(index: Int) throws {
        let (json, bytes) = Self.messages[index]
        #expect(Self.schema.protobuf(json) == bytes)
        // Whole numbers are the same whether they were floating or not.
        #expect(try Self.schema.object(protobuf: bytes) == json)
    }

    @Test func messagesWithoutAFormAreFalseOrNothing() throws {
        #expect(try Self.schema.object(protobuf: [0xF2, 1, 0]) == ["additionalProperties": false])
        #expect(try Self.schema.object(protobuf: [0xC2, 1, 0, 0x42, 0]) == [:])
    }

    @Test func whatIsInsideIsReadOnItsOwn() throws {
        let reading = try Self.schema.read(["items": ["type": "string", "bogus": 1], "bogus": 2, "additionalItems": ["x": 1]])
        #expect(reading.value == ["items": ["type": "string"], "additionalItems": [:]])
        // Kubernetes does not hear of what is unknown inside.
        #expect(reading.unknownFields == ["bogus"])
        #expect(try Self.schema.read(["items": true]).value == [:])
    }

    @Test(
        arguments: [
            (["items": ["type": 5]], "json: cannot unmarshal number into Go struct field JSONSchemaProps.type of type string"),
            (
                ["properties": ["a": ["items": [["properties": [["x"]]]]]]],
                "json: cannot unmarshal array into Go struct field JSONSchemaProps.properties of type map[string]v1.JSONSchemaProps"
            ),
            (["additionalProperties": 5], "boolean or JSON schema expected"),
        ] as [(JSONValue, String)])
    func wrongTypesInsideAreNamedFromThere(json: JSONValue, reason: String) throws {
        let error = #expect(throws: SchemaTypeError.self) { try Self.schema.read(json) }
        #expect(error?.reason == reason)
    }

    @Test func brokenMessagesAreErrors() throws {
        for bytes: [UInt8] in [[0xC2, 1, 9, 0x0A], [0x42, 3, 0x0A, 1, 0x7B], [0xF2, 1, 1, 0x08]] {
            #expect(throws: ProtobufError.self) { try Self.schema.object(protobuf: bytes) }
        }
    }
}
