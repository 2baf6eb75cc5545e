import AsyncTools
import KubeAPI
import KubeClient
import Schema

/// The Pods that a controller has created and deleted and its cache does not show yet.
///
/// A pass counts the Pods of the cache corrected by this, so a lagging cache never leads to one Pod too many. Whether
/// the cache has caught up is told by resource versions, so nothing here depends on time.
final class PendingWrites: Sendable {
    private struct Entry: Sendable {
        var created: [Pod] = []
        var deleted: [String: ObjectKey] = [:]
    }

    private let pods: Informer<PodShape>
    private let entries = Guarded<[String: Entry]>([:])

    init(pods: Informer<PodShape>) { self.pods = pods }

    func created(_ pod: Pod, by ownerUID: String) { entries.withLock { $0[ownerUID, default: Entry()].created.append(pod) } }

    func deleted(_ pod: Pod, by ownerUID: String) {
        entries.withLock { $0[ownerUID, default: Entry()].deleted[pod.uid] = pod.key }
    }

    func forget(ownerUID: String) { entries.withLock { $0[ownerUID] = nil } }

    /// The Pods of a namespace as they are after this owner's own writes. Pods that it deleted are left out.
    func podsAfterWrites(of ownerUID: String, in namespace: String) -> [Pod] {
        // First forget what the cache shows by now, then read the cache: the other way round, a Pod that arrives in
        // between would be in neither.
        prune(ownerUID)
        let cached = pods.objects(in: namespace)
        let entry = entries.withLock { $0[ownerUID] }
        guard let entry else { return cached }
        let seen = Set(cached.lazy.map(\.uid))
        return cached.filter { entry.deleted[$0.uid] == nil } + entry.created.filter { !seen.contains($0.uid) }
    }

    private func prune(_ ownerUID: String) {
        guard var entry = entries.withLock({ $0[ownerUID] }) else { return }
        entry.created.removeAll { pods[$0.key]?.uid == $0.uid || pods.hasSeen(resourceVersion: $0.resourceVersion) }
        entry.deleted = entry.deleted.filter { uid, key in
            guard let pod = pods[key], pod.uid == uid else { return false }
            return !pod.isBeingDeleted
        }
        let isEmpty = entry.created.isEmpty && entry.deleted.isEmpty
        let pruned = entry
        entries.withLock { $0[ownerUID] = isEmpty ? nil : pruned }
    }
}
