import JSON

/// Whether the defaults of a schema satisfy it.
struct SchemaDefaults {
    private var errors: [FieldError] = []

    static func errors(of schema: JSONValue, _ path: String) -> [FieldError] {
        var defaults = SchemaDefaults()
        defaults.node(schema, path)
        return defaults.errors
    }

    /// Below `additionalProperties` nothing is looked at: whether a default applies there depends on the object.
    private mutating func node(_ schema: JSONValue, _ path: String) {
        if let value = schema["default"], !value.isNull { check(value, schema, "\(path).default") }
        if let items = schema.schema("items") { node(items, "\(path).items") }
        for member in schema.map("properties").sorted(by: { $0.key < $1.key }) {
            node(member.value, "\(path).properties[\(member.key)]")
        }
    }

    private mutating func check(_ value: JSONValue, _ schema: JSONValue, _ path: String) {
        let compiled = StructuralSchema(schema)
        var unknown: [String] = []
        if compiled.pruned(value, unknown: &unknown) != value {
            errors.append(.invalid(path, value, "must not have unknown fields"))
        }
        var validation = ValueValidation()
        validation.check(value, compiled, path: "")
        var found = validation.errors
        if found.isEmpty {
            var expressions = ExpressionValidation(.changed)
            expressions.check(value, old: nil, compiled, path: "")
            found = expressions.errors
        }
        for error in found {
            let inner = error.path == "<nil>" ? "" : error.path.hasPrefix("[") ? error.path : ".\(error.path)"
            errors.append(FieldError(kind: error.kind, path: path + inner, body: error.body))
        }
    }
}
