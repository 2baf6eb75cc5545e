import CEL
import JSON
import Schema

/// A ValidatingAdmissionPolicy, ready to be asked.
struct CompiledPolicy: Sendable {
    let name: String
    let matcher: WriteMatcher
    /// Whether a write is refused when an expression cannot be worked out.
    let failsClosed: Bool
    /// API version and kind of the parameters; `nil` when it has none.
    let parameterKind: (version: String, kind: String)?
    private let conditions: MatchConditions
    private let variables: [(name: String, expression: AdmissionExpression)]
    private let validations: [Validation]
    private let annotations: [(key: String, expression: AdmissionExpression)]

    private struct Validation: Sendable {
        let expression: AdmissionExpression
        let message: String
        let messageExpression: AdmissionExpression?
        let reason: String
    }

    init(_ policy: JSONValue) {
        let spec = policy["spec"] ?? .emptyObject
        name = policy.text(path: "metadata", "name")
        matcher = WriteMatcher(spec["matchConstraints"] ?? .emptyObject)
        failsClosed = spec.text("failurePolicy") != "Ignore"
        parameterKind = spec["paramKind"].flatMap { $0.isNull ? nil : ($0.text("apiVersion"), $0.text("kind")) }
        conditions = MatchConditions(spec.list("matchConditions"))
        variables = spec.list("variables").map { ($0.text("name"), AdmissionExpression($0.text("expression"))) }
        annotations = spec.list("auditAnnotations").map { ($0.text("key"), AdmissionExpression($0.text("valueExpression"))) }
        validations = spec.list("validations").map { validation in
            let made = validation.text("messageExpression")
            return Validation(
                expression: AdmissionExpression(validation.text("expression")), message: validation.text("message").trimmed,
                messageExpression: made.isEmpty ? nil : AdmissionExpression(made),
                reason: validation.has("reason") ? validation.text("reason") : "Invalid")
        }
    }

    /// What all expressions of a policy may spend together on one write.
    private static let budget = 1_000_000
    private static let longestMessage = 5 * 1024

    /// What asking the policy about one write gave.
    struct Verdict: Sendable {
        var denials: [PolicyDecision] = []
        var annotations: [(key: String, value: String)] = []
    }

    /// - Parameter values: everything but `variables`.
    func verdict(_ values: [String: CELValue]) -> Verdict {
        var budget = CELBudget(Self.budget)
        var verdict = Verdict()
        do throws(CELError) {
            guard try conditions.hold(values, &budget) else { return verdict }
        } catch {
            if failsClosed { verdict.denials = [PolicyDecision(message: error.message)] }
            return verdict
        }
        let values = withVariables(values, &budget)
        for (index, validation) in validations.enumerated() {
            if let denial = denial(validation, index, values, &budget) { verdict.denials.append(denial) }
        }
        for (index, annotation) in annotations.enumerated() {
            do throws(CELError) {
                let value = try annotation.expression.evaluate(values, &budget)
                if let text = value.stringValue?.trimmed, !text.isEmpty {
                    verdict.annotations.append(("\(name)/\(annotation.key)", text))
                }
            } catch {
                guard failsClosed else { continue }
                verdict.denials.append(PolicyDecision(message: annotation.expression.failure(error), index: index))
            }
        }
        return verdict
    }

    /// One that cannot be worked out is missing for those that name it.
    private func withVariables(_ values: [String: CELValue], _ budget: inout CELBudget) -> [String: CELValue] {
        var values = values
        var known: [(String, CELValue)] = []
        for variable in variables {
            values["variables"] = .map(CELMap(known))
            if let value = try? variable.expression.evaluate(values, &budget) { known.append((variable.name, value)) }
        }
        values["variables"] = .map(CELMap(known))
        return values
    }

    private func denial(
        _ validation: Validation, _ index: Int, _ values: [String: CELValue], _ budget: inout CELBudget
    ) -> PolicyDecision? {
        do throws(CELError) {
            if try validation.expression.evaluate(values, &budget).boolValue == true { return nil }
        } catch {
            guard failsClosed else { return nil }
            return PolicyDecision(message: validation.expression.failure(error), index: index)
        }
        let made = (try? validation.messageExpression?.evaluate(values, &budget))?.stringValue?.trimmed ?? ""
        let isUsable = !made.isEmpty && made.utf8.count <= Self.longestMessage && !made.contains("\n")
        let fixed = validation.message.isEmpty ? "failed expression: \(validation.expression.source)" : validation.message
        return PolicyDecision(message: isUsable ? made : fixed, reason: validation.reason, index: index)
    }
}
