import AsyncTools
package import KubeAPI
package import Logging
package import Schema

/// A cache of every object of a kind that follows the server, and tells subscribers what changed.
///
/// One list and one watch serve all readers, and each object is decoded once. Between `run()` and the first list the
/// cache is empty: use `waitUntilSynced()`. The cache lags behind the server by the time a watch event takes. Objects
/// in it carry no `managedFields`.
package final class Informer<S: Resource>: Sendable {
    private struct Subscriber: Sendable {
        weak let buffer: ChangeBuffer<S>?
    }

    private struct State: Sendable {
        var objects: [String: [String: Object<S>]] = [:]
        /// How far the cache has come; resource versions of a kind are numbers that only grow.
        var position: UInt64 = 0
        var isSynced = false
        var waiters: [Int: CheckedContinuation<Void, any Error>] = [:]
        var nextWaiter = 0
        var subscribers: [Subscriber] = []
    }

    private let reflector: Reflector<S>
    private let state = Guarded(State())

    package init(
        _ client: KubeClient, _: S.Type, namespace: String? = nil, labelSelector: String? = nil,
        fieldSelector: String? = nil, logger: Logger
    ) {
        reflector = Reflector(
            client, S.self, namespace: namespace, labelSelector: labelSelector, fieldSelector: fieldSelector, logger: logger)
    }

    /// Follows the server until cancelled. Never gives up.
    package func run() async throws {
        defer { finishSubscribers() }
        try await reflector.run { event in self.take(event) }
    }

    package var hasSynced: Bool { state.withLock { $0.isSynced } }

    /// Waits until the cache holds the first list. Never times out; cancel to stop.
    package func waitUntilSynced() async throws {
        let id = state.withLock { state in
            state.nextWaiter += 1
            return state.nextWaiter
        }
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Void, any Error>) in
                let isReady = state.withLock { state in
                    guard !state.isSynced, !Task.isCancelled else { return true }
                    state.waiters[id] = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.resume(throwing: CancellationError())
        }
        try Task.checkCancellation()
    }

    package subscript(key: ObjectKey) -> Object<S>? {
        state.withLock { $0.objects[key.namespace]?[key.name] }
    }

    /// Whether the cache reflects the write that was answered with this resource version. `true` for what is no number:
    /// then nothing can be told.
    package func hasSeen(resourceVersion: String) -> Bool {
        guard let written = UInt64(resourceVersion) else { return true }
        return state.withLock { $0.position >= written }
    }

    /// Every object, in no order. A snapshot.
    package var all: [Object<S>] {
        state.withLock { state in state.objects.values.flatMap { Array($0.values) } }
    }

    /// The objects of one namespace, in no order. A snapshot.
    package func objects(in namespace: String) -> [Object<S>] {
        state.withLock { state in state.objects[namespace].map { Array($0.values) } ?? [] }
    }

    package var count: Int { state.withLock { state in state.objects.values.reduce(0) { $0 + $1.count } } }

    /// Every object there is now, and then every change. Each stream is for one reader and ends when that reader is
    /// cancelled or the informer stops. Changes that a slow reader has not taken are merged object by object.
    package func changes() -> AsyncStream<InformerChange<S>> {
        let buffer = ChangeBuffer<S>()
        state.withLock { state in
            for object in state.objects.values.lazy.flatMap(\.values) { buffer.push(object.key, .applied(object, old: nil)) }
            if state.isSynced { buffer.pushSynced() }
            state.subscribers.removeAll { $0.buffer == nil }
            state.subscribers.append(Subscriber(buffer: buffer))
        }
        return AsyncStream { await buffer.next() }
    }

    private func take(_ event: ReflectorEvent<S>) {
        let waiters = state.withLock { state -> [CheckedContinuation<Void, any Error>] in
            let position =
                switch event {
                case .applied(let object): Self.apply(object, to: &state)
                case .deleted(let object): Self.remove(object, from: &state)
                case .replaced(let list): Self.replace(with: list, in: &state)
                case .bookmark(let resourceVersion): resourceVersion
                }
            guard case .replaced = event else {
                state.position = max(state.position, UInt64(position) ?? 0)
                return []
            }
            // A list is where the server is, even when that is further back than before.
            state.position = UInt64(position) ?? 0
            guard !state.isSynced else { return [] }
            state.isSynced = true
            for subscriber in state.subscribers { subscriber.buffer?.pushSynced() }
            defer { state.waiters = [:] }
            return Array(state.waiters.values)
        }
        for waiter in waiters { waiter.resume() }
    }

    private static func apply(_ object: Object<S>, to state: inout State) -> String {
        let key = object.key
        let old = state.objects[key.namespace, default: [:]].updateValue(object, forKey: key.name)
        tell(key, .applied(object, old: old), &state)
        return object.resourceVersion
    }

    private static func remove(_ object: Object<S>, from state: inout State) -> String {
        let key = object.key
        if state.objects[key.namespace]?.removeValue(forKey: key.name) != nil {
            if state.objects[key.namespace]?.isEmpty ?? false { state.objects[key.namespace] = nil }
            tell(key, .deleted(object), &state)
        }
        return object.resourceVersion
    }

    private static func replace(with list: ObjectList<S>, in state: inout State) -> String {
        let kept = Set(list.items.lazy.map(\.key))
        let gone = state.objects.values.flatMap { $0.values.filter { !kept.contains($0.key) } }
        for object in gone { _ = remove(object, from: &state) }
        for object in list.items {
            let known = state.objects[object.namespace]?[object.name]
            if known?.resourceVersion != object.resourceVersion || object.resourceVersion.isEmpty {
                _ = apply(object, to: &state)
            }
        }
        return list.resourceVersion
    }

    private static func tell(_ key: ObjectKey, _ change: InformerChange<S>, _ state: inout State) {
        var hasLeavers = false
        for subscriber in state.subscribers {
            guard let buffer = subscriber.buffer else {
                hasLeavers = true
                continue
            }
            buffer.push(key, change)
        }
        if hasLeavers { state.subscribers.removeAll { $0.buffer == nil } }
    }

    private func finishSubscribers() {
        let buffers = state.withLock { $0.subscribers.compactMap(\.buffer) }
        for buffer in buffers { buffer.finish() }
    }
}
