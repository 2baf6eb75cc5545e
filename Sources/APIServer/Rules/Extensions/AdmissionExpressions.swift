import CEL
import JSON

/// Whether the expressions of policies and webhooks compile.
struct AdmissionExpressions {
    /// Whether `params` may be named.
    var hasParameters = false
    /// Whether `variables` may be named.
    var hasVariables = false

    /// - Parameters:
    ///   - result: what the expression must give, as the cause calls it; `nil`: anything.
    ///   - shown: the expression as the cause shows it, when it is not what is compiled.
    func check(
        _ path: String, _ expression: String, gives result: Result?, shown: String? = nil, into errors: inout FieldErrors
    ) {
        // What an authorizer can be asked is not known here.
        guard !expression.contains("authorizer") else { return }
        do throws(CELCompileError) {
            let program = try CELProgram(expression, variables: variables)
            if let result, !result.types.contains(where: { program.result.isAssignable(to: $0) }) {
                errors.invalid(path, .string(shown ?? expression), "must evaluate to \(result.name)")
            }
        } catch {
            errors.invalid(path, .string(shown ?? expression), "compilation failed: \(error)")
        }
    }

    /// What an expression may have to give.
    struct Result {
        let name: String
        let types: [CELType]

        static var bool: Result { Result(name: "bool", types: [.bool]) }
        static var string: Result { Result(name: "string", types: [.string]) }
        static var stringOrNull: Result { Result(name: "one of [string null_type]", types: [.string, .null]) }
    }

    private var variables: [String: CELType] {
        var variables: [String: CELType] = ["object": .dyn, "oldObject": .dyn, "request": .dyn, "namespaceObject": .dyn]
        if hasParameters { variables["params"] = .dyn }
        if hasVariables { variables["variables"] = .dyn }
        return variables
    }
}
