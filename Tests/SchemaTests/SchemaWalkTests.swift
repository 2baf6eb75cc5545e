import JSON
import Schema
import Testing

private struct PortShape: Shape {
    static let shape = Reflected<Self>("test.Port", "A port.")
    let port = Value<Int32>(1, "The number.", required: true)
    let `protocol` = Value<String>(2, "The protocol.", default: "TCP", oneOf: ["TCP", "UDP"])
    let target = Field<IntOrString>(3, "The target.")
}

private struct StrategyShape: Shape {
    static let shape = Reflected<Self>("test.Strategy", "A strategy.")
    let kind = Value<String>(1, "The kind.", default: "Rolling")
}

private struct ThingShape: Shape {
    static let shape = Reflected<Self>("test.Thing", "A thing.", rules: [.atMostOne(["first", "second"])])
    let name = Value<String>(1, "The name.", required: true)
    let replicas = Field<Int32>(2, "How many.", default: 1)
    let period = Value<Int32>(3, "How often.", default: 10)
    let ports = Value<[Object<PortShape>]>(4, "The ports.")
    let limits = Value<[String: Quantity]>(5, "The limits.")
    let strategy = Value<Object<StrategyShape>>(6, "The strategy.", default: [:])
    let other = Field<Object<StrategyShape>>(7, "Another strategy.")
    let at = Field<Timestamp>(8, "When.")
    let data = Value<[String: Base64Bytes]>(9, "Bytes.")
    let labels = Value<[String: String]>(10, "Labels.")
    let first = Field<String>(11, "One way.")
    let second = Field<String>(12, "Another way.")
    let anything = Field<JSONValue>(13, "Any JSON.")
    let child = Field<Object<ThingShape>>(14, "A thing in the thing.")
    let status = Value<Object<PortShape>>(15, "What components write.")
}

private let schema = ThingShape.shape.schema

@Suite struct SchemaDefaultsTests {
    @Test func absentFieldsGetTheirDefaultsAlsoInListsAndNewObjects() {
        var thing: JSONValue = ["name": "a", "ports": [["port": 80], ["port": 53, "protocol": "UDP"]]]
        schema.applyDefaults(to: &thing)
        #expect(
            thing == [
                "name": "a", "replicas": 1, "period": 10, "strategy": ["kind": "Rolling"],
                "ports": [["port": 80, "protocol": "TCP"], ["port": 53, "protocol": "UDP"]],
            ])
    }

    @Test func zeroCountsAsAbsentOnlyWhereAbsenceMeansNothing() {
        var thing: JSONValue = ["replicas": 0, "period": 0, "strategy": ["kind": ""]]
        schema.applyDefaults(to: &thing)
        #expect(thing == ["replicas": 0, "period": 10, "strategy": ["kind": "Rolling"]])
    }

    @Test func objectsThatAreNotThereAreNotMade() {
        var thing: JSONValue = ["child": ["name": "b"]]
        schema.applyDefaults(to: &thing)
        #expect(thing["other"] == nil)
        #expect(thing[path: "child", "replicas"] == 1)
    }

    @Test func valuesOfTheWrongTypeAreLeftAlone() {
        var thing: JSONValue = ["ports": "x", "strategy": 5]
        schema.applyDefaults(to: &thing)
        #expect(thing["ports"] == "x")
        #expect(thing["strategy"] == 5)
    }
}

@Suite struct SchemaReadingTests {
    @Test func emptyListsAndMapsAreLeftOutAndEmptyObjectsStay() throws {
        let reading = try schema.read([
            "name": "a", "ports": [], "limits": [:], "labels": [:], "data": [:], "other": [:], "anything": [],
            "child": ["name": "b", "labels": [:]],
        ])
        #expect(reading.value == ["name": "a", "other": [:], "anything": [], "child": ["name": "b"]])
        #expect(reading.unknownFields.isEmpty)
    }

    @Test func unknownFieldsAreDroppedAndNamed() throws {
        let reading = try schema.read([
            "name": "a", "foo": 1, "ports": [["port": 1], ["port": 2, "bar": [:]]], "child": ["x": 1, "labels": ["y": "z"]],
            "anything": ["kept": true],
        ])
        #expect(reading.unknownFields == ["foo", "ports[1].bar", "child.x"])
        #expect(
            reading.value == [
                "name": "a", "ports": [["port": 1], ["port": 2]], "child": ["labels": ["y": "z"]],
                "anything": ["kept": true],
            ])
    }

    @Test func nullsAreDroppedOrBecomeZero() throws {
        let reading = try schema.read(["name": nil, "labels": ["a": nil], "ports": [nil], "replicas": nil])
        #expect(reading.value == ["labels": ["a": ""], "ports": [[:]]])
        #expect(reading.unknownFields == [])
    }

    @Test func valuesBecomeCanonical() throws {
        let reading = try schema.read([
            "limits": ["cpu": 0.5, "memory": "1024Ki"], "at": "2026-01-02T03:04:05.5+01:00", "replicas": 3.0,
        ])
        #expect(
            reading.value == ["limits": ["cpu": "500m", "memory": "1Mi"], "at": "2026-01-02T02:04:05Z", "replicas": 3])
    }

    @Test(
        arguments: [
            (["name": 5], "json: cannot unmarshal number into Go struct field Thing.name of type string"),
            (["replicas": "3"], "json: cannot unmarshal string into Go struct field Thing.replicas of type int32"),
            (
                ["replicas": 3_000_000_000],
                "json: cannot unmarshal number 3000000000 into Go struct field Thing.replicas of type int32"
            ),
            (["replicas": 1.5], "json: cannot unmarshal number 1.5 into Go struct field Thing.replicas of type int32"),
            (
                ["ports": [["port": 1], ["port": true]]],
                "json: cannot unmarshal bool into Go struct field Port.ports.port of type int32"
            ),
            (["ports": [:]], "json: cannot unmarshal object into Go struct field Thing.ports of type []test.Port"),
            (["labels": ["a.b/c": [1]]], "json: cannot unmarshal array into Go struct field Thing.labels of type string"),
            (["data": ["k": "?"]], "illegal base64 data at input byte 0"),
            (["at": "soon"], "parsing time \"soon\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \"soon\" as \"2006\""),
            (
                ["at": "2026-01-02 03:04:05Z"],
                "parsing time \"2026-01-02 03:04:05Z\" as \"2006-01-02T15:04:05Z07:00\": cannot parse \" 03:04:05Z\" as \"T\""
            ),
            (["ports": [["target": true]]], "json: cannot unmarshal bool into Go value of type int32"),
            (["child": []], "json: cannot unmarshal array into Go struct field Thing.child of type test.Thing"),
            ([], "json: cannot unmarshal array into Go value of type test.Thing"),
        ] as [(JSONValue, String)])
    func wrongTypesAreNamedAsClientsKnowIt(value: JSONValue, text: String) {
        do {
            _ = try schema.read(value)
            Issue.record("read \(value)")
        } catch {
            #expect(error.description == text)
        }
    }
}

@Suite struct SchemaChecksTests {
    private func text(_ value: JSONValue) -> [String] {
        schema.violations(in: value).map { violation in
            switch violation.kind {
            case .required: "\(violation.path) required"
            case .notSupported(let text, let allowed): "\(violation.path) \(text) not in \(allowed)"
            case .tooMany(let first): "\(violation.path) beside \(first)"
            }
        }
    }

    @Test func missingAndEmptyRequiredFieldsAreNamed() {
        #expect(text([:]) == ["name required"])
        #expect(text(["name": "", "ports": [[:]]]) == ["name required", "ports[0].port required"])
        #expect(text(["name": "a", "child": [:]]) == ["child.name required"])
    }

    @Test func textOutsideTheAllowedIsNamed() {
        #expect(
            text(["name": "a", "ports": [["port": 1, "protocol": "X"]]]) == ["ports[0].protocol X not in [\"TCP\", \"UDP\"]"])
    }

    @Test func secondMemberOfAUnionIsNamed() {
        #expect(text(["name": "a", "first": "1", "second": "2"]) == ["second beside first"])
    }

    @Test func statusIsLeftToTheComponentThatWritesIt() {
        #expect(text(["name": "a", "status": [:]]) == [])
    }
}
