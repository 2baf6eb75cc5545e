import AsyncTools
import Encodings
import JSON
package import KubeAPI
import Metrics

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
        var sleepers: [UInt64: Sleeper] = [:]
        var nextSleeper: UInt64 = 0
        /// Sleepers that are about to be woken, with the revision after which there is something for them.
        var called: [UInt64: Int64] = [:]
        /// When sleepers were last woken.
        var lastCall = ContinuousClock.now
        var isCallPlanned = false
    }

    private struct Sleeper: Sendable {
        let filter: ObjectFilter
        /// On the continuous clock, in seconds.
        let deadline: Int64
        let continuation: CheckedContinuation<Wake, Never>
    }

    private enum Wake: Sendable {
        case changes(after: Int64)
        case deadline(revision: Int64)
        case cancelled
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
        case none(revision: Int64)
        /// The position is older than what is kept.
        case expired(oldest: Int64)
        case cancelled
    }

    /// Waits for changes after a revision, or until the deadline (seconds of `MonotonicClock`).
    func changes(after position: Int64, filter: ObjectFilter, deadline: Int64) async -> Changes {
        var position = position
        while true {
            if let ready = available(after: position) { return ready }
            switch await sleep(after: position, filter: filter, deadline: deadline) {
            case .changes(let after): position = max(position, after)
            case .deadline(let revision): return .none(revision: revision)
            case .cancelled: return .cancelled
            }
        }
    }

    /// The changes after a revision that can be had without waiting; `nil` when there are none.
    func available(after position: Int64) -> Changes? {
        state.withLock { state in
            if position < state.ring.floor { return .expired(oldest: state.ring.floor) }
            let events = state.ring.events(after: position, limit: 256)
            return events.last.map { .events(events, revision: $0.revision) }
        }
    }

    private func sleep(after position: Int64, filter: ObjectFilter, deadline: Int64) async -> Wake {
        let id = state.withLock { state in
            state.nextSleeper += 1
            return state.nextSleeper
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let wake: Wake? = state.withLock { state in
                    if Task.isCancelled { return .cancelled }
                    if state.lastChange > position || position < state.ring.floor { return .changes(after: position) }
                    state.sleepers[id] = Sleeper(filter: filter, deadline: deadline, continuation: continuation)
                    return nil
                }
                if let wake { continuation.resume(returning: wake) }
            }
        } onCancel: {
            let sleeper = state.withLock { state in
                state.called[id] = nil
                return state.sleepers.removeValue(forKey: id)
            }
            sleeper?.continuation.resume(returning: .cancelled)
        }
    }

    /// Wakes the watchers whose deadline has come.
    func wakeSleepers(now: Int64) {
        let due = state.withLock { state in
            let ids = state.sleepers.filter { $0.value.deadline <= now && state.called[$0.key] == nil }.map(\.key)
            return (ids.compactMap { state.sleepers.removeValue(forKey: $0) }, state.revision)
        }
        for sleeper in due.0 { sleeper.continuation.resume(returning: .deadline(revision: due.1)) }
    }

    // MARK: Writing (by the loop of StateCache only)

    /// The object that stored bytes describe; `nil` when they are not an object of this kind.
    func object(path: String, value: [UInt8], revision: Int64) -> CachedObject? {
        // The tree is gone before the bytes that stay are allocated, or memory would be left with holes of its size.
        guard let selected = selected(value, revision: revision),
            let bytes = selected.converted ?? form.splice(value, revision: revision)
        else { return nil }
        let parts = path.parts(separatedBy: "/", maxSplits: 1)
        let key =
            type.isNamespaced && parts.count == 2
            ? ObjectKey(namespace: String(parts[0]), name: String(parts[1])) : ObjectKey(namespace: "", name: path)
        return CachedObject(
            key: key, path: path, revision: revision, bytes: bytes, labels: selected.labels, fields: selected.fields)
    }

    /// What selectors look at.
    private struct Selected {
        var labels: [String: String] = [:]
        let fields: [String]
        /// The object as clients see it, unless that is the stored one with its revision.
        let converted: [UInt8]?
    }

    private func selected(_ value: [UInt8], revision: Int64) -> Selected? {
        guard let stored = try? JSONReader.read(value), stored.objectValue != nil else { return nil }
        let tree = form.presented(stored)
        let isAsStored = !form.isConverted && form.isEncoded(value)
        var selected = Selected(
            fields: fieldReaders.map { $0(tree) },
            converted: isAsStored ? nil : form.presented(stored, revision: revision))
        for member in tree[path: "metadata", "labels"]?.objectValue ?? JSONObject() {
            selected.labels[member.key] = member.value.stringValue
        }
        return selected
    }

    /// Takes the state of a fresh read of the store. Watchers from before it are told to start over.
    func replaceAll(with objects: [CachedObject], unreadable: [String: Int64], revision: Int64) {
        let woken = state.withLock { state in
            state.sorted = objects.sorted { $0.path < $1.path }
            state.unreadable = unreadable
            state.objects = Dictionary(objects.map { ($0.path, $0) }, uniquingKeysWith: { _, last in last })
            state.revision = revision
            state.lastChange = revision
            state.ring = EventRing(floor: revision)
            defer { (state.sleepers, state.called) = ([:], [:]) }
            return Array(state.sleepers.values)
        }
        for sleeper in woken { sleeper.continuation.resume(returning: .changes(after: 0)) }
    }

    /// Nothing is served from here any more: watchers are told to start over, and will find whatever took its place. The
    /// objects stay as they are for the requests that are being answered from them.
    func retire() {
        let woken = state.withLock { state in
            state.ring = EventRing(floor: .max)
            defer { (state.sleepers, state.called) = ([:], [:]) }
            return Array(state.sleepers.values)
        }
        for sleeper in woken { sleeper.continuation.resume(returning: .changes(after: 0)) }
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
        let isCallWanted = state.withLock { state in
            guard let event = change(&state) else { return false }
            state.revision = event.revision
            state.lastChange = event.revision
            state.ring.append(event)
            for (id, sleeper) in state.sleepers where state.called[id] == nil {
                if event.seen(through: sleeper.filter) != nil { state.called[id] = event.revision - 1 }
            }
            return !state.called.isEmpty && !state.isCallPlanned
        }
        if isCallWanted { callSleepers() }
    }

    /// The rest that the machine is given for each watcher. A thousand watchers are told of all that happened within
    /// 15 ms at once, which costs them one packet and one wake-up and not several; a few are told at once.
    private static let restPerSleeper = Duration.microseconds(15)

    /// Wakes who has something to see, now or, so soon after the last time, a little later.
    private func callSleepers() {
        let (woken, pause): ([(Sleeper, after: Int64)], Duration) = state.withLock { state in
            let pause = state.lastCall + Self.restPerSleeper * state.called.count - ContinuousClock.now
            state.isCallPlanned = pause > Self.shortestPause
            if state.isCallPlanned { return ([], pause) }
            state.lastCall = .now
            let woken = state.called.compactMap { id, after in state.sleepers.removeValue(forKey: id).map { ($0, after) } }
            state.called = [:]
            return (woken, .zero)
        }
        for (sleeper, after) in woken { sleeper.continuation.resume(returning: .changes(after: after)) }
        guard pause > .zero else { return }
        Task {
            try? await Task.sleep(for: pause)
            callSleepers()
        }
    }

    /// Less is not worth a timer.
    private static let shortestPause = Duration.milliseconds(1)

    /// Says that nothing else of this kind happened up to a revision.
    func advance(to revision: Int64) { state.withLock { $0.revision = max($0.revision, revision) } }
}
