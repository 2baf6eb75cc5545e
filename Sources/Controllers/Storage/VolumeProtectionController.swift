import KubeAPI
import KubeClient
import Schema

/// Lets a deleted volume go when no claim is bound to it any more, by taking off the finalizer that admission put on it.
struct VolumeProtectionController: Controller {
    static let finalizer = "kubernetes.io/pv-protection"

    let name = "pv-protection"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers

    func observe() async throws { await feed(informers.volumes) }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        guard let volume = informers.volumes[key],
            volume.metadata.finalizers.contains(Self.finalizer) == volume.isBeingDeleted
        else { return .done }
        if !volume.isBeingDeleted {
            try await client.setFinalizers(volume.metadata.finalizers + [Self.finalizer], of: volume)
        } else if volume.status.phase != "Bound" {
            try await client.setFinalizers(volume.metadata.finalizers.filter { $0 != Self.finalizer }, of: volume)
        }
        return .done
    }
}
