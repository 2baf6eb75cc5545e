import JSON
import KubeAPI

/// What policies and webhooks ask of a write alike.
extension AdmissionOperation {
    /// What decides about writes cannot be kept from being changed by what it decides.
    var isAdmissionConfiguration: Bool { type.group == ValidatingAdmissionPolicyShape.type.group }

    /// The versions in which the resource is served.
    func versions(_ served: any ServedDefinitions) -> [String] {
        served.definitions.map(\.type).filter { $0.plural == type.plural && $0.group == type.group }.map(\.version)
    }

    /// The stored Namespace that the object is in. A Namespace is in none, and when it is made it is not stored yet.
    func namespaceObject(_ objects: any ObjectReader) async throws(StatusError) -> JSONValue? {
        guard !namespace.isEmpty, !isOf("Namespace") else { return nil }
        return try await objects.object(NamespaceShape.type, namespace: "", name: namespace)
    }
}
