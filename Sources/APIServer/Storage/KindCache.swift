import AsyncTools
import Encodings
import JSON
package import KubeAPI
import Metrics
import Schema

/// The current objects of one kind in memory, its recent changes, and who waits for the next one.
///
/// One writer (the loop of `StateCache`) and any number of readers. Reads never touch the store.
package final class KindCache: Sendable {
    package let type: ResourceType
    let form: StoredForm
    /// `/registry/pods/`
    let keyPrefix: String
    /// The selectable fields beside name and namespace, sorted.
    let fieldNames: [String]
    /// The events that watchers were sent.
    let sentEvents = SizeHistogram()
    private let fieldReaders: [@Sendable (JSONValue) -> String]
    private let state: Guarded<State>

    private struct State: Sendable {
        var objects: [String: CachedObject] = [:]
        /// The same, by path.
        var sorted: [CachedObject] = []
        /// What is stored and cannot be read: the path and its revision.
        var unreadable: [String: Int64] = [:]
        /// Every change of this kind up to here has been applied.
        var revision: Int64 = 0
        /// The newest change of this kind.
        var lastChange: Int64 = 0
        var ring = EventRing(floor: 0)
        var readers = WatchReaders()

        func changes(after position: Int64) -> Changes? {
            if position < ring.floor { return .expired(oldest: ring.floor) }
            let events = ring.events(after: position, limit: 256)
            return events.last.map { .events(events, revision: $0.revision) }
        }
    }

    init(_ definition: ResourceDefinition) {
        type = definition.type
        form = StoredForm(definition.type, conversion: definition.conversion)
        keyPrefix = "/registry/\((definition.conversion?.storage ?? definition.type).qualifiedName)/"
        let fields = definition.rules.fieldSelectors.sorted { $0.key < $1.key }
        fieldNames = fields.map(\.key)
        fieldReaders = fields.map(\.value)
        state = Guarded(State())
    }

    package func path(namespace: String, name: String) -> String {
        type.isNamespaced ? "\(namespace)/\(name)" : name
    }

    // MARK: Reading

    package func object(_ path: String) -> CachedObject? { state.withLock { $0.objects[path] } }

    /// The revision of a stored value that cannot be read; `nil` when it can, or is not there.
    func unreadable(_ path: String) -> Int64? { state.withLock { $0.unreadable[path] } }

    /// The paths, in a namespace (everywhere, when `nil`), whose values cannot be read.
    func unreadablePaths(namespace: String?) -> [String] {
        let paths = state.withLock { Array($0.unreadable.keys) }
        guard let namespace, type.isNamespaced else { return paths.sorted() }
        return paths.filter { $0.hasPrefix(namespace + "/") }.sorted()
    }

    package var count: Int { state.withLock { $0.sorted.count } }

    /// The newest change of the kind.
    package var lastChange: Int64 { state.withLock { $0.lastChange } }

    package var revision: Int64 { state.withLock { $0.revision } }

    /// The objects of a namespace (all, when `nil`) at one revision, in path order, from after a path on.
    func snapshot(namespace: String?, after path: String? = nil, limit: Int? = nil) -> Snapshot {
        state.withLock { Self.snapshot($0, range($0.sorted, namespace, after: path), limit) }
    }

    /// The same with all changes since a revision; `nil` when these are not all known any more.
    func snapshot(
        namespace: String?, after path: String?, changesSince revision: Int64
    ) -> (snapshot: Snapshot, changes: [WatchEvent])? {
        state.withLock { state in
            guard revision >= state.ring.floor else { return nil }
            let changes = state.ring.events(after: revision, limit: Int(Int32.max))
            return (Self.snapshot(state, range(state.sorted, namespace, after: path), nil), changes)
        }
    }

    private static func snapshot(_ state: State, _ range: Range<Int>, _ limit: Int?) -> Snapshot {
        let taken = limit.map { range.prefix(max(0, $0)) } ?? range
        return Snapshot(
            objects: Array(state.sorted[taken]), count: range.count, revision: state.revision, lastChange: state.lastChange)
    }

    private func range(_ sorted: [CachedObject], _ namespace: String?, after path: String?) -> Range<Int> {
        var low = 0
        var high = sorted.count
        if let namespace, type.isNamespaced {
            low = Self.lowerBound(sorted, namespace + "/")
            high = Self.lowerBound(sorted, namespace + "0")  // "0" follows "/" in ASCII
        }
        if let path {
            let start = Self.lowerBound(sorted, path)
            low = max(low, start < sorted.count && sorted[start].path == path ? start + 1 : start)
        }
        return low..<max(low, high)
    }

    struct Snapshot: Sendable {
        let objects: [CachedObject]
        /// How many there are, of which `objects` may be only the first.
        let count: Int
        let revision: Int64
        let lastChange: Int64
    }

    private static func lowerBound(_ sorted: [CachedObject], _ path: String) -> Int {
        var low = 0
        var high = sorted.count
        while low < high {
            let middle = (low + high) / 2
            if sorted[middle].path < path { low = middle + 1 } else { high = middle }
        }
        return low
    }

    // MARK: Watching

    enum Changes: Sendable {
        /// In order, unfiltered; the watcher has then seen everything up to `revision`.
        case events([WatchEvent], revision: Int64)
        /// The deadline passed; nothing that the filter lets through happened up to `revision`.
        case nothing(revision: Int64)
        /// The position is older than what is kept.
        case expired(oldest: Int64)
    }

    /// The changes after a revision that can be had without waiting; `nil` when there are none.
    func available(after position: Int64) -> Changes? { state.withLock { $0.changes(after: position) } }

    /// Waits for changes after a revision, or until the deadline (of `MonotonicClock`). `nil` when the calling task is
    /// cancelled.
    func changes(after position: Int64, filter: ObjectFilter, deadline: Int64) async -> Changes? {
        let signal = Signal()
        let watcher = Watcher(of: self, after: position, filter: filter, wake: signal.raise)
        while true {
            if let changes = watcher.read(orWaitUntil: deadline) { return changes }
            if await !signal.wait() { return nil }
        }
    }

    /// One who reads the changes of a kind in his own time. Letting go of it ends the reading.
    final class Watcher: Sendable {
        private let kind: KindCache
        private let id: UInt64

        /// - Parameter wake: called from any thread, once after each `read` that found nothing.
        init(of kind: KindCache, after position: Int64, filter: ObjectFilter, wake: @escaping @Sendable () -> Void) {
            self.kind = kind
            id = kind.state.withLock { $0.readers.add(after: position, filter: filter, wake: wake) }
        }

        deinit { kind.state.withLock { $0.readers.remove(id) } }

        /// What has happened since the last time. `nil`: nothing yet; `wake` is called when there is something, or at the
        /// deadline (of `MonotonicClock`).
        func read(orWaitUntil deadline: Int64) -> Changes? {
            kind.state.withLock { state in
                let changes = state.changes(after: state.readers.position(id))
                if case .events(_, let revision) = changes { state.readers.read(id, upTo: revision) }
                if let changes { return changes }
                if MonotonicClock.now >= deadline { return .nothing(revision: state.revision) }
                state.readers.wait(id, until: deadline)
                return nil
            }
        }
    }

    /// Wakes the watchers whose deadline has come.
    func wakeWatchers(now: Int64) { wake { $0.readers.due(now, revision: $0.revision) } }

    private func wake(_ change: @Sendable (inout State) -> WatchReaders.Wakes) {
        for wake in state.withLock(change) { wake() }
    }

    // MARK: Writing (by the loop of StateCache only)

    /// The object that stored bytes describe; `nil` when they are not an object of this kind.
    func object(path: String, value: [UInt8], revision: Int64) -> CachedObject? {
        if fieldReaders.isEmpty, !form.isConverted, let bytes = form.splice(value, revision: revision) {
            // No tree is needed, which is most of the time that a start with many objects takes.
            do throws(JSONError) {
                let labels = try JSONText.member("labels", in: "metadata", of: value)
                return object(path, revision, bytes, labels: try labels.map(Array.init).map(JSONReader.read) ?? .null)
            } catch { return nil }
        }
        guard let stored = try? JSONReader.read(value), stored.objectValue != nil else { return nil }
        let tree = form.presented(stored)
        let spliced = form.isConverted ? nil : form.splice(value, revision: revision)
        return object(
            path, revision, spliced ?? form.presented(stored, revision: revision),
            labels: tree[path: "metadata", "labels"] ?? .null, fields: fieldReaders.map { $0(tree) })
    }

    private func object(
        _ path: String, _ revision: Int64, _ bytes: [UInt8], labels: JSONValue, fields: [String] = []
    ) -> CachedObject {
        let parts = path.parts(separatedBy: "/", maxSplits: 1)
        let key =
            type.isNamespaced && parts.count == 2
            ? ObjectKey(namespace: String(parts[0]), name: String(parts[1])) : ObjectKey(namespace: "", name: path)
        var texts: [String: String] = [:]
        for member in labels.objectValue ?? JSONObject() { texts[member.key] = member.value.stringValue }
        return CachedObject(key: key, path: path, revision: revision, bytes: bytes, labels: texts, fields: fields)
    }

    /// Takes the state of a fresh read of the store. Watchers from before it are told to start over.
    func replaceAll(with objects: [String: CachedObject], unreadable: [String: Int64], revision: Int64) {
        wake { state in
            state.sorted = objects.values.sorted { $0.path < $1.path }
            state.unreadable = unreadable
            state.objects = objects
            state.revision = revision
            state.lastChange = revision
            state.ring = EventRing(floor: revision)
            return state.readers.all()
        }
    }

    /// Nothing is served from here any more: watchers are told to start over, and will find whatever took its place. The
    /// objects stay as they are for the requests that are being answered from them.
    func retire() {
        wake { state in
            state.ring = EventRing(floor: .max)
            return state.readers.all()
        }
    }

    func put(_ object: CachedObject) {
        apply { state in
            state.unreadable[object.path] = nil
            let previous = state.objects.updateValue(object, forKey: object.path)
            let index = Self.lowerBound(state.sorted, object.path)
            if previous == nil { state.sorted.insert(object, at: index) } else { state.sorted[index] = object }
            return WatchEvent(
                kind: previous == nil ? .added : .modified, revision: object.revision, object: object, previous: previous)
        }
    }

    /// - Parameter isUnreadable: the value is still stored; nobody can say what it is.
    func remove(_ path: String, revision: Int64, isUnreadable: Bool = false) {
        apply { state in
            state.unreadable[path] = isUnreadable ? revision : nil
            guard let previous = state.objects.removeValue(forKey: path) else { return nil }
            state.sorted.remove(at: Self.lowerBound(state.sorted, path))
            return WatchEvent(
                kind: .deleted, revision: revision, object: previous.at(revision, in: form), previous: previous)
        }
    }

    private func apply(_ change: @Sendable (inout State) -> WatchEvent?) {
        wake { state in
            guard let event = change(&state) else { return [] }
            state.revision = event.revision
            state.lastChange = event.revision
            state.ring.append(event)
            return state.readers.concerned(by: event)
        }
    }

    /// Says that nothing else of this kind happened up to a revision.
    func advance(to revision: Int64) { state.withLock { $0.revision = max($0.revision, revision) } }
}
