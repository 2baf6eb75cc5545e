import JSON
import KubeAPI

/// Tells who writes a webhook configuration or a mutating policy that this server stores it and does not act on it.
struct UnenforcedKinds: AdmissionPlugin {
    private static let group = "admissionregistration.k8s.io"
    private static let enforced: Set<String> = ["validatingadmissionpolicies", "validatingadmissionpolicybindings"]

    func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard operation.type.group == Self.group, operation.kind == .create || operation.kind == .update else { return }
        if Self.enforced.contains(operation.type.plural) {
            if Self.asksAuthorizer(operation.object ?? .null) {
                operation.warn("this server cannot work out expressions with `authorizer` yet: they fail")
            }
            return
        }
        operation.warn("this server stores \(operation.type.plural) and does not enforce them yet")
    }

    /// Whether an expression of a policy names it.
    private static func asksAuthorizer(_ policy: JSONValue) -> Bool {
        let spec = policy["spec"] ?? .emptyObject
        let parts = ["matchConditions", "variables", "validations", "auditAnnotations"].flatMap(spec.list)
        return parts.contains { part in
            ["expression", "messageExpression", "valueExpression"].contains { part.text($0).contains("authorizer") }
        }
    }
}
