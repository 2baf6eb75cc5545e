import CEL
import JSON
import RegularExpressions

/// Whether a schema is structural: every value has one type, and limits stay apart from structure.
struct StructuralCheck {
    private(set) var errors: [FieldError] = []

    private static let types = ["array", "boolean", "integer", "number", "object", "string"]

    mutating func root(_ schema: JSONValue, _ path: String) {
        let type = schema.text("type")
        if type.isEmpty {
            node(schema, path, missingType: nil)
            errors.append(.required("\(path).type", "must not be empty at the root"))
            return
        }
        if type != "object" { errors.append(.invalid("\(path).type", .string(type), "must be object at the root")) }
        if schema.flag("nullable") { errors.append(.forbidden("\(path).nullable", "nullable cannot be true at the root")) }
        node(schema, path, missingType: nil)
    }

    /// - Parameter missingType: what to say when there is no type; `nil`: nothing.
    private mutating func node(_ schema: JSONValue, _ path: String, missingType: String?) {
        checkUnsupported(schema, path)
        checkType(schema, path, missingType)
        for member in schema.map("properties").sorted(by: { $0.key < $1.key }) {
            node(
                member.value, "\(path).properties[\(member.key)]",
                missingType: "must not be empty for specified object fields")
        }
        if let items = schema["items"], items.objectValue != nil {
            node(items, "\(path).items", missingType: "must not be empty for specified array items")
        } else if schema.text("type") == "array" {
            errors.append(.required("\(path).items", "must be specified"))
        }
        checkAdditional(schema, path)
        checkLists(schema, path)
        checkLimits(schema, path)
        checkDefault(schema, path)
        checkExpressions(schema, path)
    }

    private mutating func checkType(_ schema: JSONValue, _ path: String, _ missingType: String?) {
        let type = schema.text("type")
        if schema.flag("x-kubernetes-int-or-string") {
            if !type.isEmpty {
                errors.append(
                    .invalid("\(path).type", .string(type), "must be empty if x-kubernetes-int-or-string is true"))
            }
            return
        }
        if type.isEmpty {
            if let missingType, !schema.flag("x-kubernetes-preserve-unknown-fields") {
                errors.append(.required("\(path).type", missingType))
            }
        } else if !Self.types.contains(type) {
            errors.append(.notSupported("\(path).type", .string(type), allowed: Self.types))
        }
        guard schema.flag("x-kubernetes-embedded-resource") else { return }
        if type != "object" {
            errors.append(
                .invalid("\(path).type", .string(type), "must be object if x-kubernetes-embedded-resource is true"))
        }
        if schema.map("properties").isEmpty, !schema.flag("x-kubernetes-preserve-unknown-fields") {
            errors.append(
                .required(
                    "\(path).properties",
                    "must not be empty if x-kubernetes-embedded-resource is true without x-kubernetes-preserve-unknown-fields"))
        }
    }

    private mutating func checkUnsupported(_ schema: JSONValue, _ path: String) {
        for key in ["$ref", "definitions", "dependencies", "id", "patternProperties", "additionalItems"]
        where schema.has(key) && schema[key] != "" {
            errors.append(.forbidden("\(path).\(key)", "\(key) is not supported"))
        }
        if schema.flag("uniqueItems") {
            errors.append(
                .forbidden(
                    "\(path).uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic"))
        }
    }

    private mutating func checkAdditional(_ schema: JSONValue, _ path: String) {
        guard let additional = schema["additionalProperties"], !additional.isNull else { return }
        if !schema.map("properties").isEmpty {
            errors.append(
                .forbidden("\(path).additionalProperties", "additionalProperties and properties are mutual exclusive"))
        }
        switch additional {
        case .bool(let allows):
            if !allows {
                errors.append(
                    .forbidden("\(path).additionalProperties", "additionalProperties cannot be set to false"))
            }
        case .object:
            node(additional, "\(path).additionalProperties", missingType: "must not be empty for specified object fields")
        default:
            errors.append(.invalid("\(path).additionalProperties", additional, "must be a schema or true"))
        }
    }

    private mutating func checkLists(_ schema: JSONValue, _ path: String) {
        let listType = schema.text("x-kubernetes-list-type")
        if !listType.isEmpty {
            if schema.text("type") != "array" {
                errors.append(
                    .invalid(
                        "\(path).type", .string(schema.text("type")), "must be array if x-kubernetes-list-type is specified"))
            }
            if !["atomic", "map", "set"].contains(listType) {
                errors.append(
                    .notSupported("\(path).x-kubernetes-list-type", .string(listType), allowed: ["atomic", "map", "set"]))
            }
        }
        let keys = schema.texts("x-kubernetes-list-map-keys")
        if listType == "map" {
            if keys.isEmpty {
                errors.append(
                    .required(
                        "\(path).x-kubernetes-list-map-keys", "must not be empty if x-kubernetes-list-type is map"))
            }
            checkKeys(keys, of: schema["items"] ?? .emptyObject, path)
        } else if !keys.isEmpty {
            errors.append(
                .forbidden("\(path).x-kubernetes-list-map-keys", "must not be set if x-kubernetes-list-type is not map"))
        }
        let mapType = schema.text("x-kubernetes-map-type")
        if !mapType.isEmpty, !["atomic", "granular"].contains(mapType) {
            errors.append(.notSupported("\(path).x-kubernetes-map-type", .string(mapType), allowed: ["atomic", "granular"]))
        }
    }

    private mutating func checkKeys(_ keys: [String], of items: JSONValue, _ path: String) {
        let required = Set(items.texts("required"))
        for (index, key) in keys.enumerated() {
            guard let property = items[path: "properties", key] else {
                errors.append(
                    .invalid(
                        "\(path).x-kubernetes-list-map-keys[\(index)]", .string(key),
                        "entries must all be names of item properties"))
                continue
            }
            if !required.contains(key), !property.has("default") {
                errors.append(
                    .required(
                        "\(path).items.properties[\(key)].default",
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"))
            }
        }
    }

    // MARK: Limits

    private mutating func checkLimits(_ schema: JSONValue, _ path: String) {
        checkPattern(schema, path)
        for key in ["allOf", "anyOf", "oneOf"] {
            for (index, inner) in schema.list(key).enumerated() { nested(inner, "\(path).\(key)[\(index)]") }
        }
        if let inner = schema["not"], inner.objectValue != nil { nested(inner, "\(path).not") }
    }

    /// Below a combination nothing may be said about structure.
    private mutating func nested(_ schema: JSONValue, _ path: String) {
        let structural = [
            "type", "title", "description", "default", "nullable", "additionalProperties",
            "x-kubernetes-preserve-unknown-fields", "x-kubernetes-embedded-resource", "x-kubernetes-list-type",
            "x-kubernetes-list-map-keys", "x-kubernetes-map-type",
        ]
        for key in structural where schema.has(key) && schema[key] != "" && schema[key] != false {
            // What an integer or a string may be is the one thing that is said like this.
            if key == "type", path.contains(".anyOf["), ["integer", "string"].contains(schema.text("type")) { continue }
            errors.append(.forbidden("\(path).\(key)", "must be empty to be structural"))
        }
        checkPattern(schema, path)
        for member in schema.map("properties").sorted(by: { $0.key < $1.key }) {
            nested(member.value, "\(path).properties[\(member.key)]")
        }
        if let items = schema["items"], items.objectValue != nil { nested(items, "\(path).items") }
        for key in ["allOf", "anyOf", "oneOf"] {
            for (index, inner) in schema.list(key).enumerated() { nested(inner, "\(path).\(key)[\(index)]") }
        }
        if let inner = schema["not"], inner.objectValue != nil { nested(inner, "\(path).not") }
    }

    private mutating func checkPattern(_ schema: JSONValue, _ path: String) {
        let pattern = schema.text("pattern")
        guard !pattern.isEmpty else { return }
        do throws(PatternError) {
            _ = try RegularExpression(pattern)
        } catch {
            errors.append(
                .invalid("\(path).pattern", .string(pattern), "must be a valid regular expression, but isn't: \(error)"))
        }
    }

    private mutating func checkDefault(_ schema: JSONValue, _ path: String) {
        guard let value = schema["default"], !value.isNull else { return }
        let compiled = StructuralSchema(schema)
        var unknown: [String] = []
        let pruned = compiled.pruned(value, unknown: &unknown)
        if pruned != value {
            errors.append(.invalid("\(path).default", value, "must not have unknown fields"))
            return
        }
        var filled = value
        compiled.applyDefaults(to: &filled)
        var validation = ValueValidation()
        validation.check(filled, compiled, path: "")
        for error in validation.errors {
            let inner = error.path == "<nil>" ? "" : ".\(error.path)"
            errors.append(FieldError(kind: error.kind, path: "\(path).default\(inner)", body: error.body))
        }
    }

    private mutating func checkExpressions(_ schema: JSONValue, _ path: String) {
        for (index, rule) in schema.list("x-kubernetes-validations").enumerated() {
            let place = "\(path).x-kubernetes-validations[\(index)]"
            let source = rule.text("rule")
            if source.allSatisfy(\.isWhitespace) {
                errors.append(.required("\(place).rule", "rule is not specified"))
                continue
            }
            do throws(CELCompileError) {
                _ = try ExpressionRule.compile(source)
            } catch {
                errors.append(.invalid("\(place).rule", .string(source), "compilation failed: \(error)"))
            }
        }
    }
}
