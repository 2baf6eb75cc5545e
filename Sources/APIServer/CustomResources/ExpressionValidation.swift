import CEL
import JSON

/// Evaluates the expressions of a schema over one object.
///
/// A rule that an unchanged value breaks does not stand in the way of a change elsewhere, unless the rule compares old with
/// new: such a value is only warned of.
struct ExpressionValidation {
    enum Part {
        /// Values that are new or have changed, and rules that compare.
        case changed
        /// Values that are as they were.
        case unchanged
    }

    private let part: Part
    private(set) var errors: [FieldError] = []
    /// Shared by all rules of one write.
    private var budget = CELBudget(10_000_000)

    init(_ part: Part) { self.part = part }

    /// - Parameter isUnchanged: that which the value is a part of is as it was.
    mutating func check(
        _ value: JSONValue, old: JSONValue?, _ schema: StructuralSchema, path: String, isUnchanged: Bool = false
    ) {
        guard schema.hasExpressions, !value.isNull, errors.count < ValueValidation.maximumErrors else { return }
        let isUnchanged = isUnchanged || old == value
        evaluate(schema.expressions, value, old, schema, path, isUnchanged)
        switch value {
        case .object(let object):
            for member in object.members {
                guard let inner = schema.member(member.key), inner.hasExpressions else { continue }
                let isNamed = schema[member.key] != nil
                let place = isNamed ? (path.isEmpty ? member.key : "\(path).\(member.key)") : "\(path)[\(member.key)]"
                check(member.value, old: old?[member.key], inner, path: place, isUnchanged: isUnchanged)
            }
        case .array(let elements):
            guard let items = schema.items, items.hasExpressions else { return }
            let before = Self.byKeys(old, schema)
            for (index, element) in elements.enumerated() {
                let earlier = before.isEmpty ? nil : before[Self.keys(of: element, schema)]
                check(element, old: earlier, items, path: "\(path)[\(index)]", isUnchanged: isUnchanged)
            }
        default: break
        }
    }

    private mutating func evaluate(
        _ rules: [ExpressionRule], _ value: JSONValue, _ old: JSONValue?, _ schema: StructuralSchema, _ path: String,
        _ isUnchanged: Bool
    ) {
        let wanted = rules.filter { rule in
            let isChanged = rule.comparesToOld || !isUnchanged
            return part == .changed ? isChanged : !isChanged
        }
        guard !wanted.isEmpty else { return }
        let new = schema.expressionValue(value)
        let before = old.map(schema.expressionValue)
        for rule in wanted {
            if let error = rule.error(new, old: before, value, schema, path: path, &budget) { errors.append(error) }
        }
    }

    /// The elements of the old list by their keys: an element is the new state of the one with the same. Known only in lists
    /// of type `map`.
    private static func byKeys(_ old: JSONValue?, _ schema: StructuralSchema) -> [[JSONValue]: JSONValue] {
        guard schema.listType == .map, let before = old?.arrayValue else { return [:] }
        return Dictionary(before.map { (keys(of: $0, schema), $0) }, uniquingKeysWith: { first, _ in first })
    }

    private static func keys(of element: JSONValue, _ schema: StructuralSchema) -> [JSONValue] {
        schema.listMapKeys.map { element[$0].orNull }
    }
}
