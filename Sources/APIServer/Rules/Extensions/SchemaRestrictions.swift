import CEL
import JSON
import Schema

/// What the schema of a custom kind may use of OpenAPI, and whether its expressions compile.
struct SchemaRestrictions {
    /// What surrounds a node.
    private struct Place {
        var isRoot = false
        /// Why there may be no default; `nil`: there may be one.
        var noDefaults: String?
        var isInsideMetadata = false
        /// The innermost values with an identity that changes can be followed by end here; `nil`: everything above has one.
        var uncorrelatable: String?
        /// Not below `allOf`, `anyOf`, `oneOf` and `not`.
        var hasExpressions: Bool
    }

    private var schemaErrors: [FieldError] = []
    private var expressionErrors: [FieldError] = []

    /// - Parameter hasExpressions: expressions are compiled; false for a schema that is not structural.
    static func errors(of schema: JSONValue, _ path: String, hasExpressions: Bool) -> [FieldError] {
        var restrictions = SchemaRestrictions()
        restrictions.node(schema, path, Place(isRoot: true, hasExpressions: hasExpressions))
        return restrictions.schemaErrors + restrictions.expressionErrors
    }

    private mutating func node(_ schema: JSONValue, _ path: String, _ place: Place) {
        let errorsAbove = schemaErrors.count
        checkStandard(schema, path, place)
        if schema.flag("uniqueItems") {
            forbidden(path, "uniqueItems", "uniqueItems cannot be set to true since the runtime complexity becomes quadratic")
        }
        walk(schema, path, place)
        if schema.has("x-kubernetes-preserve-unknown-fields"), !schema.flag("x-kubernetes-preserve-unknown-fields") {
            schemaErrors.append(
                .invalid("\(path).x-kubernetes-preserve-unknown-fields", false, "must be true or undefined"))
        }
        checkMap(schema, path)
        checkList(schema, path)
        checkListMap(schema, path)
        checkKeys(schema, path)
        checkRules(schema, path)
        // What is wrong with the schema would only be said again in other words.
        if place.hasExpressions, schemaErrors.count == errorsAbove { compile(schema, path, place) }
    }

    private mutating func forbidden(_ path: String, _ key: String, _ reason: String) {
        schemaErrors.append(.forbidden("\(path).\(key)", reason))
    }

    // MARK: The standard

    private static let types = ["array", "boolean", "integer", "number", "object", "string"]

    private mutating func checkStandard(_ schema: JSONValue, _ path: String, _ place: Place) {
        let type = schema.text("type")
        if !type.isEmpty, !Self.types.contains(type) {
            schemaErrors.append(.notSupported("\(path).type", .string(type), allowed: Self.types))
        }
        if let reason = place.noDefaults, schema.has("default") { forbidden(path, "default", "must not be set \(reason)") }
        let unsupported = ["id", "additionalItems", "patternProperties", "definitions", "dependencies", "$ref"]
        for key in unsupported where schema.has(key) && schema[key] != "" && schema[key] != .emptyObject {
            forbidden(path, key, "\(key) is not supported")
        }
        if type == "null" { forbidden(path, "type", "type cannot be set to null, use nullable as an alternative") }
        if schema["items"]?.arrayValue != nil {
            forbidden(path, "items", "items must be a schema object and not an array")
        }
        if place.isInsideMetadata, schema.flag("x-kubernetes-embedded-resource") {
            forbidden(path, "x-kubernetes-embedded-resource", "must not be used inside of resource meta")
        }
    }

    private mutating func walk(_ schema: JSONValue, _ path: String, _ place: Place) {
        var below = place
        below.isRoot = false
        if let additional = schema["additionalProperties"], !additional.isNull {
            if !schema.map("properties").isEmpty, additional != true {
                forbidden(path, "additionalProperties", "additionalProperties and properties are mutual exclusive")
            }
            var inner = below
            if place.isInsideMetadata { inner.noDefaults = "inside additionalProperties applying to object metadata" }
            if additional.objectValue != nil { node(additional, "\(path).additionalProperties", inner) }
        }
        for member in schema.map("properties").sorted(by: { $0.key < $1.key }) {
            var inner = below
            if place.isRoot || schema.flag("x-kubernetes-embedded-resource"),
                StructuralSchema.isOfEveryObject(member.key)
            {
                inner.isInsideMetadata = true
                if place.isRoot { inner.noDefaults = "in top-level \(member.key)" }
            }
            node(member.value, "\(path).properties[\(member.key)]", inner)
        }
        var nested = below
        nested.hasExpressions = false
        if let not = schema.schema("not") { node(not, "\(path).not", nested) }
        for key in ["allOf", "oneOf", "anyOf"] {
            for (index, inner) in schema.list(key).enumerated() { node(inner, "\(path).\(key)[\(index)]", nested) }
        }
        if let items = schema.schema("items") {
            if schema.text("x-kubernetes-list-type") != "map" { below.uncorrelatable = below.uncorrelatable ?? path }
            node(items, "\(path).items", below)
        }
    }

    // MARK: Lists and maps

    /// A kind of list or map that the type must fit.
    private mutating func checkTypeFits(_ schema: JSONValue, _ path: String, _ wanted: String, _ key: String) -> Bool {
        let type = schema.text("type")
        guard schema.has(key), type != wanted else { return true }
        let reason = "must be \(wanted) if \(key) is specified"
        schemaErrors.append(
            type.isEmpty ? .required("\(path).type", reason) : .invalid("\(path).type", .string(type), reason))
        return false
    }

    private mutating func checkMap(_ schema: JSONValue, _ path: String) {
        let key = "x-kubernetes-map-type"
        _ = checkTypeFits(schema, path, "object", key)
        guard schema.has(key), !["atomic", "granular"].contains(schema.text(key)) else { return }
        schemaErrors.append(
            .notSupported("\(path).\(key)", .string(schema.text(key)), allowed: ["atomic", "granular"]))
    }

    private mutating func checkList(_ schema: JSONValue, _ path: String) {
        let key = "x-kubernetes-list-type"
        let kind = schema.text(key)
        let items = schema.schema("items")
        if checkTypeFits(schema, path, "array", key), kind == "set", let items {
            let reason = "must be atomic as item of a list with x-kubernetes-list-type=set"
            if items.text("type") == "array", items.has(key), items.text(key) != "atomic" {
                schemaErrors.append(.invalid("\(path).items.\(key)", items[key].orNull, reason))
            }
            if items.text("type") == "object", items.text("x-kubernetes-map-type") != "atomic" {
                schemaErrors.append(.invalid("\(path).items.x-kubernetes-map-type", items[key].orNull, reason))
            }
        }
        guard schema.has(key), !["atomic", "set", "map"].contains(kind) else { return }
        let list = #""atomic", "set", "map""#
        schemaErrors.append(
            FieldError(
                kind: .notSupported, path: "\(path).\(key)",
                body: "Unsupported value: \(JSONWriter.string(.string(kind))): supported values: \(list)"))
    }

    private static let keysName = "x-kubernetes-list-map-keys"

    private mutating func checkListMap(_ schema: JSONValue, _ path: String) {
        let kind = schema.text("x-kubernetes-list-type")
        let keys = schema.texts(Self.keysName)
        if !keys.isEmpty, kind != "map" {
            let reason = "must be map if x-kubernetes-list-map-keys is non-empty"
            let field = "\(path).x-kubernetes-list-type"
            schemaErrors.append(
                schema.has("x-kubernetes-list-type") ? .invalid(field, .string(kind), reason) : .required(field, reason))
        }
        guard kind == "map" else { return }
        if keys.isEmpty {
            schemaErrors.append(
                .required("\(path).\(Self.keysName)", "must not be empty if x-kubernetes-list-type is map"))
        }
        guard let items = schema.schema("items") else {
            schemaErrors.append(.required("\(path).items", "must have a schema if x-kubernetes-list-type is map"))
            return
        }
        let type = items.text("type")
        guard type == "object" else {
            schemaErrors.append(
                .invalid(
                    "\(path).items.type", .string(type), "must be object if parent array's x-kubernetes-list-type is map"))
            return
        }
        var seen: Set<String> = []
        for key in keys {
            if let property = items[path: "properties", key] {
                if ["array", "object"].contains(property.text("type")) {
                    schemaErrors.append(
                        .invalid(
                            "\(path).items.properties[\(key)].type", .string(type),
                            "must be a scalar type if parent array's x-kubernetes-list-type is map"))
                }
            } else {
                schemaErrors.append(
                    .invalid("\(path).\(Self.keysName)", keys.json, "entries must all be names of item properties"))
            }
            if !seen.insert(key).inserted {
                schemaErrors.append(.invalid("\(path).\(Self.keysName)", keys.json, "must not contain duplicate entries"))
            }
        }
    }

    private mutating func checkKeys(_ schema: JSONValue, _ path: String) {
        let kind = schema.text("x-kubernetes-list-type")
        guard ["set", "map"].contains(kind), let items = schema.schema("items") else { return }
        if items.flag("nullable") {
            forbidden("\(path).items", "nullable", "cannot be nullable when x-kubernetes-list-type is \(kind)")
        }
        guard kind == "map" else { return }
        let required = Set(items.texts("required"))
        for key in schema.texts(Self.keysName) {
            guard let property = items[path: "properties", key] else { continue }
            let place = "\(path).items.properties[\(key)]"
            if !required.contains(key), !property.has("default") {
                schemaErrors.append(
                    .required(
                        "\(place).default",
                        "this property is in x-kubernetes-list-map-keys, so it must have a default or be a required property"))
            }
            if property.flag("nullable") {
                forbidden(
                    place, "nullable", "this property is in x-kubernetes-list-map-keys, so it cannot be nullable")
            }
        }
    }

    // MARK: Expressions

    private mutating func checkRules(_ schema: JSONValue, _ path: String) {
        for (index, rule) in schema.list("x-kubernetes-validations").enumerated() {
            let place = "\(path).x-kubernetes-validations[\(index)]"
            let source = rule.text("rule").trimmed
            let message = rule.text("message")
            if source.isEmpty {
                schemaErrors.append(.required("\(place).rule", "rule is not specified"))
            } else if !message.isEmpty, message.trimmed.isEmpty {
                schemaErrors.append(
                    .invalid("\(place).message", .string(message), "message must be non-empty if specified"))
            } else if message.trimmed.hasLineBreak {
                schemaErrors.append(
                    .invalid("\(place).message", .string(message), "message must not contain line breaks"))
            } else if source.hasLineBreak, message.isEmpty {
                schemaErrors.append(
                    .required("\(place).message", "message must be specified if rule contains line breaks"))
            }
            let made = rule.text("messageExpression")
            if !made.isEmpty, made.trimmed.isEmpty {
                schemaErrors.append(
                    .required("\(place).messageExpression", "messageExpression must be non-empty if specified"))
            }
            checkSubject(rule, place, schema)
        }
    }

    private static let reasons = [
        "FieldValueDuplicate", "FieldValueForbidden", "FieldValueInvalid", "FieldValueRequired",
    ]

    private mutating func checkSubject(_ rule: JSONValue, _ place: String, _ schema: JSONValue) {
        if rule.has("reason"), !Self.reasons.contains(rule.text("reason")) {
            schemaErrors.append(
                .notSupported("\(place).reason", .string(rule.text("reason")), allowed: Self.reasons))
        }
        let path = rule.text("fieldPath")
        guard !path.isEmpty else { return }
        func refuse(_ reason: String) { schemaErrors.append(.invalid("\(place).fieldPath", .string(path), reason)) }
        if path.trimmed.isEmpty { refuse("fieldPath must be non-empty if specified") }
        if path.hasLineBreak { refuse("fieldPath must not contain line breaks") }
        if (try? SchemaPath(path, in: StructuralSchema(schema))) == nil { refuse("fieldPath must be a valid path") }
    }

    private mutating func compile(_ schema: JSONValue, _ path: String, _ place: Place) {
        let rules = schema.list("x-kubernetes-validations")
        guard !rules.isEmpty else { return }
        let type = StructuralSchema(schema, isRoot: place.isRoot).expressionType ?? .dyn
        for (index, rule) in rules.enumerated() {
            let field = "\(path).x-kubernetes-validations[\(index)]"
            let compilation = ExpressionRule.Compilation(rule, type: type)
            if let flaw = compilation.flaw {
                expressionErrors.append(.invalid("\(field).rule", Self.shown(rule), flaw))
            }
            if let flaw = compilation.messageFlaw {
                expressionErrors.append(.invalid("\(field).messageExpression", Self.shown(rule), flaw))
            }
            if compilation.comparesToOld {
                if let above = place.uncorrelatable {
                    expressionErrors.append(
                        .invalid(
                            "\(field).rule", rule["rule"].orNull,
                            "oldSelf cannot be used on the uncorrelatable portion of the schema within \(above)"))
                }
            } else if compilation.flaw == nil, let optional = rule["optionalOldSelf"], !optional.isNull {
                expressionErrors.append(
                    .invalid("\(field).optionalOldSelf", optional, "may not be set if oldSelf is not used in rule"))
            }
        }
    }

    /// A rule as Kubernetes shows it: with the names of its own fields.
    private static func shown(_ rule: JSONValue) -> JSONValue {
        [
            "Rule": .string(rule.text("rule")), "Message": .string(rule.text("message")),
            "MessageExpression": .string(rule.text("messageExpression")), "Reason": rule["reason"].orNull,
            "FieldPath": .string(rule.text("fieldPath")), "OptionalOldSelf": rule["optionalOldSelf"].orNull,
        ]
    }
}

extension String {
    fileprivate var hasLineBreak: Bool { unicodeScalars.contains { $0 == "\n" || $0 == "\r" } }
}
