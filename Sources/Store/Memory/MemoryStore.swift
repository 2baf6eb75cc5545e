import AsyncTools

/// A store without a disk, for tests. Keeps the same contract, except that nothing outlives the process.
package final class MemoryStore: Store {
    private struct State: Sendable {
        var map = VersionedMap()
        var schedule: CompactionSchedule
    }

    private let state: Guarded<State>
    private let hub = WatchHub(newest: 1)

    package init(retention: Retention = Retention()) {
        state = Guarded(State(schedule: CompactionSchedule(retention, compacted: 0)))
    }

    package var currentRevision: Revision {
        get async throws { try hub.newest() }
    }

    package func get(_ key: String, at revision: Revision?) async throws -> StoredValue? {
        try read { (map) throws(StoreError) in map.value(of: key, at: try map.resolve(revision)) }
    }

    package func list(prefix: String, after: String?, limit: Int?, at revision: Revision?) async throws -> StoreRange {
        let range = KeyRange(prefix: prefix, after: after)
        return try read { (map) throws(StoreError) in map.range(range, limit: limit, at: try map.resolve(revision)) }
    }

    package func commit(_ mutation: Mutation) async throws -> Revision {
        _ = try hub.newest()
        try mutation.checkSize()
        let revision = try make(mutation)
        if mutation.value != nil, let time = mutation.timeToLive { expire(mutation.key, revision, after: time) }
        return revision
    }

    private func expire(_ key: String, _ revision: Revision, after time: Duration) {
        Task { [weak self] in
            try await Task.sleep(for: time)
            _ = try self?.make(Mutation(key: key, value: nil, precondition: .modRevision(revision)))
        }
    }

    private func make(_ mutation: Mutation) throws(StoreError) -> Revision {
        try state.withLock { (state) throws(StoreError) in
            let event = try state.map.apply(mutation)
            // Under the lock, so that events keep the order of their revisions.
            hub.publish([event])
            if let target = state.schedule.target(newest: event.revision, now: .now) {
                try state.map.compact(to: target)
                state.schedule.didCompact(to: target)
            }
            return event.revision
        }
    }

    package func watch(
        prefix: String, after revision: Revision
    ) async throws -> any AsyncSequence<[StoreEvent], any Error> & Sendable {
        try hub.checkStart(revision)
        _ = try read { (map) throws(StoreError) in try map.resolve(revision) }
        return EventStream(hub: hub, log: self, prefix: prefix, after: revision)
    }

    package func compact(before revision: Revision) async throws {
        _ = try hub.newest()
        try state.withLock { (state) throws(StoreError) in
            try state.map.compact(to: revision)
            state.schedule.didCompact(to: revision)
        }
    }

    package func close() async { hub.end(.closed) }

    private func read<Value: Sendable>(
        _ body: (borrowing VersionedMap) throws(StoreError) -> Value
    ) throws(StoreError) -> Value {
        _ = try hub.newest()
        return try state.withLock { (state) throws(StoreError) in try body(state.map) }
    }
}

extension MemoryStore: EventLog {
    func events(after revision: Revision, prefix: String, limit: PageLimit) async throws -> LogPage {
        try read { (map) throws(StoreError) in try map.events(after: revision, prefix: prefix, limit: limit) }
    }
}
