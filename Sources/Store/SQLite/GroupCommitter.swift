import AsyncTools
import GRDB
import Glibc
import Logging

/// The one writer. Mutations that arrive while a transaction is being fsynced go together into the next one, and each
/// precondition is checked inside it: a failed one fails only its own caller. Runs on the database's own dispatch queue,
/// so an fsync never holds a thread of Swift's cooperative pool.
final class GroupCommitter: Sendable {
    static let maxWaiting = 10_000
    static let maxBatch = 512
    static let maxBatchBytes = 8 << 20
    /// Revisions compacted in one transaction.
    static let compactionStep: Revision = 2_000

    #if DEBUG
        private static let answersTooEarly = getenv("SWIFTLET_TEST_ANSWER_BEFORE_COMMIT") != nil
    #endif

    private typealias Answer = Result<Revision, StoreError>

    private struct Waiting: Sendable {
        let mutation: Mutation
        let continuation: CheckedContinuation<Answer, Never>
    }

    private struct State: Sendable {
        var waiting: [Waiting] = []
        var isScheduled = false
        var isClosed = false

        mutating func takeBatch() -> [Waiting] {
            var count = 0
            var bytes = 0
            for next in waiting.prefix(GroupCommitter.maxBatch) where bytes < GroupCommitter.maxBatchBytes {
                count += 1
                bytes += next.mutation.value?.count ?? 0
            }
            defer { waiting.removeFirst(count) }
            return Array(waiting.prefix(count))
        }
    }

    /// What only the writer's queue touches.
    private struct Progress: Sendable {
        var newest: Revision
        var schedule: CompactionSchedule
        var isFailing = false
    }

    private let pool: DatabasePool
    private let path: String
    private let hub: WatchHub
    private let logger: Logger
    private let state = Guarded(State())
    private let progress: Guarded<Progress>

    init(pool: DatabasePool, path: String, hub: WatchHub, newest: Revision, schedule: CompactionSchedule, logger: Logger) {
        self.pool = pool
        self.path = path
        self.hub = hub
        self.logger = logger
        progress = Guarded(Progress(newest: newest, schedule: schedule))
    }

    /// Returns when the mutation is on disk. Is not cancelled half-way: once accepted it is made.
    func commit(_ mutation: Mutation) async throws(StoreError) -> Revision {
        try mutation.checkSize()
        let answer = await withCheckedContinuation { continuation in
            let refusal = accept(Waiting(mutation: mutation, continuation: continuation))
            if let refusal { continuation.resume(returning: .failure(refusal)) }
        }
        return try answer.get()
    }

    private func accept(_ waiting: Waiting) -> StoreError? {
        let (refusal, mustSchedule): (StoreError?, Bool) = state.withLock { state in
            if state.isClosed { return (.closed, false) }
            if state.waiting.count >= Self.maxWaiting {
                return (.unavailable("\(state.waiting.count) writes are waiting for the disk"), false)
            }
            state.waiting.append(waiting)
            defer { state.isScheduled = true }
            return (nil, !state.isScheduled)
        }
        if mustSchedule { schedule() }
        return refusal
    }

    private func schedule() {
        pool.asyncWriteWithoutTransaction { db in self.turn(db) }
    }

    /// One batch; others that use the writer's queue get their turn between two.
    private func turn(_ db: Database) {
        let batch = state.withLock { $0.takeBatch() }
        if !batch.isEmpty { commit(batch, db) }
        compactIfDue(db)
        let isDone = state.withLock { state in
            state.isScheduled = !state.waiting.isEmpty
            return !state.isScheduled
        }
        if !isDone { schedule() }
    }

    private func commit(_ batch: [Waiting], _ db: Database) {
        var answers: [Answer] = []
        var isAnswered = false
        do {
            let events = try makeMutations(batch.map(\.mutation), db, &answers) { events, answers in
                #if DEBUG
                    // A wrong store, for the test that must notice it: answers, and only then commits.
                    guard Self.answersTooEarly else { return }
                    hub.publish(events)
                    for (waiting, answer) in zip(batch, answers) { waiting.continuation.resume(returning: answer) }
                    isAnswered = true
                    usleep(20_000)
                #endif
            }
            if let last = events.last { progress.withLock { $0.newest = last.revision } }
            if isAnswered { return }
            hub.publish(events)
            noteSuccess()
        } catch {
            let error = StoreError(sqlite: error, path: path)
            noteFailure(error)
            hub.announce(progress.current.newest)
            answers = batch.map { _ in .failure(error) }
        }
        for (waiting, answer) in zip(batch, answers) { waiting.continuation.resume(returning: answer) }
    }

    private func makeMutations(
        _ mutations: [Mutation], _ db: Database, _ answers: inout [Answer],
        beforeCommit: ([StoreEvent], [Answer]) -> Void
    ) throws -> [StoreEvent] {
        let table = LogTable(db: db)
        var revision = progress.current.newest
        var events: [StoreEvent] = []
        try db.inTransaction(.immediate) {
            for mutation in mutations {
                switch try table.apply(mutation, as: revision + 1) {
                case .committed(let event):
                    revision = event.revision
                    events.append(event)
                    answers.append(.success(revision))
                case .conflict(let current):
                    answers.append(.failure(.conflict(current: current)))
                }
            }
            if events.isEmpty { return .rollback }
            // A reader may see the rows before the events are handed out.
            hub.announce(revision)
            beforeCommit(events, answers)
            return .commit
        }
        return events
    }

    // MARK: Expiry

    static let maxExpiredAtOnce = 500

    /// Deletes what has expired, a batch at a time, so that commits wait for one batch at most.
    func expire() async throws(StoreError) {
        var count = Self.maxExpiredAtOnce
        while count >= Self.maxExpiredAtOnce {
            count = try await onWriter { [self] db in
                let expired = try LogTable(db: db).expired(limit: Int64(Self.maxExpiredAtOnce))
                if expired.isEmpty { return 0 }
                var answers: [Answer] = []
                let events = try makeMutations(expired, db, &answers) { _, _ in }
                if let last = events.last { progress.withLock { $0.newest = last.revision } }
                hub.publish(events)
                return events.count
            }
        }
    }

    // MARK: Compaction

    /// Forgets history before `revision`, a step at a time, so that commits wait for one step at most.
    func compact(to revision: Revision) async throws(StoreError) {
        var next = try await onWriter { [self] db in try compactionStep(towards: revision, db) }
        while next < revision {
            next = try await onWriter { [self] db in try compactionStep(towards: revision, db) }
        }
    }

    private func compactionStep(towards revision: Revision, _ db: Database) throws -> Revision {
        let table = LogTable(db: db)
        var reached: Revision = 0
        try db.inTransaction(.immediate) {
            let newest = try table.newest()
            guard revision <= newest else { throw StoreError.future(current: newest) }
            let compacted = try table.compacted()
            guard revision > max(compacted, 1) else {
                reached = revision
                return .rollback
            }
            reached = min(revision, max(compacted, 1) + Self.compactionStep)
            try table.compact(to: reached)
            return .commit
        }
        progress.withLock { $0.schedule.didCompact(to: reached) }
        return reached
    }

    private func compactIfDue(_ db: Database) {
        let target = progress.withLock { $0.schedule.target(newest: $0.newest, now: .now) }
        guard let target else { return }
        do {
            _ = try compactionStep(towards: target, db)
        } catch {
            noteFailure(StoreError(sqlite: error, path: path))
        }
    }

    private func onWriter<Value: Sendable>(
        _ body: @escaping @Sendable (Database) throws -> Value
    ) async throws(StoreError) -> Value {
        if state.current.isClosed { throw .closed }
        let result: Result<Value, StoreError> = await withCheckedContinuation { continuation in
            pool.asyncWriteWithoutTransaction { [path] db in
                continuation.resume(
                    returning: Result { try body(db) }.mapError { StoreError(sqlite: $0, path: path) })
            }
        }
        return try result.get()
    }

    // MARK: Closing

    /// Refuses what comes from now on, and returns when everything accepted was answered.
    func close() async {
        state.withLock { $0.isClosed = true }
        var isIdle = false
        while !isIdle {
            await withCheckedContinuation { continuation in
                pool.asyncWriteWithoutTransaction { _ in continuation.resume() }
            }
            isIdle = state.withLock { !$0.isScheduled }
        }
    }

    private func noteFailure(_ error: StoreError) {
        let isNew = progress.withLock { progress in
            defer { progress.isFailing = true }
            return !progress.isFailing
        }
        if isNew { logger.error("store cannot write", metadata: ["cause": "\(error)"]) }
    }

    private func noteSuccess() {
        let recovered = progress.withLock { progress in
            defer { progress.isFailing = false }
            return progress.isFailing
        }
        if recovered { logger.notice("store writes again") }
    }
}

extension StoreError {
    static let closed = StoreError.unavailable("it is closed")
}
