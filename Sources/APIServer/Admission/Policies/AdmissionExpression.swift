import CEL
import JSON

/// An expression of a policy or a webhook. One that does not compile fails whenever it is asked.
struct AdmissionExpression: Sendable {
    let source: String
    private let compiled: Result<CELProgram, CELCompileError>

    init(_ source: String) {
        self.source = source.trimmed
        let names = ["object", "oldObject", "request", "namespaceObject", "params", "variables"]
        let types = Dictionary(names.map { ($0, CELType.dyn) }) { $1 }
        compiled = Result { () throws(CELCompileError) in try CELProgram(source.trimmed, variables: types) }
    }

    func evaluate(_ values: [String: CELValue], _ budget: inout CELBudget) throws(CELError) -> CELValue {
        switch compiled {
        case .success(let program): return try program.evaluate(values, &budget)
        case .failure(let error): throw CELError("compilation failed: \(error)")
        }
    }

    /// What a refusal says when there is no value.
    func failure(_ error: CELError) -> String { "expression '\(source)' resulted in error: \(error)" }
}

/// All of `matchConditions`, which must be true for a write to be looked at.
struct MatchConditions: Sendable {
    private let conditions: [AdmissionExpression]

    init(_ conditions: [JSONValue]) { self.conditions = conditions.map { AdmissionExpression($0.text("expression")) } }

    var isEmpty: Bool { conditions.isEmpty }

    /// One that is false settles it, even when another cannot be worked out.
    func hold(_ values: [String: CELValue], _ budget: inout CELBudget) throws(CELError) -> Bool {
        var failure: CELError?
        for condition in conditions {
            do throws(CELError) {
                if try condition.evaluate(values, &budget).boolValue != true { return false }
            } catch {
                failure = failure ?? CELError(condition.failure(error))
            }
        }
        if let failure { throw failure }
        return true
    }
}
