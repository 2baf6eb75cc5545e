import JSON

/// Label selectors of `meta/v1`: what is a good one, and what it selects.
enum LabelSelectorRules {
    static func check(_ path: String, _ selector: JSONValue, into errors: inout FieldErrors) {
        for label in selector.map("matchLabels") {
            errors.check("\(path).matchLabels", label.key, NameRules.qualifiedName)
            for reason in NameRules.labelValue(label.value.stringValue ?? "") {
                errors.invalid("\(path).matchLabels", label.value, reason)
            }
        }
        for (index, expression) in selector.list("matchExpressions").enumerated() {
            check(expression, "\(path).matchExpressions[\(index)]", &errors)
        }
    }

    private static func check(_ expression: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        let values = expression.texts("values")
        switch expression.text("operator") {
        case "In", "NotIn":
            if values.isEmpty {
                errors.required("\(path).values", "must be specified when `operator` is 'In' or 'NotIn'")
            }
        case "Exists", "DoesNotExist":
            if !values.isEmpty {
                errors.forbidden("\(path).values", "may not be specified when `operator` is 'Exists' or 'DoesNotExist'")
            }
        default:
            errors.invalid("\(path).operator", .string(expression.text("operator")), "not a valid selector operator")
        }
        errors.check("\(path).key", expression.text("key"), NameRules.qualifiedName)
        for (index, value) in values.enumerated() { errors.check("\(path).values[\(index)]", value, NameRules.labelValue) }
    }

    static func isEmpty(_ selector: JSONValue) -> Bool {
        selector.map("matchLabels").isEmpty && selector.list("matchExpressions").isEmpty
    }

    /// An absent selector selects nothing, an empty one everything.
    static func matches(_ selector: JSONValue?, labels: JSONValue?) -> Bool {
        guard let selector, !selector.isNull else { return false }
        let labelsMatch = selector.map("matchLabels").allSatisfy { labels?[$0.key]?.stringValue == $0.value.stringValue }
        return labelsMatch && selector.list("matchExpressions").allSatisfy { matches($0, labels) }
    }

    private static func matches(_ expression: JSONValue, _ labels: JSONValue?) -> Bool {
        let value = labels?[expression.text("key")]?.stringValue
        let values = expression.texts("values")
        return switch expression.text("operator") {
        case "In": value.map(values.contains) ?? false
        case "NotIn": value.map { !values.contains($0) } ?? true
        case "Exists": value != nil
        case "DoesNotExist": value == nil
        default: false
        }
    }
}
