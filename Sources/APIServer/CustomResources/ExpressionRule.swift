import CEL
import JSON

/// One of a schema's `x-kubernetes-validations`, compiled.
struct ExpressionRule: Sendable {
    let program: CELProgram
    private let message: String
    private let messageProgram: CELProgram?
    private let reason: String
    /// What of the value the errors are about; empty: the value itself.
    private let fieldPath: String
    /// Whether it looks at the value before the change, and so holds for changes alone.
    let comparesToOld: Bool
    let allowsNoOld: Bool

    /// Nothing for an expression that does not compile: such definitions are refused.
    ///
    /// - Parameter type: what `self` is.
    init?(_ rule: JSONValue, type: CELType) {
        let compilation = Compilation(rule, type: type)
        guard let program = compilation.program else { return nil }
        self.program = program
        message = rule.text("message").trimmed
        messageProgram = compilation.messageProgram
        reason = rule.text("reason")
        fieldPath = rule.text("fieldPath").trimmed
        comparesToOld = compilation.comparesToOld
        allowsNoOld = rule.flag("optionalOldSelf")
    }

    /// What compiling a rule and its message gives.
    struct Compilation {
        private(set) var program: CELProgram?
        private(set) var messageProgram: CELProgram?
        private(set) var comparesToOld = false
        /// What is wrong with the rule.
        private(set) var flaw: String?
        /// What is wrong with the expression for its message.
        private(set) var messageFlaw: String?

        init(_ rule: JSONValue, type: CELType) {
            let old: CELType = rule.flag("optionalOldSelf") ? .optional(type) : type
            let variables = ["self": type, "oldSelf": old]
            do throws(CELCompileError) {
                let program = try CELProgram(rule.text("rule"), variables: variables)
                guard program.result.isAssignable(to: .bool) else {
                    flaw = "cel expression must evaluate to a bool"
                    return
                }
                self.program = program
                comparesToOld = program.uses("oldSelf")
            } catch {
                flaw = "compilation failed: \(error)"
                return
            }
            let message = rule.text("messageExpression")
            guard !message.trimmed.isEmpty else { return }
            do throws(CELCompileError) {
                let program = try CELProgram(message, variables: variables)
                guard program.result.isAssignable(to: .string) else {
                    messageFlaw = "messageExpression must evaluate to a string"
                    return
                }
                messageProgram = program
            } catch {
                messageFlaw = "messageExpression compilation failed: \(error)"
            }
        }
    }

    /// What is wrong with a value; `nil` when the rule holds, or does not apply.
    ///
    /// - Parameters:
    ///   - json: the value as errors show it.
    ///   - path: where it is; empty for the object itself.
    func error(
        _ value: CELValue, old: CELValue?, _ json: JSONValue, _ schema: StructuralSchema, path: String,
        _ budget: inout CELBudget
    ) -> FieldError? {
        let kind = schema.kind
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
            return .invalid(path.orRoot, .string(kind?.rawValue ?? ""), failure(error))
        }
        let isWhole = kind == .object || kind == .array
        let below = fieldPath.isEmpty ? "" : (try? SchemaPath(fieldPath, in: schema))?.text ?? ""
        let place = path.isEmpty || below.isEmpty ? path + below : "\(path).\(below)"
        return refusal(place.orRoot, isWhole ? Optional.none : .some(json), detail(variables, &budget))
    }

    private func failure(_ error: CELError) -> String {
        if error.message.hasPrefix("no such overload") {
            return "'\(error)': call arguments did not match a supported operator, function or macro signature for rule: "
                + ruleText
        }
        if error.isOverBudget {
            return "'\(error)': no further validation rules will be run due to call cost exceeds limit for rule: \(ruleText)"
        }
        return "\(error) evaluating rule: \(ruleText)"
    }

    private var ruleText: String { message.isEmpty ? program.source.trimmed : message }

    private func detail(_ variables: [String: CELValue], _ budget: inout CELBudget) -> String {
        if let messageProgram, let made = try? messageProgram.evaluate(variables, &budget).stringValue?.trimmed, !made.isEmpty,
            made.utf8.count <= 5 * 1024, !made.contains("\n")
        {
            return made
        }
        return message.isEmpty ? "failed rule: \(ruleText)" : message
    }

    /// - Parameter value: `nil`: an object or a list, which is not shown.
    private func refusal(_ path: String, _ value: JSONValue?, _ detail: String) -> FieldError {
        switch FieldError.Kind(rawValue: reason) {
        case .required?: return .required(path, detail)
        case .forbidden?: return .forbidden(path, detail)
        case .duplicate?:
            return value.map { .duplicate(path, $0) } ?? FieldError(kind: .duplicate, path: path, body: "Duplicate value")
        default:
            return value.map { .invalid(path, $0, detail) }
                ?? FieldError(kind: .invalid, path: path, body: "Invalid value: \(detail)")
        }
    }
}

extension String {
    /// Without spaces and line breaks around it.
    var trimmed: String {
        var text = Substring(self)
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// A path as error causes have it.
    fileprivate var orRoot: String { isEmpty ? "<nil>" : self }
}
