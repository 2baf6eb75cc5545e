import KubeAPI

/// Tells who writes a webhook configuration or an admission policy that this server stores it and does not act on it.
struct UnenforcedKinds: AdmissionPlugin {
    private static let group = "admissionregistration.k8s.io"

    func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard operation.type.group == Self.group, operation.kind == .create || operation.kind == .update else { return }
        operation.warn("this server stores \(operation.type.plural) and does not enforce them yet")
    }
}
