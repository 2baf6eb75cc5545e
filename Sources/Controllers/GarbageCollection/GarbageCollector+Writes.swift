import JSON
import KubeAPI
import KubeClient
import Logging
import Schema

/// What the collector changes. Every write names the uid and the resource version that it was decided on.
extension GarbageCollector {
    func delete(
        _ node: OwnershipGraph.Node, _ resourceVersion: String, _ finalizers: [String],
        _ policy: KubeClient.DeleteOptions.PropagationPolicy
    ) async throws {
        // An object that already carries such a finalizer chose for itself.
        let chosen =
            finalizers.contains(OwnershipGraph.Node.orphanFinalizer)
            ? .orphan : finalizers.contains(OwnershipGraph.Node.foregroundFinalizer) ? .foreground : policy
        do {
            try await client.delete(
                node.type, node.key,
                .init(
                    propagationPolicy: chosen, preconditions: .init(uid: node.uid, resourceVersion: resourceVersion)))
            logger.debug("object collected", metadata: ["kind": "\(node.type.kind)", "key": "\(node.key)"])
        } catch let error as APIError where error.isNotFound { return }
    }

    func setOwners(_ owners: [OwnershipGraph.Owner], of live: PartialMetadata, _ type: ResourceType) async throws {
        let uids = Set(owners.map(\.uid))
        let references = live.metadata.ownerReferences.filter { uids.contains($0.uid) }
        try await patch(type, live, "ownerReferences", references.map(\.json))
    }

    /// Lets the owner go without waiting for the dependent.
    func unblock(_ owner: OwnershipGraph.Node, from dependent: OwnershipGraph.Node) async throws {
        guard let live = try await find(dependent.type, dependent.key), live.uid == dependent.uid else { return }
        let references = live.metadata.ownerReferences.map { reference in
            var reference = reference
            if reference.uid == owner.uid { reference.blockOwnerDeletion = false }
            return reference.json
        }
        try await patch(dependent.type, live, "ownerReferences", references)
    }

    func removeFinalizer(_ finalizer: String, from node: OwnershipGraph.Node) async throws {
        guard let live = try await find(node.type, node.key), live.uid == node.uid else { return }
        let finalizers = live.metadata.finalizers
        guard finalizers.contains(finalizer) else { return }
        try await patch(node.type, live, "finalizers", finalizers.filter { $0 != finalizer }.map { .string($0) })
    }

    private func patch(_ type: ResourceType, _ live: PartialMetadata, _ field: String, _ list: [JSONValue]) async throws {
        do {
            _ = try await client.patch(
                type, live.key,
                .merge([
                    "metadata": [
                        "uid": .string(live.uid), "resourceVersion": .string(live.resourceVersion),
                        field: list.isEmpty ? .null : .array(list),
                    ]
                ]))
        } catch let error as APIError where error.isNotFound { return }
    }
}
