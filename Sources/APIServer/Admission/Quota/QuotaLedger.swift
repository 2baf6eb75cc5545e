import AsyncTools
import JSON
import KubeAPI
import Schema

/// What the objects of namespaces with quotas use, read from the stored objects, each evaluated once per change; and the
/// charges whose writes are still on their way.
final class QuotaLedger: Sendable {
    private struct Entry: Sendable {
        let revision: Int64
        let item: QuotaItem
    }

    private struct Pending: Sendable {
        let namespace: String
        let kind: String
        let path: String
        let charge: QuotaCharge
        /// The kind's newest change before the charge.
        let after: Int64
        let expires: ContinuousClock.Instant
    }

    private struct State: Sendable {
        /// By namespace and kind, then by path.
        var entries: [String: [String: Entry]] = [:]
        /// By kind and path: of two writes of one object, one fails.
        var pending: [String: Pending] = [:]
    }

    /// Longer than a write takes from here to the store.
    private static let writeTime: Duration = .seconds(10)

    private let objects: any ObjectWriter
    private let state = Guarded(State())

    init(objects: any ObjectWriter) { self.objects = objects }

    // MARK: Charges on their way

    /// Counts a charge until its object is stored, or long enough for the write to have failed.
    func expect(_ charge: QuotaCharge, in namespace: String) {
        guard let kind = objects.cacheOfKind(named: charge.type.qualifiedName) else { return }
        let path = kind.path(namespace: namespace, name: charge.name)
        let pending = Pending(
            namespace: namespace, kind: charge.type.qualifiedName, path: path, charge: charge, after: kind.lastChange,
            expires: .now + Self.writeTime)
        state.withLock { $0.pending["\(pending.kind)/\(path)"] = pending }
    }

    /// What was charged for is stored by now, whatever has become of it since.
    func settle(_ events: [WatchEvent], of kind: String) {
        state.withLock { state in
            guard !state.pending.isEmpty else { return }
            for event in events {
                let key = "\(kind)/\(event.object.path)"
                guard let pending = state.pending[key], event.revision > pending.after,
                    event.kind == (pending.charge.old == nil ? .added : .modified)
                else { continue }
                state.pending[key] = nil
            }
        }
    }

    /// The namespaces with charges that may not have come to anything, and when to look again. A charge whose time is over
    /// is told of once.
    func unsettled() -> [String: ContinuousClock.Instant] {
        let now = ContinuousClock.now
        return state.withLock { state in
            defer { state.pending = state.pending.filter { $0.value.expires > now } }
            return state.pending.values.reduce(into: [:]) { result, pending in
                result[pending.namespace] = min(result[pending.namespace] ?? pending.expires, pending.expires)
            }
        }
    }

    // MARK: Counting

    /// What is used of some resources of a quota, by everything that is stored or about to be.
    func used(_ resources: Set<String>, of quota: JSONValue, in namespace: String) throws(StatusError) -> [String: Quantity] {
        var used = Dictionary(uniqueKeysWithValues: resources.map { ($0, Quantity.zero) })
        func count(_ usage: [String: Quantity]) {
            for (name, amount) in usage where used[name] != nil { PodResources.add([name: amount], to: &used) }
        }
        for kind in Set(resources.map(QuotaItem.kind(counting:))) {
            guard let cache = objects.cacheOfKind(named: kind) else { continue }
            let entries = try update(cache, namespace)
            for entry in entries.values where entry.item.scopes.match(quota) { count(entry.item.usage) }
            for pending in pendingCharges(kind, namespace, entries) { count(pending.added(to: quota)) }
        }
        return used
    }

    /// Drops what is known of namespaces that have no quota any more.
    func keepOnly(_ namespaces: Set<String>) {
        state.withLock { state in
            state.entries = state.entries.filter { entry in
                entry.key.split(separator: "/").first.map { namespaces.contains(String($0)) } ?? false
            }
        }
    }

    private func update(_ cache: KindCache, _ namespace: String) throws(StatusError) -> [String: Entry] {
        let key = "\(namespace)/\(cache.type.qualifiedName)"
        let known = state.withLock { $0.entries[key] ?? [:] }
        var entries: [String: Entry] = [:]
        let now = Timestamp.now
        for object in cache.snapshot(namespace: namespace).objects {
            if let entry = known[object.path], entry.revision == object.revision {
                entries[object.path] = entry
            } else {
                let item = QuotaItem(try object.decoded(), of: cache.type, now: now)
                entries[object.path] = Entry(revision: object.revision, item: item)
            }
        }
        state.withLock { [entries] in $0.entries[key] = entries }
        return entries
    }

    private func pendingCharges(_ kind: String, _ namespace: String, _ entries: [String: Entry]) -> [QuotaCharge] {
        let now = ContinuousClock.now
        return state.withLock { state in
            state.pending = state.pending.filter { _, pending in
                guard pending.expires > now else { return false }
                guard pending.kind == kind, pending.namespace == namespace else { return true }
                // What is stored counts by itself: a new object, and one that uses by now what it asked for.
                guard pending.charge.old != nil else { return entries[pending.path] == nil }
                return entries[pending.path].map { $0.item.usage != pending.charge.item.usage } ?? false
            }
            return state.pending.values.filter { $0.kind == kind && $0.namespace == namespace }.map(\.charge)
        }
    }
}
