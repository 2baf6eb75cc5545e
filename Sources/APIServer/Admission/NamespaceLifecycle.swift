import JSON
import KubeAPI

/// Objects live only in namespaces that exist, none are made in one that is being deleted, and the namespaces the cluster
/// stands on stay.
package struct NamespaceLifecycle: AdmissionPlugin {
    private static let immortal: Set<String> = ["default", "kube-system", "kube-public"]

    private let reader: any ObjectReader

    package init(reader: any ObjectReader) { self.reader = reader }

    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        if operation.isOf("Namespace") {
            if operation.kind == .delete, Self.immortal.contains(operation.name) {
                throw operation.forbidden("this namespace may not be deleted")
            }
            return
        }
        guard operation.type.isNamespaced, operation.kind == .create || operation.kind == .update else { return }
        let name = operation.namespace
        let namespace = try await reader.object(NamespaceShape.type, namespace: "", name: name)
        guard let namespace else { throw .notFound(StatusError.Subject(kind: "namespaces", name: name)) }
        let isEnding =
            namespace.text(path: "status", "phase") == "Terminating" || namespace["metadata"].orNull.has("deletionTimestamp")
        guard operation.kind == .create, isEnding else { return }
        var error = operation.forbidden("unable to create new content in namespace \(name) because it is being terminated")
        error.causes = [
            StatusError.Cause(
                reason: "NamespaceTerminating", message: "namespace \(name) is being terminated", field: "metadata.namespace")
        ]
        throw error
    }
}
