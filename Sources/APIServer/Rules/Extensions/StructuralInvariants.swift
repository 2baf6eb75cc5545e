import JSON
import RegularExpressions

/// Whether a schema is structural (KEP 1002): every value has one type, and limits stay apart from structure.
struct StructuralInvariants {
    private enum Level {
        case root, item, field

        /// What a missing type is called.
        var missingType: String {
            switch self {
            case .root: "must not be empty at the root"
            case .item: "must not be empty for specified array items"
            case .field: "must not be empty for specified object fields"
            }
        }
    }

    private var errors: [FieldError] = []

    /// Everything that is wrong, in the order of the texts.
    static func errors(of schema: JSONValue, _ path: String) -> [FieldError] {
        var invariants = StructuralInvariants()
        invariants.node(schema, path, .root)
        invariants.completeness(of: schema, schema, path, path)
        return invariants.errors.sorted { $0.text < $1.text }
    }

    private mutating func node(_ schema: JSONValue, _ path: String, _ level: Level) {
        let items = schema.schema("items")
        if let items {
            node(items, "\(path).items", .item)
        } else if schema.text("type") == "array" {
            errors.append(.required("\(path).items", "must be specified"))
        }
        for member in schema.map("properties") { node(member.value, "\(path).properties[\(member.key)]", .field) }
        if let additional = schema["additionalProperties"], !additional.isNull {
            if level == .root { errors.append(.forbidden("\(path).additionalProperties", "must not be used at the root")) }
            if additional.objectValue != nil { node(additional, "\(path).additionalProperties", .field) }
        }
        extensions(schema, path)
        limits(
            schema, path, skipsAnyOf: Self.isIntOrString(schema),
            skipsFirst: schema.list("allOf").first.map(Self.isIntOrString) ?? false)
        type(schema, path, level)
        if level == .root || schema.flag("x-kubernetes-embedded-resource") { resource(schema, path, level) }
        if schema.flag("x-kubernetes-embedded-resource"), !schema.flag("x-kubernetes-preserve-unknown-fields"),
            schema.map("properties").isEmpty
        {
            errors.append(
                .required(
                    "\(path).properties",
                    "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"))
        }
    }

    /// The one way in which alternatives may speak of types.
    private static func isIntOrString(_ schema: JSONValue) -> Bool {
        schema.list("anyOf") == [["type": "integer"], ["type": "string"]]
    }

    private mutating func extensions(_ schema: JSONValue, _ path: String) {
        guard schema.flag("x-kubernetes-int-or-string") else { return }
        for key in ["x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource"] where schema.flag(key) {
            errors.append(.invalid("\(path).\(key)", true, "must be false if x-kubernetes-int-or-string is true"))
        }
    }

    private mutating func type(_ schema: JSONValue, _ path: String, _ level: Level) {
        let type = schema.text("type")
        let isEmbedded = schema.flag("x-kubernetes-embedded-resource")
        if isEmbedded, type != "object" {
            let reason = "must be object if x-kubernetes-embedded-resource is true"
            errors.append(
                type.isEmpty ? .required("\(path).type", reason) : .invalid("\(path).type", .string(type), reason))
        } else if type.isEmpty, !schema.flag("x-kubernetes-int-or-string"),
            !schema.flag("x-kubernetes-preserve-unknown-fields")
        {
            errors.append(.required("\(path).type", level.missingType))
        }
        if isEmbedded, schema.has("additionalProperties") {
            errors.append(
                .forbidden("\(path).additionalProperties", "must not be used if x-kubernetes-embedded-resource is set"))
        }
        if level == .root, !type.isEmpty, type != "object" {
            errors.append(.invalid("\(path).type", .string(type), "must be object at the root"))
        }
    }

    /// What the schema of an API object may say of the members that every object has.
    private mutating func resource(_ schema: JSONValue, _ path: String, _ level: Level) {
        for (name, type) in [("kind", "string"), ("apiVersion", "string"), ("metadata", "object")] {
            guard let member = schema[path: "properties", name], member.text("type") != type else { continue }
            errors.append(
                .invalid("\(path).properties[\(name)].type", .string(member.text("type")), "must be \(type)"))
        }
        guard level == .root, let metadata = schema[path: "properties", "metadata"]?.objectValue else { return }
        let names = Set(["name", "generateName"])
        let isPlain = metadata.members.allSatisfy { member in
            switch member.key {
            case "type", "default": true
            case "properties": member.value.objectValue.map { names.isSuperset(of: $0.keys) } ?? true
            default: member.value == "" || member.value == false || member.value.isNull
            }
        }
        if !isPlain {
            errors.append(
                .forbidden(
                    "\(path).properties[metadata]",
                    "must not specify anything other than name and generateName, but metadata is implicitly specified"))
        }
    }

    // MARK: Limits

    private mutating func limits(_ schema: JSONValue, _ path: String, skipsAnyOf: Bool = false, skipsFirst: Bool = false) {
        if !skipsAnyOf {
            for (index, inner) in schema.list("anyOf").enumerated() { nested(inner, "\(path).anyOf[\(index)]") }
        }
        for (index, inner) in schema.list("allOf").enumerated() {
            nested(inner, "\(path).allOf[\(index)]", skipsAnyOf: skipsFirst && index == 0)
        }
        for (index, inner) in schema.list("oneOf").enumerated() { nested(inner, "\(path).oneOf[\(index)]") }
        if let not = schema.schema("not") { nested(not, "\(path).not") }
        let pattern = schema.text("pattern")
        guard !pattern.isEmpty else { return }
        do throws(PatternError) {
            _ = try RegularExpression(pattern)
        } catch {
            errors.append(
                .invalid("\(path).pattern", .string(pattern), "must be a valid regular expression, but isn't: \(error)"))
        }
    }

    private static let forbidden: [(key: String, state: String)] = [
        ("type", "empty"), ("additionalProperties", "undefined"), ("default", "undefined"), ("title", "empty"),
        ("description", "empty"), ("nullable", "false"), ("x-kubernetes-preserve-unknown-fields", "false"),
        ("x-kubernetes-embedded-resource", "false"), ("x-kubernetes-int-or-string", "false"),
        ("x-kubernetes-list-map-keys", "empty"), ("x-kubernetes-list-type", "undefined"),
        ("x-kubernetes-map-type", "undefined"),
    ]

    /// Below a combination nothing may be said about structure.
    private mutating func nested(_ schema: JSONValue, _ path: String, skipsAnyOf: Bool = false) {
        limits(schema, path, skipsAnyOf: skipsAnyOf)
        if let items = schema.schema("items") { nested(items, "\(path).items") }
        for member in schema.map("properties") { nested(member.value, "\(path).properties[\(member.key)]") }
        for (key, state) in Self.forbidden
        where schema.has(key) && schema[key] != "" && schema[key] != false && schema[key] != [] {
            errors.append(.forbidden("\(path).\(key)", "must be \(state) to be structural"))
        }
        if schema[path: "properties", "metadata"] != nil {
            errors.append(.forbidden("\(path).properties[metadata]", "must not be specified in a nested context"))
        }
    }

    // MARK: Completeness

    /// What a combination limits must be there outside of it.
    private mutating func completeness(of schema: JSONValue, _ structure: JSONValue, _ path: String, _ limitPath: String) {
        if let not = schema.schema("not") { nestedCompleteness(of: not, structure, path, "\(limitPath).not") }
        for key in ["allOf", "anyOf", "oneOf"] {
            for (index, inner) in schema.list(key).enumerated() {
                nestedCompleteness(of: inner, structure, path, "\(limitPath).\(key)[\(index)]")
            }
        }
    }

    private mutating func nestedCompleteness(
        of schema: JSONValue, _ structure: JSONValue, _ path: String, _ limitPath: String
    ) {
        completeness(of: schema, structure, path, limitPath)
        if let items = schema.schema("items") {
            let place = "\(limitPath).items"
            if let inner = structure.schema("items") {
                nestedCompleteness(of: items, inner, "\(path).items", place)
            } else {
                errors.append(.required("\(path).items", "because it is defined in \(place)"))
            }
        }
        for member in schema.map("properties") {
            let name = "properties[\(member.key)]"
            if let inner = structure[path: "properties", member.key] {
                nestedCompleteness(of: member.value, inner, "\(path).\(name)", "\(limitPath).\(name)")
            } else {
                errors.append(.required("\(path).\(name)", "because it is defined in \(limitPath).\(name)"))
            }
        }
    }
}

extension JSONValue {
    /// The schema that is a member.
    func schema(_ key: String) -> JSONValue? { self[key].flatMap { $0.objectValue == nil ? nil : $0 } }
}
