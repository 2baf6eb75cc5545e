import AsyncTools
import GRDB
import Glibc

/// What a database holds and whether it is sound, read without changing it, also while a server has it open.
package struct DatabaseInspection: Sendable {
    package let revision: Revision
    package let compacted: Revision
    /// Versions kept, the current ones among them.
    package let versions: Int
    /// Keys that have a value, by the first two parts of their path.
    package let keys: [String: Int]
    package let fileBytes: Int64
    package let logBytes: Int64

    package static func read(_ path: String) async throws -> DatabaseInspection {
        try await onThread(path) {
            let queue = try open(path)
            defer { try? queue.close() }
            return try queue.read { db in try DatabaseInspection(LogTable(db: db), path) }
        }
    }

    private init(_ table: LogTable, _ path: String) throws {
        revision = try table.newest()
        compacted = try table.compacted()
        versions = try table.count()
        var keys: [String: Int] = [:]
        try table.forEachCurrentKey { key in
            let parts = key.split(separator: "/", maxSplits: 2, omittingEmptySubsequences: true).prefix(2)
            keys["/" + parts.joined(separator: "/"), default: 0] += 1
        }
        self.keys = keys
        fileBytes = Self.size(path)
        logBytes = Self.size(path + "-wal")
    }

    private static func size(_ path: String) -> Int64 {
        var status = stat()
        return stat(path, &status) == 0 ? Int64(status.st_size) : 0
    }

    /// Shows every current value, in key order, from one snapshot.
    package static func forEachValue(_ path: String, _ body: @escaping @Sendable (StoredValue) throws -> Void) async throws {
        try await onThread(path) {
            let queue = try open(path)
            defer { try? queue.close() }
            try queue.read { db in
                let table = LogTable(db: db)
                let revision = try table.newest()
                var last: String?
                while true {
                    let page = try table.range(KeyRange(prefix: "", after: last), limit: 500, at: revision)
                    for value in page.values { try body(value) }
                    last = page.values.last?.key
                    if !page.hasMore { break }
                }
            }
        }
    }

    /// Everything that is wrong with a database, at most a hundred findings: pages, indexes, checksums of values, and the
    /// rules of the log. Empty when it is sound.
    package static func damage(_ path: String) async throws -> [String] {
        try await onThread(path) {
            var found = try integrityErrors(path)
            let queue = try open(path)
            defer { try? queue.close() }
            found += try queue.read { db in try LogTable(db: db).breaches() }
            return Array(found.prefix(100))
        }
    }

    /// What is wrong with the pages; indexes and checksums are not compared. Reads the file once.
    package static func brokenPages(_ path: String) async throws -> [String] {
        try await onThread(path) { try integrityErrors(path, by: "PRAGMA quick_check(1)") }
    }

    /// What is wrong with the pages and indexes, which a rewrite of the database would hide.
    package static func structuralDamage(_ path: String) async throws -> [String] {
        try await onThread(path) { try integrityErrors(path) }
    }

    static func integrityErrors(_ path: String, by check: StaticString = "PRAGMA integrity_check(100)") throws -> [String] {
        let queue = try open(path)
        defer { try? queue.close() }
        return try queue.read { db in
            let query = try Query(check, db)
            defer { query.reset() }
            var lines: [String] = []
            while try query.step() { lines.append(query.text(0)) }
            return lines == ["ok"] ? [] : lines
        }
    }

    /// A connection that cannot write, to which a database of the first schema looks as if it were up to date. Throws
    /// `unavailable` when there is no file, or none of ours.
    static func open(_ path: String) throws -> DatabaseQueue {
        try connect(path) { db in
            if try DatabaseFile.schema(of: db, at: path) == 1 { try LogTable.presentFirstSchema(in: db) }
        }
    }

    /// The same connection to the database as it is, for a copy: `VACUUM` would take what is presented for what is there.
    static func openForCopy(_ path: String) throws -> DatabaseQueue {
        try connect(path) { db in _ = try DatabaseFile.schema(of: db, at: path) }
    }

    private static func connect(_ path: String, prepare: @escaping @Sendable (Database) throws -> Void) throws -> DatabaseQueue {
        guard access(path, F_OK) == 0 else { throw StoreError.unavailable("there is no database at \(path)") }
        var configuration = Configuration()
        configuration.readonly = true
        configuration.busyMode = .timeout(5)
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cell_size_check = ON")
            try prepare(db)
        }
        return try DatabaseQueue(path: path, configuration: configuration)
    }

    private static func onThread<Value: Sendable>(
        _ path: String, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        do { return try await BlockingThread.run(body) } catch { throw StoreError(sqlite: error, path: path) }
    }
}
