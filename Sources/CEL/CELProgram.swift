/// A compiled expression.
///
/// ```swift
/// let rule = try CELProgram("self.replicas <= self.max", variables: ["self": .dyn])
/// var budget = CELBudget(1_000_000)
/// let isMet = try rule.evaluate(["self": value], &budget).boolValue
/// ```
package struct CELProgram: Sendable {
    package let source: String
    /// The type of the value; `dyn` where checking does not know it.
    package let result: CELType
    private let expression: Expression

    /// - Parameters:
    ///   - variables: the names the expression may use, with their types.
    ///   - result: what the expression must give; another type is an error of compilation.
    package init(
        _ source: String, variables: [String: CELType], result: CELType = .dyn
    ) throws(CELCompileError) {
        self.source = source
        expression = try Parser.parse(source)
        var checker = Checker(source: source, variables: variables)
        self.result = try checker.check(expression)
        guard self.result.isAssignable(to: result) else {
            throw CELCompileError(
                message: "must evaluate to \(result.name)", position: expression.position, source: source)
        }
    }

    /// The value, or why there is none. Variables that are declared and not given read as undeclared.
    package func evaluate(
        _ variables: [String: CELValue], _ budget: inout CELBudget
    ) throws(CELError) -> CELValue {
        var evaluator = Evaluator(variables: variables, budget: budget)
        defer { budget = evaluator.budget }
        return try evaluator.evaluate(expression)
    }

    /// The variables the expression names.
    package func uses(_ variable: String) -> Bool { expression.names(variable) }
}

extension Expression {
    /// Whether a name occurs free or bound: good enough to know that a rule does not need `oldSelf`.
    func names(_ name: String) -> Bool {
        switch kind {
        case .literal: false
        case .identifier(let found): found == name
        case .select(let operand, _, _), .has(let operand, _): operand.names(name)
        case .index(let left, let right, _), .and(let left, let right), .or(let left, let right), .bind(_, let left, let right),
            .mapOptional(let left, _, let right, _):
            left.names(name) || right.names(name)
        case .call(_, let target, let arguments):
            target?.names(name) == true || arguments.contains { $0.names(name) }
        case .conditional(let condition, let first, let second):
            condition.names(name) || first.names(name) || second.names(name)
        case .list(let elements): elements.contains { $0.value.names(name) }
        case .map(let entries), .structure(_, let entries):
            entries.contains { $0.key.names(name) || $0.value.names(name) }
        case .comprehension(let comprehension):
            comprehension.range.names(name) || comprehension.body.names(name)
                || comprehension.condition?.names(name) == true
        }
    }
}
