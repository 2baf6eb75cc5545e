import CEL
import JSON

/// One of a schema's `x-kubernetes-validations`, compiled.
struct ExpressionRule: Sendable {
    let program: CELProgram
    private let message: String
    private let messageProgram: CELProgram?
    private let reason: String
    private let fieldPath: String
    /// Whether it looks at the value before the change, and so holds for changes alone.
    let comparesToOld: Bool
    let allowsNoOld: Bool

    private static let variables: [String: CELType] = ["self": .dyn, "oldSelf": .dyn]

    /// Nothing for an expression that does not compile: such definitions are refused.
    init?(_ rule: JSONValue) {
        guard let program = try? Self.compile(rule.text("rule")) else { return nil }
        self.program = program
        message = rule.text("message")
        messageProgram = try? CELProgram(rule.text("messageExpression"), variables: Self.variables, result: .string)
        reason = rule.text("reason")
        fieldPath = rule.text("fieldPath")
        comparesToOld = program.uses("oldSelf")
        allowsNoOld = rule.flag("optionalOldSelf")
    }

    static func compile(_ source: String) throws(CELCompileError) -> CELProgram {
        try CELProgram(source, variables: variables, result: .bool)
    }

    /// What is wrong with a value; `nil` when the rule holds, or does not apply.
    func error(_ value: CELValue, old: CELValue?, path: String, _ budget: inout CELBudget) -> FieldError? {
        var variables = ["self": value]
        if comparesToOld {
            if allowsNoOld {
                variables["oldSelf"] = .optional(old)
            } else {
                guard let old else { return nil }
                variables["oldSelf"] = old
            }
        }
        do throws(CELError) {
            if try program.evaluate(variables, &budget).boolValue == true { return nil }
        } catch {
            return FieldError(
                kind: .invalid, path: subject(path),
                body: "Invalid value: rule evaluation error: \(error) evaluating rule: \(ruleText)")
        }
        return FieldError(kind: kind, path: subject(path), body: body(variables, &budget))
    }

    private var ruleText: String { message.isEmpty ? program.source : message }

    private func subject(_ path: String) -> String {
        let whole = fieldPath.isEmpty ? path : path + fieldPath
        let text = whole.hasPrefix(".") ? String(whole.dropFirst()) : whole
        return text.isEmpty ? "<nil>" : text
    }

    private var kind: FieldError.Kind { FieldError.Kind(rawValue: reason) ?? .invalid }

    private func body(_ variables: [String: CELValue], _ budget: inout CELBudget) -> String {
        var text = message.isEmpty ? "failed rule: \(program.source)" : message
        if let messageProgram, let made = try? messageProgram.evaluate(variables, &budget).stringValue, !made.isEmpty {
            text = made
        }
        return switch kind {
        case .required: "Required value: \(text)"
        case .forbidden: "Forbidden: \(text)"
        case .duplicate: "Duplicate value: \(text)"
        default: "Invalid value: \(text)"
        }
    }
}

/// Evaluates all expressions of a schema over one object.
struct ExpressionValidation {
    private(set) var errors: [FieldError] = []
    /// Shared by all rules of one write.
    private var budget = CELBudget(10_000_000)

    mutating func check(_ value: JSONValue, old: JSONValue?, _ schema: StructuralSchema, path: String) {
        guard schema.hasExpressions, !value.isNull, errors.count < ValueValidation.maximumErrors else { return }
        if !schema.expressions.isEmpty {
            let new = CELValue(json: value)
            let before = old.map(CELValue.init(json:))
            for rule in schema.expressions {
                if let error = rule.error(new, old: before, path: path, &budget) { errors.append(error) }
            }
        }
        switch value {
        case .object(let object):
            for member in object.members {
                guard let inner = schema.member(member.key), inner.hasExpressions else { continue }
                let isNamed = schema[member.key] != nil
                let place = isNamed ? (path.isEmpty ? member.key : "\(path).\(member.key)") : "\(path)[\(member.key)]"
                check(member.value, old: old?[member.key], inner, path: place)
            }
        case .array(let elements):
            guard let items = schema.items, items.hasExpressions else { return }
            let before = Self.byKeys(old, schema)
            for (index, element) in elements.enumerated() {
                let earlier = before.isEmpty ? nil : before[Self.keys(of: element, schema)]
                check(element, old: earlier, items, path: "\(path)[\(index)]")
            }
        default: break
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
