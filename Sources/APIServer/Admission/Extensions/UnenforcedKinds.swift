import JSON
import KubeAPI

/// Tells who writes a mutating policy that this server stores it and does not act on it, and whose expressions ask what it
/// cannot answer.
struct UnenforcedKinds: AdmissionPlugin {
    private static let unenforced: Set<String> = ["mutatingadmissionpolicies", "mutatingadmissionpolicybindings"]

    func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard operation.isAdmissionConfiguration, operation.kind == .create || operation.kind == .update else { return }
        if Self.unenforced.contains(operation.type.plural) {
            operation.warn("this server stores \(operation.type.plural) and does not enforce them yet")
        } else if let object = operation.object, Self.asksAuthorizer(object) {
            operation.warn("this server cannot work out expressions with `authorizer` yet: they fail")
        }
    }

    /// Whether an expression names it.
    private static func asksAuthorizer(_ object: JSONValue) -> Bool {
        let spec = object["spec"] ?? .emptyObject
        let parts =
            ["matchConditions", "variables", "validations", "auditAnnotations"].flatMap(spec.list)
            + object.list("webhooks").flatMap { $0.list("matchConditions") }
        return parts.contains { part in
            ["expression", "messageExpression", "valueExpression"].contains { part.text($0).contains("authorizer") }
        }
    }
}
