import JSON
import KubeAPI
import Schema

/// The named types of an OpenAPI document: everything that the given schemas reach.
struct OpenAPIDefinitions {
    /// Kinds by the name of their type, for the extension that lets clients find a kind's definition.
    private let kinds: [String: [ResourceType]]
    private var found: [String: ObjectSchema] = [:]
    private var unions: [String: SchemaUnion] = [:]
    private let version: OpenAPIVersion

    init(version: OpenAPIVersion, kinds: [String: [ResourceType]]) {
        self.version = version
        self.kinds = kinds
    }

    mutating func add(_ schema: ObjectSchema) {
        guard found.updateValue(schema, forKey: schema.name) == nil else { return }
        // A kind defined at run time has published its schema as a whole.
        let fields = schema.walks == nil ? schema.fields : [schema["metadata"]].compactMap(\.self)
        for field in fields { add(field.type) }
    }

    private mutating func add(_ type: SchemaType) {
        switch type {
        case .object(let reference): add(reference.resolve())
        case .array(let element), .map(let element): add(element)
        case .union(let union): unions[union.name] = union
        default: break
        }
    }

    /// Every definition by name, made one at a time so that the whole document never is a tree in memory.
    func visit(_ body: (String, JSONValue) -> Void) {
        for name in (Array(found.keys) + Array(unions.keys) + OpenAPIScalar.names).sorted() {
            if let schema = found[name] {
                body(name, definition(schema))
            } else if let union = unions[name] {
                // Only the words say what it may be: OpenAPI 2.0 has no alternatives.
                body(name, ["description": .string(union.description)])
            } else if let scalar = OpenAPIScalar.definition(name, version) {
                body(name, scalar)
            }
        }
    }

    private func definition(_ schema: ObjectSchema) -> JSONValue {
        if let walks = schema.walks { return published(walks.published, schema) }
        var object: JSONObject = ["type": "object", "description": .string(schema.description)]
        let properties = schema.fields.map { JSONObject.Member(key: $0.name, value: property($0)) }
        if !properties.isEmpty { object.append("properties", .object(JSONObject(properties))) }
        let required = schema.fields.filter(\.isRequired).map(\.name)
        if !required.isEmpty { object.append("required", required.json) }
        if schema.isAtomic { object.append("x-kubernetes-map-type", "atomic") }
        if let kinds = kinds[schema.name] {
            object.append("x-kubernetes-group-version-kind", .array(kinds.map(Self.groupVersionKind)))
        }
        return .object(object)
    }

    /// A kind defined at run time: what its definition says, and the fields that every object has.
    private func published(_ source: JSONObject, _ schema: ObjectSchema) -> JSONValue {
        var object = version == .v2 ? Self.withoutAlternatives(source) : source
        var properties = object["properties"]?.objectValue ?? JSONObject()
        for name in ["apiVersion", "kind", "metadata"] {
            if let field = schema[name] { properties[name] = property(field) }
        }
        properties.sortByKey()
        object["type"] = "object"
        object["properties"] = .object(properties)
        if let kinds = kinds[schema.name] {
            object["x-kubernetes-group-version-kind"] = .array(kinds.map(Self.groupVersionKind))
        }
        return .object(object)
    }

    /// A schema as OpenAPI 2.0 can say it: without alternatives and nullable values, and then without types that would forbid
    /// what these allow.
    private static func withoutAlternatives(_ schema: JSONObject) -> JSONObject {
        var object = schema
        let isOpen = schema["nullable"]?.boolValue == true || schema["x-kubernetes-int-or-string"]?.boolValue == true
        object.removeAll { member in
            ["oneOf", "anyOf", "allOf", "not", "nullable"].contains(member.key)
                || (isOpen && ["type", "items", "properties", "additionalProperties"].contains(member.key))
        }
        for key in ["items", "additionalProperties"] {
            if let inner = object[key]?.objectValue { object[key] = .object(withoutAlternatives(inner)) }
        }
        if let properties = object["properties"]?.objectValue {
            let members = properties.map { member in
                JSONObject.Member(
                    key: member.key,
                    value: member.value.objectValue.map { .object(withoutAlternatives($0)) } ?? member.value)
            }
            object["properties"] = .object(JSONObject(members))
        }
        return object
    }

    static func groupVersionKind(_ type: ResourceType) -> JSONValue {
        ["group": .string(type.group), "version": .string(type.version), "kind": .string(type.kind)]
    }

    private func property(_ field: FieldSchema) -> JSONValue {
        var object = type(field.type, asProperty: true)
        object.append("description", .string(field.description))
        switch field.defaultValue {
        case .string, .int, .bool: if let value = field.defaultValue { object.append("default", value) }
        default: break
        }
        if version == .v3, !field.oneOf.isEmpty { object.append("enum", field.oneOf.json) }
        if let list = field.listType {
            if case .array = field.type {
                object.append("x-kubernetes-list-type", .string(list.rawValue))
            } else {
                object.append("x-kubernetes-map-type", .string(list.rawValue))
            }
        }
        if !field.mergeKeys.isEmpty { object.append("x-kubernetes-list-map-keys", field.mergeKeys.json) }
        if let strategy = field.patchStrategy { object.append("x-kubernetes-patch-strategy", .string(strategy.rawValue)) }
        if let key = field.patchMergeKey { object.append("x-kubernetes-patch-merge-key", .string(key)) }
        return .object(object)
    }

    /// - Parameter asProperty: a reference gets companions, which OpenAPI 3.0 only allows around an `allOf`.
    private func type(_ type: SchemaType, asProperty: Bool = false) -> JSONObject {
        switch type {
        case .string: ["type": "string"]
        case .bytes: ["type": "string", "format": "byte"]
        case .bool: ["type": "boolean"]
        case .int32: ["type": "integer", "format": "int32"]
        case .int64: ["type": "integer", "format": "int64"]
        case .double: ["type": "number", "format": "double"]
        case .any: ["type": "object"]
        case .array(let element): ["type": "array", "items": .object(self.type(element))]
        case .map(let element): ["type": "object", "additionalProperties": .object(self.type(element))]
        case .object(let target): reference(target.resolve().name, asProperty: asProperty)
        case .union(let union): reference(union.name, asProperty: asProperty)
        case .quantity: reference(OpenAPIScalar.quantity, asProperty: asProperty)
        case .intOrString: reference(OpenAPIScalar.intOrString, asProperty: asProperty)
        case .time: reference(OpenAPIScalar.time, asProperty: asProperty)
        case .microTime: reference(OpenAPIScalar.microTime, asProperty: asProperty)
        }
    }

    private func reference(_ name: String, asProperty: Bool) -> JSONObject {
        let reference: JSONObject = ["$ref": .string(version.reference(name))]
        return version == .v3 && asProperty ? ["allOf": [.object(reference)]] : reference
    }
}

/// Types that are a single JSON value but have a name of their own.
enum OpenAPIScalar {
    static let quantity = "io.k8s.apimachinery.pkg.api.resource.Quantity"
    static let intOrString = "io.k8s.apimachinery.pkg.util.intstr.IntOrString"
    static let time = "io.k8s.apimachinery.pkg.apis.meta.v1.Time"
    static let microTime = "io.k8s.apimachinery.pkg.apis.meta.v1.MicroTime"
    static let names = [quantity, intOrString, time, microTime]

    static func definition(_ name: String, _ version: OpenAPIVersion) -> JSONValue? {
        switch (name, version) {
        case (quantity, .v2):
            ["type": "string", "description": "An amount with a suffix, such as 100m, 1.5Gi or 2e3."]
        case (quantity, .v3):
            [
                "oneOf": [["type": "string"], ["type": "number"]],
                "description": "An amount with a suffix, such as 100m, 1.5Gi or 2e3.",
            ]
        case (intOrString, .v2):
            ["type": "string", "format": "int-or-string", "description": "An integer, or a name or percentage."]
        case (intOrString, .v3):
            [
                "oneOf": [["type": "integer"], ["type": "string"]], "format": "int-or-string",
                "description": "An integer, or a name or percentage.",
            ]
        case (time, _): ["type": "string", "format": "date-time", "description": "A time in RFC 3339, in whole seconds."]
        case (microTime, _):
            ["type": "string", "format": "date-time", "description": "A time in RFC 3339, in microseconds."]
        default: nil as JSONValue?
        }
    }
}
