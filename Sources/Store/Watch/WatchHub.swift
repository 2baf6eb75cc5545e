import AsyncTools

/// Tells watchers of committed events.
///
/// There are no queues per watcher: each holds a position (a revision) and pulls from the one ring, or from the log when
/// the ring has moved past it. A watcher that waits is moved along by events that are not its own, so an idle prefix
/// never falls behind.
final class WatchHub: Sendable {
    enum Pull: Sendable {
        case page(LogPage)
        /// The ring no longer reaches back that far: read the log.
        case behind
        case ended(StoreError)
    }

    private struct Waiter: Sendable {
        var position: Revision
        let prefix: String
        let continuation: CheckedContinuation<Revision, Never>
    }

    private struct State: Sendable {
        var ring: EventRing
        /// The newest revision a reader may have seen: while a commit is under way, its last one.
        var announced: Revision
        var waiters: [UInt64: Waiter] = [:]
        var nextID: UInt64 = 0
        var end: StoreError?

        /// Moves waiters past events that are not theirs, and takes out those that have one.
        mutating func advanceWaiters(
            past events: [StoreEvent], last: Revision
        ) -> [(CheckedContinuation<Revision, Never>, Revision)] {
            var ready: [(CheckedContinuation<Revision, Never>, Revision)] = []
            for (id, waiter) in waiters where waiter.position < last {
                let own = events.first { $0.revision > waiter.position && $0.key.hasBytePrefix(waiter.prefix) }
                if let own {
                    ready.append((waiter.continuation, own.revision - 1))
                    waiters[id] = nil
                } else {
                    waiters[id]?.position = last
                }
            }
            return ready
        }
    }

    private let state: Guarded<State>

    init(newest: Revision) {
        state = Guarded(State(ring: EventRing(newest: newest), announced: newest))
    }

    /// The newest revision whose events were handed out. Throws once the hub has ended.
    func newest() throws(StoreError) -> Revision {
        try state.withLock { (state) throws(StoreError) in
            if let end = state.end { throw end }
            return state.ring.newest
        }
    }

    /// Throws unless a watch may begin after `revision`.
    func checkStart(_ revision: Revision) throws(StoreError) {
        try state.withLock { (state) throws(StoreError) in
            if let end = state.end { throw end }
            if revision > max(state.announced, state.ring.newest) { throw .future(current: state.ring.newest) }
        }
    }

    /// Readers may see `revision` from now on, though its event is not handed out yet.
    func announce(_ revision: Revision) { state.withLock { $0.announced = revision } }

    /// Hands out committed events: consecutive, and following the last ones.
    func publish(_ events: [StoreEvent]) {
        guard let last = events.last else { return }
        let ready = state.withLock { state in
            for event in events { state.ring.append(event) }
            state.announced = last.revision
            return state.advanceWaiters(past: events, last: last.revision)
        }
        for (continuation, position) in ready { continuation.resume(returning: position) }
    }

    /// Ends every watch with `error` once it has had what the ring holds.
    func end(_ error: StoreError) {
        let waiters = state.withLock { state in
            if state.end == nil { state.end = error }
            defer { state.waiters = [:] }
            return state.waiters.values.map { $0 }
        }
        for waiter in waiters { waiter.continuation.resume(returning: waiter.position) }
    }

    /// How many watchers wait for an event.
    var waiting: Int { state.withLock { $0.waiters.count } }

    func pull(after revision: Revision, prefix: String) -> Pull {
        state.withLock { state in
            guard let page = state.ring.page(after: revision, prefix: prefix, limit: .watch) else { return .behind }
            if page.events.isEmpty, let end = state.end { return .ended(end) }
            return .page(page)
        }
    }

    /// Waits until there is an event of `prefix` after `revision`, the hub ends, or the task is cancelled. Returns a
    /// position that has everything up to it behind it.
    func wait(after revision: Revision, prefix: String) async -> Revision {
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let waits = state.withLock { state in
                    // Looked at under the lock: the handler takes it too, after the task was marked.
                    guard !Task.isCancelled, state.end == nil, revision >= state.ring.newest else { return false }
                    state.waiters[id] = Waiter(position: revision, prefix: prefix, continuation: continuation)
                    return true
                }
                if !waits { continuation.resume(returning: revision) }
            }
        } onCancel: {
            let waiter = state.withLock { $0.waiters.removeValue(forKey: id) }
            waiter?.continuation.resume(returning: waiter?.position ?? revision)
        }
    }
}
