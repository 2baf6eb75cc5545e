import JSON
import KubeAPI
import Schema

/// Gives a claim the default StorageClass, and an Ingress the default IngressClass, where they name none.
package struct DefaultClasses: AdmissionPlugin {
    private static let storageAnnotations = [
        "storageclass.kubernetes.io/is-default-class", "storageclass.beta.kubernetes.io/is-default-class",
    ]
    private static let ingressAnnotations = ["ingressclass.kubernetes.io/is-default-class"]

    private let reader: any ObjectReader

    package init(reader: any ObjectReader) { self.reader = reader }

    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard operation.kind == .create, operation.subresource.isEmpty else { return }
        if operation.isOf("PersistentVolumeClaim") { return try await completeClaim(&operation) }
        if operation.isOf("Ingress", group: "networking.k8s.io") { try await completeIngress(&operation) }
    }

    /// An empty name asks for no class; only an absent one for the default.
    private func completeClaim(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard var claim = operation.object, claim[path: "spec", "storageClassName"]?.stringValue == nil,
            claim[path: "metadata", "annotations", "volume.beta.kubernetes.io/storage-class"] == nil
        else { return }
        // The newest of several wins.
        let classes = try await defaults(StorageClassShape.type, Self.storageAnnotations)
        guard let chosen = classes.max(by: { Self.age($0) < Self.age($1) }) else { return }
        claim[path: ["spec", "storageClassName"]] = chosen[path: "metadata", "name"]
        operation.object = claim
    }

    private func completeIngress(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard var ingress = operation.object, ingress[path: "spec", "ingressClassName"]?.stringValue == nil,
            ingress[path: "metadata", "annotations", "kubernetes.io/ingress.class"] == nil
        else { return }
        let classes = try await defaults(IngressClassShape.type, Self.ingressAnnotations)
        guard let chosen = classes.max(by: { Self.age($0) < Self.age($1) }) else { return }
        ingress[path: ["spec", "ingressClassName"]] = chosen[path: "metadata", "name"]
        operation.object = ingress
    }

    private func defaults(_ type: ResourceType, _ annotations: [String]) async throws(StatusError) -> [JSONValue] {
        try await reader.objects(type, namespace: nil).filter { object in
            annotations.contains { object[path: "metadata", "annotations", $0]?.stringValue == "true" }
        }
    }

    /// Of two made in the same second, the one whose name comes first counts as the newer.
    private static func age(_ object: JSONValue) -> (String, String) {
        let name = object.text(path: "metadata", "name")
        let turned = String(decoding: name.utf8.map { 255 - $0 }.map { $0 & 0x7F }, as: UTF8.self)
        return (object.text(path: "metadata", "creationTimestamp"), turned)
    }
}
