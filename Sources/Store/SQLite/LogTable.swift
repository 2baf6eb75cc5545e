import GRDB
import Glibc

/// The one table: every version of every key, by revision. The newest version of a key is its current state, a version
/// without a value is a deletion, and each version names the one it replaced, so that compaction need not search.
///
/// All functions run inside the caller's transaction.
struct LogTable {
    let db: Database

    static func create(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TABLE log (
                    revision INTEGER PRIMARY KEY,
                    key TEXT NOT NULL,
                    created INTEGER NOT NULL,
                    previous INTEGER NOT NULL,
                    value BLOB,
                    checksum INTEGER,
                    expires INTEGER
                ) STRICT;
                CREATE INDEX log_by_key ON log (key);
                CREATE INDEX log_by_expiry ON log (expires) WHERE expires IS NOT NULL;
                CREATE TABLE meta (id INTEGER PRIMARY KEY CHECK (id = 1), compacted INTEGER NOT NULL) STRICT;
                INSERT INTO meta (id, compacted) VALUES (1, 0);
                """)
    }

    /// Brings the table of the first schema up to date. What was written before has no checksum and does not expire.
    static func updateFirstSchema(in db: Database) throws {
        try db.execute(
            sql: """
                ALTER TABLE log ADD COLUMN checksum INTEGER;
                ALTER TABLE log ADD COLUMN expires INTEGER;
                CREATE INDEX log_by_expiry ON log (expires) WHERE expires IS NOT NULL;
                """)
    }

    /// Lets a connection that cannot write read the table of the first schema as if it were up to date.
    static func presentFirstSchema(in db: Database) throws {
        try db.execute(
            sql: """
                CREATE TEMP VIEW log AS
                    SELECT revision, key, created, previous, value, NULL AS checksum, NULL AS expires FROM main.log
                """)
    }

    // MARK: Revisions

    /// Reads from before this revision are refused; 0 in a new store.
    func compacted() throws -> Revision {
        let query = try Query("SELECT compacted FROM meta WHERE id = 1", db)
        defer { query.reset() }
        guard try query.step() else {
            throw StoreError.corrupt("the table that holds the compacted revision is empty")
        }
        return query.integer(0)
    }

    /// The newest revision. Compaction may remove the row of the newest, but never passes it.
    func newest() throws -> Revision {
        let query = try Query("SELECT max(revision) FROM log", db)
        defer { query.reset() }
        _ = try query.step()
        return max(1, query.integer(0), try compacted())
    }

    /// The revision to read at. Throws unless it has happened and is still kept.
    func resolve(_ revision: Revision?) throws -> Revision {
        let newest = try newest()
        guard let revision else { return newest }
        guard revision <= newest else { throw StoreError.future(current: newest) }
        let oldest = try compacted()
        guard revision >= oldest else { throw StoreError.compacted(oldest: oldest) }
        return revision
    }

    // MARK: Reading

    /// The value of a key at a revision that was resolved.
    func value(of key: String, at revision: Revision) throws -> StoredValue? {
        let query = try Query(
            """
            SELECT revision, created, value, checksum FROM log
            WHERE key = ? AND revision <= ? ORDER BY revision DESC LIMIT 1
            """, db)
        defer { query.reset() }
        try query.bind(.text(key), .integer(revision))
        guard try query.step(), !query.isNull(2) else { return nil }
        let found = query.integer(0)
        guard let value = Self.intactValue(query, 2, key, found) else {
            throw StoreError.corrupt("the value of \(key) at revision \(found) does not match its checksum")
        }
        return StoredValue(key: key, value: value, createRevision: query.integer(1), modRevision: found)
    }

    /// The value in a column, whose checksum is in the next; `nil` when they do not match.
    private static func intactValue(_ query: Query, _ column: CInt, _ key: String, _ revision: Revision) -> [UInt8]? {
        let value = query.bytes(column)
        if query.isNull(column + 1) { return value }
        return Checksum.of(key, revision, value) == query.integer(column + 1) ? value : nil
    }

    /// The values of a range at a revision that was resolved.
    func range(_ range: KeyRange, limit: Int?, at revision: Revision) throws -> StoreRange {
        let keys = try Query(
            """
            SELECT key, max(revision) FROM log WHERE key >= ? AND key < ? AND revision <= ? GROUP BY key ORDER BY key
            """, db)
        defer { keys.reset() }
        try keys.bind(.text(range.lower), range.upper.map(Argument.text) ?? .end, .integer(revision))
        var values: [StoredValue] = []
        while try keys.step() {
            let version = keys.integer(1)
            if let limit, values.count >= limit {
                if try isLive(version) { return StoreRange(values: values, revision: revision, hasMore: true) }
            } else if let value = try row(version, key: keys.text(0)) {
                values.append(value)
            }
        }
        return StoreRange(values: values, revision: revision, hasMore: false)
    }

    private func row(_ revision: Revision, key: String) throws -> StoredValue? {
        let query = try Query("SELECT created, value, checksum FROM log WHERE revision = ?", db)
        defer { query.reset() }
        try query.bind(.integer(revision))
        guard try query.step() else {
            throw StoreError.corrupt("revision \(revision) is in the index and not in the table")
        }
        if query.isNull(1) { return nil }
        let value = Self.intactValue(query, 1, key, revision) ?? []
        return StoredValue(key: key, value: value, createRevision: query.integer(0), modRevision: revision)
    }

    private func isLive(_ revision: Revision) throws -> Bool {
        let query = try Query("SELECT value IS NOT NULL FROM log WHERE revision = ?", db)
        defer { query.reset() }
        try query.bind(.integer(revision))
        return try query.step() && query.integer(0) != 0
    }

    /// The events of a prefix after a revision. Throws `compacted` when one may be gone.
    func events(after revision: Revision, prefix: String, limit: PageLimit) throws -> LogPage {
        let reached = try newest()
        let oldest = try compacted()
        guard revision >= oldest else { throw StoreError.compacted(oldest: oldest) }
        return try rows(after: revision, upTo: reached, prefix: prefix, limit: limit)
    }

    /// A part of the state at a revision: the versions after `position` that lead to it.
    ///
    /// Compaction between two pages removes versions that a later row of the same state replaces, which does no harm, and
    /// deletions, which does: who has read the version before would never hear of them.
    ///
    /// - Parameter began: what was compacted when the first page was read.
    func state(
        after position: Revision, at revision: Revision, since began: Revision, prefix: String, limit: PageLimit
    ) throws -> LogPage {
        let oldest = try compacted()
        guard revision >= oldest, position == 0 || oldest <= max(position, began) else {
            throw StoreError.compacted(oldest: oldest)
        }
        return try rows(after: position, upTo: revision, prefix: prefix, limit: limit)
    }

    private func rows(after revision: Revision, upTo last: Revision, prefix: String, limit: PageLimit) throws -> LogPage {
        let query = try Query(
            """
            SELECT revision, key, created, value, checksum FROM log NOT INDEXED
            WHERE revision > ? AND revision <= ? AND key >= ? AND key < ? ORDER BY revision
            """, db)
        defer { query.reset() }
        let range = KeyRange(prefix: prefix)
        try query.bind(
            .integer(revision), .integer(last), .text(range.lower), range.upper.map(Argument.text) ?? .end)
        var events: [StoreEvent] = []
        var cost = 0
        while try query.step() {
            let key = query.text(1)
            let revision = query.integer(0)
            let change: StoreEvent.Change =
                query.isNull(3)
                ? .delete
                : .put(Self.intactValue(query, 3, key, revision) ?? [], createRevision: query.integer(2))
            let event = StoreEvent(key: key, revision: revision, change: change)
            events.append(event)
            cost += event.cost
            if events.count >= limit.events || cost >= limit.bytes {
                return LogPage(events: events, reached: event.revision)
            }
        }
        return LogPage(events: events, reached: last)
    }

    // MARK: Writing

    enum Outcome {
        case committed(StoreEvent)
        case conflict(StoredValue?)
    }

    /// Makes a mutation as `revision` when its precondition holds of what the transaction sees.
    func apply(_ mutation: Mutation, as revision: Revision) throws -> Outcome {
        let newest = try version(of: mutation.key)
        guard mutation.isAllowed(onRevision: newest?.live) else {
            return .conflict(try newest?.live.flatMap { try row($0, key: mutation.key) })
        }
        let created = newest?.live != nil ? newest?.created ?? revision : revision
        try insert(
            mutation.key, mutation.value, created: created, revision: revision, previous: newest?.revision ?? 0,
            expires: mutation.value == nil ? nil : mutation.timeToLive.map { Self.now + max(1, $0.components.seconds) })
        if let newest, newest.expires { try keep(newest) }
        return .committed(mutation.event(revision: revision, createRevision: created))
    }

    func insert(
        _ key: String, _ value: [UInt8]?, created: Revision, revision: Revision, previous: Revision, expires: Int64? = nil
    ) throws {
        let insert = try Query(
            "INSERT INTO log (revision, key, created, previous, value, checksum, expires) VALUES (?, ?, ?, ?, ?, ?, ?)", db)
        try insert.bind(
            .integer(revision), .text(key), .integer(created), .integer(previous), value.map(Argument.blob) ?? .null,
            .integer(Checksum.of(key, revision, value)), expires.map(Argument.integer) ?? .null)
        try insert.run()
    }

    // MARK: Expiry

    /// Seconds since 1970: what expires does so across restarts.
    static var now: Int64 { Int64(time(nil)) }

    /// Deletions of what has expired, the first first.
    func expired(limit: Int64) throws -> [Mutation] {
        let query = try Query(
            "SELECT revision, key FROM log WHERE expires IS NOT NULL AND expires <= ? ORDER BY expires LIMIT ?", db)
        defer { query.reset() }
        try query.bind(.integer(Self.now), .integer(limit))
        var mutations: [Mutation] = []
        while try query.step() {
            mutations.append(
                Mutation(key: query.text(1), value: nil, precondition: .modRevision(query.integer(0))))
        }
        return mutations
    }

    /// A version that was replaced expires no more.
    private func keep(_ version: Version) throws {
        let update = try Query("UPDATE log SET expires = NULL WHERE revision = ?", db)
        try update.bind(.integer(version.revision))
        try update.run()
    }

    private struct Version {
        let revision: Revision
        let created: Revision
        let isDeleted: Bool
        let expires: Bool
        var live: Revision? { isDeleted ? nil : revision }
    }

    private func version(of key: String) throws -> Version? {
        let query = try Query(
            """
            SELECT revision, created, value IS NULL, expires IS NOT NULL FROM log
            WHERE key = ? ORDER BY revision DESC LIMIT 1
            """, db)
        defer { query.reset() }
        try query.bind(.text(key))
        guard try query.step() else { return nil }
        return Version(
            revision: query.integer(0), created: query.integer(1), isDeleted: query.integer(2) != 0,
            expires: query.integer(3) != 0)
    }

    /// Removes what no read at `revision` or later can see.
    func compact(to revision: Revision) throws {
        let replaced = try Query(
            """
            DELETE FROM log WHERE revision IN
            (SELECT previous FROM log WHERE revision > ? AND revision <= ? AND previous > 0)
            """, db)
        let start = try compacted()
        try replaced.bind(.integer(start), .integer(revision))
        try replaced.run()
        let deletions = try Query("DELETE FROM log WHERE revision > ? AND revision <= ? AND value IS NULL", db)
        try deletions.bind(.integer(start), .integer(revision))
        try deletions.run()
        let meta = try Query("UPDATE meta SET compacted = ? WHERE id = 1", db)
        try meta.bind(.integer(revision))
        try meta.run()
    }
}
