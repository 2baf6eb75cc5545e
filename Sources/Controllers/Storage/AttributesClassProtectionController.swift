import KubeAPI
import KubeClient
import Schema

/// Lets a deleted class of volume attributes go when no claim and no volume names it any more, by taking off the finalizer
/// that admission put on it (KEP-3751).
struct AttributesClassProtectionController: Controller {
    static let finalizer = "kubernetes.io/vac-protection"

    let name = "volumeattributesclass-protection"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers

    func observe() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await feed(informers.attributesClasses) }
            group.addTask {
                await feed(informers.claims) { change in Self.released(change, Self.classes(of:)) }
            }
            group.addTask {
                await feed(informers.volumes) { change in Self.released(change, Self.classes(of:)) }
            }
        }
    }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        guard let settings = informers.attributesClasses[key],
            settings.metadata.finalizers.contains(Self.finalizer) == settings.isBeingDeleted
        else { return .done }
        guard settings.isBeingDeleted else {
            try await client.setFinalizers(settings.metadata.finalizers + [Self.finalizer], of: settings)
            return .done
        }
        let isUsed =
            informers.claims.all.contains { Self.classes(of: $0).contains(key.name) }
            || informers.volumes.all.contains { Self.classes(of: $0).contains(key.name) }
        guard !isUsed else { return .done }
        try await client.setFinalizers(settings.metadata.finalizers.filter { $0 != Self.finalizer }, of: settings)
        return .done
    }

    /// The classes that an object named before a change and may have been the last to name.
    private static func released<S: Resource>(
        _ change: InformerChange<S>, _ classes: (Object<S>) -> Set<String>
    ) -> [ObjectKey] {
        let names: Set<String> =
            switch change {
            case .applied(let object, let old): old.map { classes($0).subtracting(classes(object)) } ?? []
            case .deleted(let object): classes(object)
            case .synced: []
            }
        return names.map { ObjectKey(namespace: "", name: $0) }
    }

    private static func classes(of claim: PersistentVolumeClaim) -> Set<String> {
        let names = [
            claim.spec.volumeAttributesClassName, claim.status.currentVolumeAttributesClassName,
            claim.status.modifyVolumeStatus?.targetVolumeAttributesClassName ?? "",
        ]
        return Set(names.filter { !$0.isEmpty })
    }

    private static func classes(of volume: PersistentVolume) -> Set<String> {
        let name = volume.spec.volumeAttributesClassName
        return name.isEmpty ? [] : [name]
    }
}
