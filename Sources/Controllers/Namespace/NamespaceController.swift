import JSON
import KubeAPI
import KubeClient
import Schema

/// Empties a namespace that is being deleted, of every kind there is, and then lets it go.
struct NamespaceController: Controller {
    /// Holds a namespace until this controller has emptied it.
    static let finalizer = "kubernetes"

    let name = "namespace"
    let queue = WorkQueue<ObjectKey>(backoff: Backoff(base: .milliseconds(50), limit: .seconds(10)))
    let client: KubeClient
    let informers: SharedInformers

    func observe() async throws {
        await withTaskGroup(of: Void.self) { group in
            group.addTask {
                await feed(informers.namespaces) { change in
                    guard let namespace = change.object, namespace.isBeingDeleted else { return [] }
                    return [namespace.key]
                }
            }
            group.addTask {
                // The last Pod is what a namespace usually waits for.
                await feed(informers.pods) { change in
                    guard case .deleted(let pod) = change else { return [] }
                    let key = ObjectKey(namespace: "", name: pod.namespace)
                    return informers.namespaces[key]?.isBeingDeleted ?? false ? [key] : []
                }
            }
        }
    }

    func reconcile(_ key: ObjectKey) async throws -> Next {
        // The cache may still show a namespace of this name that is gone; only the server knows whose objects these are.
        guard informers.namespaces[key]?.isBeingDeleted ?? false,
            let namespace = try await client.find(NamespaceShape.self, key), namespace.isBeingDeleted,
            namespace.spec.finalizers.contains(Self.finalizer)
        else { return .done }
        var outcome = NamespaceContent()
        do {
            outcome = try await empty(key.name)
        } catch let error as APIError where !error.isNotFound {
            outcome.discoveryFailure = error.message
        }
        if outcome.isEmpty {
            try await finalize(namespace)
            return .done
        }
        try await report(outcome, on: namespace)
        return .again(after: .seconds(1))
    }

    /// Deletes what there is and counts what is left.
    private func empty(_ namespace: String) async throws -> NamespaceContent {
        let (served, failures) = try await ServedKinds.discover(client)
        var outcome = NamespaceContent()
        if !failures.isEmpty {
            outcome.discoveryFailure = "unable to retrieve the API list of: " + failures.joined(separator: ", ")
        }
        let deletable = served.filter { $0.type.isNamespaced && $0.verbs.isSuperset(of: ["list", "delete"]) }
        // Pods first (KEP-5080): what protects and feeds them, such as a NetworkPolicy, stays until the last is gone.
        let (pods, others) = deletable.partitioned { $0.type.qualifiedName == PodShape.type.qualifiedName }
        for kind in pods { try await tryToEmpty(namespace, of: kind, &outcome) }
        guard outcome.isEmptyAsFarAsKnown else { return outcome }
        for kind in others { try await tryToEmpty(namespace, of: kind, &outcome) }
        return outcome
    }

    private func tryToEmpty(_ namespace: String, of kind: ServedKind, _ outcome: inout NamespaceContent) async throws {
        do {
            try await empty(namespace, of: kind, &outcome)
        } catch let error as APIError {
            if error.code == 404 || error.code == 405 { return }
            outcome.failures.append("\(kind.type.qualifiedName): \(error.message)")
        }
    }

    private func empty(_ namespace: String, of kind: ServedKind, _ outcome: inout NamespaceContent) async throws {
        var left = try await metadata(kind.type, namespace)
        guard !left.isEmpty else { return }
        let pending = left.filter { !$0.isBeingDeleted }
        if kind.verbs.contains("deletecollection") {
            if !pending.isEmpty {
                try await client.deleteCollection(
                    kind.type, namespace: namespace, .init(propagationPolicy: .background))
            }
        } else {
            for object in pending {
                try await client.delete(kind.type, object.key, .init(propagationPolicy: .background))
            }
        }
        if !pending.isEmpty { left = try await metadata(kind.type, namespace) }
        outcome.note(kind.type, left)
    }

    private func metadata(_ type: ResourceType, _ namespace: String) async throws -> [PartialMetadata] {
        let list = try await client.get(path: type.path(namespace: namespace), query: "limit=500")
        return (list["items"]?.arrayValue ?? []).map { PartialMetadata(json: $0) }
    }

    private func finalize(_ namespace: KubeAPI.Namespace) async throws {
        let live = try await client.get(NamespaceShape.self, namespace.key)
        guard live.uid == namespace.uid else { return }
        var freed = live
        let kept = live.spec.finalizers.filter { $0 != Self.finalizer }
        freed.json[path: ["spec", "finalizers"]] = kept.isEmpty ? nil : .array(kept.map { .string($0) })
        let path = NamespaceShape.type.path(name: namespace.name, subresource: "finalize")
        do {
            _ = try await client.put(path, freed.json)
        } catch let error as APIError where error.isNotFound { return }
    }

    private func report(_ content: NamespaceContent, on namespace: KubeAPI.Namespace) async throws {
        let conditions = content.conditions(after: namespace.status.conditions, now: .now)
        guard conditions != namespace.status.conditions || namespace.status.phase != "Terminating" else { return }
        var changed = namespace
        changed.status.phase = "Terminating"
        changed.status.conditions = conditions
        do {
            _ = try await client.updateStatus(changed)
        } catch let error as APIError where error.isNotFound || error.isConflict { return }
    }
}
