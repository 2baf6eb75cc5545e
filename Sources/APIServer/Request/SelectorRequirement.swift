package import JSON

/// One condition of the selector that a request carries, as authorization sees it.
package struct SelectorRequirement: Sendable, Hashable {
    /// A label, or the path of a field.
    package let key: String
    /// `In`, `NotIn`, `Exists`, `DoesNotExist`.
    package let `operator`: String
    package let values: [String]

    package init(key: String, operator: String, values: [String] = []) {
        self.key = key
        self.operator = `operator`
        self.values = values
    }

    /// Whether nothing but objects with this value get through.
    func pins(_ key: String, to value: String) -> Bool {
        self.key == key && self.operator == "In" && values == [value]
    }

    package var json: JSONValue {
        var json: JSONValue = ["key": .string(key), "operator": .string(self.operator)]
        if !values.isEmpty { json["values"] = .array(values.map { .string($0) }) }
        return json
    }
}

extension SelectorRequirement {
    /// What a field selector asks for; none for one that cannot be read, which allows nothing that it would narrow.
    static func fields(_ text: String?) -> [SelectorRequirement] {
        guard let text, !text.isEmpty, let selector = try? FieldSelector(text) else { return [] }
        return selector.requirements.map { requirement in
            SelectorRequirement(
                key: requirement.field, operator: requirement.isEqual ? "In" : "NotIn", values: [requirement.value])
        }
    }

    static func labels(_ text: String?) -> [SelectorRequirement] {
        guard let text, !text.isEmpty, let selector = try? LabelMatcher(text) else { return [] }
        return selector.requirements.compactMap { requirement in
            switch requirement {
            case .in(let key, let values): SelectorRequirement(key: key, operator: "In", values: values)
            case .notIn(let key, let values): SelectorRequirement(key: key, operator: "NotIn", values: values)
            case .exists(let key): SelectorRequirement(key: key, operator: "Exists")
            case .notExists(let key): SelectorRequirement(key: key, operator: "DoesNotExist")
            // No review has a word for these.
            case .greaterThan, .lessThan: nil
            }
        }
    }

    /// The `requirements` of a review's selector. Operators that are not known are left out: what is left allows less.
    static func list(_ requirements: [JSONValue], operators: Set<String>) -> [SelectorRequirement] {
        requirements.compactMap { requirement in
            let name = requirement.text("operator")
            guard operators.contains(name) else { return nil }
            return SelectorRequirement(key: requirement.text("key"), operator: name, values: requirement.texts("values"))
        }
    }
}
