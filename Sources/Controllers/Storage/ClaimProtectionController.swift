import JSON
import KubeAPI
import KubeClient
import Schema

/// Lets a deleted claim go when no Pod on a node uses it any more, by taking off the finalizer that admission put on it.
struct ClaimProtectionController: Controller {
    static let finalizer = "kubernetes.io/pvc-protection"

    let name = "pvc-protection"
    let queue = WorkQueue<ObjectKey>()
    let client: KubeClient
    let informers: SharedInformers

    func observe() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask { await feed(informers.claims) }
            group.addTask {
                await feed(informers.pods) { change in
                    guard case .deleted(let pod) = change else { return [] }
                    return Self.claims(of: pod).map { ObjectKey(namespace: pod.namespace, name: $0) }
                }
            }
        }
    }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        guard let claim = informers.claims[key], claim.metadata.finalizers.contains(Self.finalizer) == claim.isBeingDeleted
        else { return .done }
        guard claim.isBeingDeleted else {
            try await client.setFinalizers(claim.metadata.finalizers + [Self.finalizer], of: claim)
            return .done
        }
        guard !Self.isUsed(claim, by: informers.pods.all) else { return .done }
        // Only the server knows: the cache may be behind a Pod that was just placed.
        guard try await !Self.isUsed(claim, by: client.list(PodShape.self, namespace: key.namespace).items) else { return .done }
        try await client.setFinalizers(claim.metadata.finalizers.filter { $0 != Self.finalizer }, of: claim)
        return .done
    }

    /// A Pod without a node has not begun to use anything.
    private static func isUsed(_ claim: PersistentVolumeClaim, by pods: [Pod]) -> Bool {
        pods.contains { pod in
            pod.namespace == claim.namespace && !pod.spec.nodeName.isEmpty && claims(of: pod).contains(claim.name)
        }
    }

    private static func claims(of pod: Pod) -> Set<String> {
        let names = pod.spec.volumes.compactMap { volume in
            volume.persistentVolumeClaim?.claimName ?? volume.ephemeral.map { _ in "\(pod.name)-\(volume.name)" }
        }
        return Set(names)
    }
}

extension KubeClient {
    /// Writes the finalizers of an object as it was read; nothing when it is gone.
    func setFinalizers<S: Resource>(_ finalizers: [String], of object: Object<S>) async throws {
        do {
            _ = try await patch(
                S.self, object.key,
                .merge([
                    "metadata": [
                        "uid": .string(object.uid), "resourceVersion": .string(object.resourceVersion),
                        "finalizers": finalizers.isEmpty ? .null : .array(finalizers.map(JSONValue.string)),
                    ]
                ]))
        } catch let error as APIError where error.isNotFound { return }
    }
}
