import JSON
import Schema
import Testing

struct FieldSetTests {
    private static func set(_ text: String) throws -> FieldSet { try FieldSet(try JSONReader.read(text)) }

    private static func text(_ set: FieldSet) -> String { JSONWriter.string(.object(set.json)) }

    @Test func spellingsOfOneSetAreReadAlike() throws {
        let first = try Self.set(#"{"f:b":{},"f:a":{".":{},"k:{\"port\": 80, \"name\":\"x\"}":{}},"v:1.0":{".":{}},"z":{}}"#)
        let second = try Self.set(#"{"v:1":{},"f:a":{"k:{\"name\":\"x\",\"port\":80}":{},".":{}},"f:b":{}}"#)
        #expect(first == second)
        #expect(Self.text(first) == #"{"f:a":{".":{},"k:{\"name\":\"x\",\"port\":80}":{}},"f:b":{},"v:1":{}}"#)
    }

    @Test(arguments: [#"[]"#, #"{"f:a":1}"#, #"{"k:x":{}}"#, #"{"k:1":{}}"#, #"{"i:x":{}}"#, #"{"v:":{}}"#])
    func whatIsNoSetIsRefused(_ text: String) throws {
        #expect(throws: FieldSetError.self) { try Self.set(text) }
    }

    @Test func unionHasWhatIsInEither() throws {
        let union = try Self.set(#"{"f:a":{},"f:b":{"f:c":{}}}"#).union(try Self.set(#"{"f:a":{"f:x":{}},"f:b":{},"f:d":{}}"#))
        #expect(Self.text(union) == #"{"f:a":{".":{},"f:x":{}},"f:b":{".":{},"f:c":{}},"f:d":{}}"#)
    }

    @Test func differenceLeavesWhatIsBelowAMemberThatWasTakenOut() throws {
        let all = try Self.set(#"{"f:a":{".":{},"f:x":{},"f:y":{}},"f:b":{}}"#)
        #expect(Self.text(all.difference(try Self.set(#"{"f:a":{},"f:b":{}}"#))) == #"{"f:a":{"f:x":{},"f:y":{}}}"#)
        #expect(Self.text(all.difference(try Self.set(#"{"f:a":{"f:x":{},"f:y":{}}}"#))) == #"{"f:a":{},"f:b":{}}"#)
        #expect(Self.text(all.removingBelow(try Self.set(#"{"f:a":{}}"#))) == #"{"f:b":{}}"#)
        #expect(all.difference(all).isEmpty)
    }

    @Test func intersectionHasWhatIsInBoth() throws {
        let common = try Self.set(#"{"f:a":{".":{},"f:x":{}},"f:b":{},"f:c":{}}"#)
            .intersection(try Self.set(#"{"f:a":{"f:x":{},"f:z":{}},"f:c":{"f:d":{}}}"#))
        #expect(Self.text(common) == #"{"f:a":{"f:x":{}}}"#)
    }

    @Test func pathsAreShownAsKubernetesDoes() throws {
        let set = try Self.set(
            #"{"f:spec":{"f:ports":{"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:name":{}}},"f:replicas":{},"f:s":{"v:\"x\"":{}}}}"#
        )
        #expect(
            set.paths == [
                ".spec.replicas", #".spec.ports[port=80,protocol="TCP"]"#, #".spec.ports[port=80,protocol="TCP"].name"#,
                #".spec.s[="x"]"#,
            ])
    }
}

/// A schema with every kind of field: a struct that is always there, a list with keys, a set, maps, atomic ones, any JSON.
struct FieldChangesTests {
    private static let port = ObjectSchema(
        name: "Port", description: "",
        fields: [
            FieldSchema(name: "port", number: 0, description: "", type: .int32, isRequired: true, isOptional: false),
            FieldSchema(name: "protocol", number: 0, description: "", type: .string, isOptional: false, defaultValue: "TCP"),
            FieldSchema(name: "name", number: 0, description: "", type: .string, isOptional: false),
        ])
    private static let reference = ObjectSchema(
        name: "Reference", description: "",
        fields: [FieldSchema(name: "name", number: 0, description: "", type: .string, isOptional: false)], isAtomic: true)
    private static let spec = ObjectSchema(
        name: "Spec", description: "",
        fields: [
            FieldSchema(
                name: "ports", number: 0, description: "", type: .array(.object(SchemaReference { port })), listType: .map,
                mergeKeys: ["port", "protocol"]),
            FieldSchema(name: "finalizers", number: 0, description: "", type: .array(.string), listType: .set),
            FieldSchema(name: "args", number: 0, description: "", type: .array(.string)),
            FieldSchema(name: "labels", number: 0, description: "", type: .map(.string)),
            FieldSchema(name: "selector", number: 0, description: "", type: .map(.string), listType: .atomic),
            FieldSchema(name: "replicas", number: 0, description: "", type: .int32),
            FieldSchema(name: "text", number: 0, description: "", type: .string, isOptional: false),
            FieldSchema(name: "ref", number: 0, description: "", type: .object(SchemaReference { reference })),
            FieldSchema(name: "raw", number: 0, description: "", type: .any),
        ])
    private static let schema = ObjectSchema(
        name: "Thing", description: "",
        fields: [
            FieldSchema(
                name: "spec", number: 0, description: "", type: .object(SchemaReference { spec }), isOptional: false)
        ])

    private static func tree(_ spec: String) throws -> JSONValue { try JSONReader.read(#"{"spec":\#(spec)}"#) }

    private static func text(_ set: FieldSet) -> String {
        JSONWriter.string(set.json["f:spec"] ?? .object(set.json))
    }

    @Test(arguments: [
        (#"{"replicas":1}"#, #"{"f:replicas":{}}"#),
        (#"{"text":"","labels":{"b":"1","a":"2"}}"#, #"{"f:labels":{".":{},"f:a":{},"f:b":{}}}"#),
        (#"{"labels":{},"selector":{"a":"b"},"args":["x"]}"#, #"{"f:args":{},"f:labels":{},"f:selector":{}}"#),
        (#"{"finalizers":["b","a","b"]}"#, #"{"f:finalizers":{".":{},"v:\"a\"":{},"v:\"b\"":{}}}"#),
        (
            #"{"ports":[{"port":80},{"port":80,"protocol":"UDP","name":"x"}]}"#,
            #"{"f:ports":{".":{},"k:{\"port\":80,\"protocol\":\"TCP\"}":{".":{},"f:port":{}},"k:{\"port\":80,\"protocol\":\"UDP\"}":{".":{},"f:name":{},"f:port":{},"f:protocol":{}}}}"#
        ),
        (
            #"{"ref":{"name":"x"},"raw":{"a":{"b":1},"c":[1]}}"#,
            #"{"f:raw":{".":{},"f:a":{".":{},"f:b":{}},"f:c":{}},"f:ref":{}}"#
        ),
        (#"{}"#, #"{}"#),
    ])
    func newObjectsHaveTheFieldsThatAreSet(_ spec: String, _ expected: String) throws {
        #expect(Self.text(Self.schema.fields(ofNew: try Self.tree(spec))) == expected)
    }

    @Test(arguments: [
        (#"{"replicas":1}"#, #"{"replicas":2}"#, #"{"f:replicas":{}}"#, "{}"),
        (#"{"replicas":1}"#, #"{}"#, "{}", #"{"f:replicas":{}}"#),
        (
            #"{"labels":{"a":"1","b":"1"}}"#, #"{"labels":{"a":"2","c":"1"}}"#, #"{"f:labels":{"f:a":{},"f:c":{}}}"#,
            #"{"f:labels":{"f:b":{}}}"#
        ),
        (#"{"labels":{"a":"1"}}"#, "{}", "{}", #"{"f:labels":{".":{},"f:a":{}}}"#),
        (#"{"labels":{}}"#, #"{"labels":{"a":"1"}}"#, #"{"f:labels":{"f:a":{}}}"#, "{}"),
        (
            #"{"finalizers":["a","b"]}"#, #"{"finalizers":["b","c"]}"#, #"{"f:finalizers":{"v:\"c\"":{}}}"#,
            #"{"f:finalizers":{"v:\"a\"":{}}}"#
        ),
        (
            #"{"ports":[{"port":1,"name":"x"},{"port":2}]}"#, #"{"ports":[{"port":2},{"port":1,"protocol":"TCP","name":"y"}]}"#,
            #"{"f:ports":{"k:{\"port\":1,\"protocol\":\"TCP\"}":{"f:name":{},"f:protocol":{}}}}"#, "{}"
        ),
        (
            #"{"args":["a"],"selector":{"a":"1"}}"#, #"{"args":["b"],"selector":{"a":"1","b":"2"}}"#,
            #"{"f:args":{},"f:selector":{}}"#, "{}"
        ),
        (#"{"raw":{"a":1}}"#, #"{"raw":{"a":{"b":1}}}"#, #"{"f:raw":{"f:a":{".":{},"f:b":{}}}}"#, "{}"),
        (#"{"text":"x"}"#, #"{"text":""}"#, "{}", #"{"f:text":{}}"#),
    ])
    func changesAreToldApart(_ old: String, _ new: String, _ changed: String, _ removed: String) throws {
        let changes = Self.schema.changes(from: try Self.tree(old), to: try Self.tree(new))
        #expect(Self.text(changes.changed) == changed)
        #expect(Self.text(changes.removed) == removed)
    }

    @Test(arguments: [
        (#"{"labels":{"a":"1"},"replicas":null}"#, #"{"f:labels":{"f:a":{}},"f:replicas":{}}"#),
        (#"{"labels":{},"finalizers":[],"args":[]}"#, #"{"f:args":{},"f:labels":{}}"#),
        (#"{"ports":[{"port":1}]}"#, #"{"f:ports":{"k:{\"port\":1,\"protocol\":\"TCP\"}":{".":{},"f:port":{}}}}"#),
        (#"{"text":""}"#, #"{"f:text":{}}"#),
    ])
    func configurationsClaimWhatTheyName(_ spec: String, _ expected: String) throws {
        #expect(Self.text(try Self.schema.fields(appliedBy: try Self.tree(spec))) == expected)
    }

    @Test(arguments: [
        (#"{"nope":1}"#, ".spec.nope: field not declared in schema"),
        (#"{"replicas":"1"}"#, #".spec.replicas: expected numeric (int or float), got &value.valueUnstructured{Value:"1"}"#),
        (
            #"{"ports":[{"name":"x"}]}"#,
            #".spec.ports: element 0: associative list with keys has an element that omits key field "port" (and doesn't have default value)"#
        ),
        (#"{"ports":[{"port":1},{"port":1}]}"#, #".spec.ports: duplicate entries for key [port=1,protocol="TCP"]"#),
        (#"{"ports":[{"port":1,"nope":2}]}"#, #".spec.ports[port=1,protocol="TCP"].nope: field not declared in schema"#),
        (#"{"finalizers":["a","a"]}"#, #".spec.finalizers: duplicate entries for key [="a"]"#),
        (#"{"ref":{"x":1}}"#, ".spec.ref.x: field not declared in schema"),
        (
            #"{"args":1,"labels":1}"#,
            "errors:\n  .spec.args: expected list, got &value.valueUnstructured{Value:1}\n  .spec.labels: expected map, got &value.valueUnstructured{Value:1}"
        ),
    ])
    func configurationsThatDoNotFitAreRefused(_ spec: String, _ expected: String) throws {
        let error = #expect(throws: AppliedFieldsError.self) { try Self.schema.fields(appliedBy: try Self.tree(spec)) }
        #expect(error?.description == expected)
    }

    @Test(arguments: [
        (#"{"labels":{"a":"1","b":"1"}}"#, #"{"labels":{"b":"2","c":"3"}}"#, #"{"labels":{"a":"1","b":"2","c":"3"}}"#),
        (
            #"{"args":["a","b"],"selector":{"a":"1"}}"#, #"{"args":["c"],"selector":{"b":"2"}}"#,
            #"{"args":["c"],"selector":{"b":"2"}}"#
        ),
        (#"{"labels":{"a":"1"},"ref":{"name":"x"}}"#, #"{"labels":null,"ref":null}"#, #"{"labels":{"a":"1"},"ref":null}"#),
        (#"{"finalizers":["a","b","c"]}"#, #"{"finalizers":["c","x","a"]}"#, #"{"finalizers":["b","c","x","a"]}"#),
        (
            #"{"ports":[{"port":1,"name":"a"},{"port":2}]}"#, #"{"ports":[{"port":3},{"port":1,"protocol":"TCP"}]}"#,
            #"{"ports":[{"port":3},{"port":1,"name":"a","protocol":"TCP"},{"port":2}]}"#
        ),
    ])
    func configurationsAreMergedMemberByMember(_ live: String, _ applied: String, _ expected: String) throws {
        #expect(Self.schema.merge(try Self.tree(applied), into: try Self.tree(live)) == (try Self.tree(expected)))
    }

    @Test func fieldsThatNobodyClaimsAnyMoreArePruned() throws {
        let object = try Self.tree(
            #"{"labels":{"a":"1","b":"1","c":"1"},"ports":[{"port":1,"name":"x"},{"port":2,"name":"y"}],"finalizers":["a"],"replicas":1}"#
        )
        let before = try Self.schema.fields(
            appliedBy: try Self.tree(
                #"{"labels":{"a":"1","b":"1"},"ports":[{"port":1},{"port":2,"name":"y"}],"finalizers":["a"],"replicas":1}"#))
        let now = try Self.schema.fields(appliedBy: try Self.tree(#"{"labels":{"b":"1"},"ports":[{"port":2}],"replicas":1}"#))
        let pruned = Self.schema.prune(object, applied: before, claimed: now)
        #expect(pruned == (try Self.tree(#"{"labels":{"b":"1","c":"1"},"ports":[{"port":2}],"replicas":1}"#)))
    }
}
