import AsyncTools
import GRDB
package import Logging

/// The embedded store: one SQLite file, one writer with group commit, readers beside it (WAL).
///
/// An answered mutation is fsynced. The file may be copied at any moment together with its `-wal`, and a process that is
/// killed loses nothing that was answered. Encrypt values that need it with `EncryptingStore`.
package final class SQLiteStore: Store {
    private let pool: DatabasePool
    private let path: String
    private let hub: WatchHub
    private let committer: GroupCommitter
    private let lock: Guarded<FileLock?>
    private let expiry: Task<Void, any Error>

    /// Opens the database at `path`, or makes it: directory 0700, file 0600.
    ///
    /// Blocks for as long as SQLite needs to take over the write-ahead log of a process that was killed.
    /// Throws `corrupt` when the file is damaged, `unavailable` when another process has it open, when it belongs to
    /// another program or a newer version, and when the file system refuses.
    package static func open(
        path: String, retention: Retention = Retention(), logger: Logger
    ) throws(StoreError) -> SQLiteStore {
        let file = DatabaseFile(path: path)
        let lock = try file.prepare()
        do {
            let pool = try file.open()
            return try SQLiteStore(pool: pool, path: path, lock: lock, retention: retention, logger: logger)
        } catch {
            throw StoreError(sqlite: error, path: path)
        }
    }

    private init(pool: DatabasePool, path: String, lock: FileLock, retention: Retention, logger: Logger) throws {
        let bounds = try pool.writeWithoutTransaction { db in
            let table = LogTable(db: db)
            return try [table.compacted(), table.newest()]
        }
        self.pool = pool
        self.path = path
        self.lock = Guarded(lock)
        hub = WatchHub(newest: bounds[1])
        committer = GroupCommitter(
            pool: pool, path: path, hub: hub, newest: bounds[1],
            schedule: CompactionSchedule(retention, compacted: bounds[0]), logger: logger)
        expiry = Task { [committer] in
            while true {
                try await Task.sleep(for: .seconds(5))
                do { try await committer.expire() } catch {
                    logger.error("expired values not deleted", metadata: ["cause": "\(error)"])
                }
            }
        }
    }

    package var currentRevision: Revision {
        get async throws { try hub.newest() }
    }

    package func get(_ key: String, at revision: Revision?) async throws -> StoredValue? {
        try await read { table in
            guard let revision else { return try table.value(of: key, at: .max) }
            return try table.value(of: key, at: table.resolve(revision))
        }
    }

    package func list(prefix: String, after: String?, limit: Int?, at revision: Revision?) async throws -> StoreRange {
        let range = KeyRange(prefix: prefix, after: after)
        return try await read { table in try table.range(range, limit: limit, at: table.resolve(revision)) }
    }

    package func state(
        prefix: String, at revision: Revision
    ) async throws -> any AsyncSequence<[StoreEvent], any Error> & Sendable {
        // In the order of the log only nearly everything is read fast: the whole of it is gone through.
        guard prefix.utf8.count <= "/registry/".utf8.count else { return try await listedState(prefix: prefix, at: revision) }
        let (resolved, compacted) = try await read { table in (try table.resolve(revision), try table.compacted()) }
        return StatePages(start: Revision(0)) { [self] position in
            let page = try await read { table in
                try table.state(after: position, at: resolved, since: compacted, prefix: prefix, limit: .state)
            }
            return .init(events: page.events, next: page.reached < resolved ? page.reached : nil)
        }
    }

    package func commit(_ mutation: Mutation) async throws -> Revision { try await committer.commit(mutation) }

    package func watch(
        prefix: String, after revision: Revision
    ) async throws -> any AsyncSequence<[StoreEvent], any Error> & Sendable {
        try hub.checkStart(revision)
        let oldest = try await read { table in try table.compacted() }
        guard revision >= oldest else { throw StoreError.compacted(oldest: oldest) }
        return EventStream(hub: hub, log: self, prefix: prefix, after: revision)
    }

    package func compact(before revision: Revision) async throws { try await committer.compact(to: revision) }

    package func close() async {
        guard let lock = lock.withLock({ $0.take() }) else { return }
        expiry.cancel()
        await committer.close()
        hub.end(.closed)
        // The next start then has no log to take over.
        _ = try? await pool.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
        // Throws when a read is under way; the connections then close with the last of them.
        try? pool.close()
        lock.release()
    }

    /// Runs one read on a snapshot of the database.
    private func read<Value: Sendable>(_ body: @escaping @Sendable (LogTable) throws -> Value) async throws -> Value {
        do {
            return try await pool.read { db in try body(LogTable(db: db)) }
        } catch let error as CancellationError {
            throw error
        } catch {
            _ = try hub.newest()
            throw StoreError(sqlite: error, path: path)
        }
    }
}

extension SQLiteStore: EventLog {
    func events(after revision: Revision, prefix: String, limit: PageLimit) async throws -> LogPage {
        try await read { table in try table.events(after: revision, prefix: prefix, limit: limit) }
    }
}
