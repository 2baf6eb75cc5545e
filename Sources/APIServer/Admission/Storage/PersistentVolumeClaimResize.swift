import JSON
import KubeAPI
import Schema

/// Lets a claim grow only when it is bound and its StorageClass can make volumes larger.
package struct PersistentVolumeClaimResize: AdmissionPlugin {
    private let reader: any ObjectReader

    package init(reader: any ObjectReader) { self.reader = reader }

    package func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard operation.isOf("PersistentVolumeClaim"), operation.kind == .update, operation.subresource.isEmpty,
            let claim = operation.object, let old = operation.old, Self.size(claim) > Self.size(old)
        else { return }
        guard old.text(path: "status", "phase") == "Bound" else {
            throw operation.forbidden("Only bound persistent volume claims can be expanded")
        }
        let annotated = claim[path: "metadata", "annotations", "volume.beta.kubernetes.io/storage-class"]?.stringValue
        let name = annotated ?? claim.text(path: "spec", "storageClassName")
        let stored = name.isEmpty ? nil : try await reader.object(StorageClassShape.type, namespace: "", name: name)
        guard stored?["allowVolumeExpansion"]?.boolValue == true else {
            throw operation.forbidden(
                "only dynamically provisioned pvc can be resized and the storageclass that provisions the pvc must support resize"
            )
        }
    }

    private static func size(_ claim: JSONValue) -> Quantity {
        claim[path: "spec", "resources", "requests", "storage"].flatMap(Quantity.init(json:)) ?? .zero
    }
}
