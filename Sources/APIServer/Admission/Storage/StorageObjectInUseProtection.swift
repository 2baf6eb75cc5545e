import JSON
import KubeAPI

/// Keeps claims, volumes and their classes of attributes until nobody uses them any more, by a finalizer that a controller
/// takes off.
package struct StorageObjectInUseProtection: AdmissionPlugin {
    package static let claimFinalizer = "kubernetes.io/pvc-protection"
    package static let volumeFinalizer = "kubernetes.io/pv-protection"
    package static let attributesFinalizer = "kubernetes.io/vac-protection"

    package init() {}

    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard operation.kind == .create, operation.subresource.isEmpty, var object = operation.object else { return }
        let finalizer: String
        if operation.isOf("PersistentVolumeClaim") {
            finalizer = Self.claimFinalizer
        } else if operation.isOf("PersistentVolume") {
            finalizer = Self.volumeFinalizer
        } else if operation.isOf("VolumeAttributesClass", group: "storage.k8s.io") {
            finalizer = Self.attributesFinalizer
        } else {
            return
        }
        let present = object["metadata"]?.texts("finalizers") ?? []
        guard !present.contains(finalizer) else { return }
        object[path: ["metadata", "finalizers"]] = .array((present + [finalizer]).map(JSONValue.string))
        operation.object = object
    }
}
