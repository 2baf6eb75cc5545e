import JSON
import Schema

/// What writes of a custom kind go through.
enum CustomResourceRules {
    /// - Parameter hasStatus: `status` is written through a subresource of its own.
    static func rules(
        _ schema: StructuralSchema, isNamespaced: Bool, hasStatus: Bool, selectable: [JSONPath]
    ) -> ResourceRules {
        var rules = ResourceRules()
        rules.prepareForCreate = { object in
            if hasStatus { object["status"] = nil }
            object.edit("metadata") { $0["generation"] = 1 }
        }
        rules.prepareForUpdate = { object, old in
            if hasStatus { object.copy("status", from: old) }
            Generation.raise(&object, old, ifChanged: [], or: content(object, hasStatus) != content(old, hasStatus))
        }
        rules.prepareForStatusUpdate = { StatusRules.keepAllButStatus(&$0, $1) }
        rules.check(isNamespaced: isNamespaced) { object, old, errors in
            for error in check(object, old, schema) { errors.append(error) }
        }
        if schema.hasExpressions {
            let warn: @Sendable (JSONValue, JSONValue?) -> [String] = { object, old in
                guard let old else { return [] }
                var expressions = ExpressionValidation(.unchanged)
                expressions.check(object, old: old, schema, path: "")
                return expressions.errors.map(\.text)
            }
            rules.warnings = warn
            rules.statusWarnings = { warn($0, $1) }
        }
        for path in selectable {
            guard let members = path.members else { continue }
            rules.fieldSelectors[members.joined(separator: ".")] = { path.values(in: $0).first?.printed ?? "" }
        }
        return rules
    }

    /// What the generation counts the changes of.
    private static func content(_ object: JSONValue, _ hasStatus: Bool) -> JSONValue {
        var content = object
        content["metadata"] = nil
        if hasStatus { content["status"] = nil }
        return content
    }

    private static func check(_ object: JSONValue, _ old: JSONValue?, _ schema: StructuralSchema) -> [FieldError] {
        var errors = structuralErrors(object, schema)
        if !errors.isEmpty, let old {
            // What was wrong before and has not been touched does not stand in the way of a change.
            let known = Set(structuralErrors(old, schema))
            errors.removeAll { known.contains($0) }
        }
        guard schema.hasExpressions else { return errors }
        // A value of the wrong shape is no value to reason about; one that is merely out of bounds is.
        let stops: Set<FieldError.Kind> = [.notSupported, .required, .tooLong, .tooMany, .typeInvalid]
        if errors.contains(where: { stops.contains($0.kind) }) {
            let note =
                "some validation rules were not checked because the object was invalid; correct the existing errors to "
                + "complete validation"
            return errors + [.invalid("<nil>", .null, note)]
        }
        var expressions = ExpressionValidation(.changed)
        expressions.check(object, old: old, schema, path: "")
        return errors + expressions.errors
    }

    private static func structuralErrors(_ object: JSONValue, _ schema: StructuralSchema) -> [FieldError] {
        var validation = ValueValidation()
        validation.check(object, schema, path: "", isObject: true)
        return validation.errors
    }
}
