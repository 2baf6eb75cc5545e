import AsyncTools
import GRDB
import Glibc

/// Copies of databases, and what is done to a database that nobody has open.
package enum DatabaseCopy {
    /// Writes a consistent copy of a database to a new file (mode 0600), also while a server has the database open: the
    /// server goes on reading and writing. The copy is checked and on disk when this returns; before that the file does
    /// not exist. Throws `unavailable` when it exists already.
    package static func write(_ path: String, to copy: String) async throws {
        guard access(copy, F_OK) != 0 else { throw StoreError.unavailable("\(copy) exists already; choose another file") }
        let partial = copy + ".partial"
        for suffix in ["", "-journal"] { unlink(partial + suffix) }
        try await run(path) {
            var isDone = false
            defer { if !isDone { unlink(partial) } }
            let source = try DatabaseInspection.openForCopy(path)
            // Made here, because SQLite would let others read it; an empty file it takes.
            let descriptor = Glibc.open(partial, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else { throw systemError("cannot make", partial) }
            close(descriptor)
            try source.writeWithoutTransaction { db in try db.execute(sql: "VACUUM INTO ?", arguments: [partial]) }
            try source.close()
            let damage = try DatabaseInspection.integrityErrors(partial)
            if let first = damage.first { throw StoreError.corrupt("the copy of \(path) has errors: \(first)") }
            try putInPlace(partial, as: copy)
            isDone = true
        }
    }

    /// Makes a database that holds `values`, their revisions kept, and is at `newest`, the history before it forgotten.
    /// The file appears whole or not at all. Throws `unavailable` when there is one already, and `corrupt` when two values
    /// have the same revision or one is newer than `newest`.
    package static func create<Batches: AsyncSequence & Sendable>(
        _ path: String, newest: Revision, from values: Batches
    ) async throws where Batches.Element == [StoredValue] {
        let lock = try DatabaseFile(path: path).lockDirectory()
        defer { lock.release() }
        guard access(path, F_OK) != 0 else { throw StoreError.unavailable("there is a database at \(path) already") }
        let partial = path + ".partial"
        for suffix in ["", "-wal", "-shm"] { unlink(partial + suffix) }
        let pool = try DatabaseFile(path: partial).make()
        for try await batch in values {
            for value in batch where value.modRevision > newest {
                throw StoreError.corrupt("\(value.key) has revision \(value.modRevision), which is after \(newest)")
            }
            try await run(path) { try pool.write { db in try LogTable(db: db).insert(batch) } }
        }
        try await run(path) {
            try pool.write { db in try LogTable(db: db).setCompacted(newest) }
            try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
            try pool.close()
            try putInPlace(partial, as: path)
        }
    }

    /// Puts `file`, a database of ours that nobody has open, in the place of the one at `path`, raised to at least
    /// `newest`. What was at `path` is kept as `path.replaced`, where there was anything. At every moment one of the two is
    /// at `path`, whole.
    package static func replace(_ path: String, with file: String, newest: Revision) async throws {
        let lock = try DatabaseFile(path: path).lockDirectory()
        defer { lock.release() }
        let partial = path + ".partial"
        for suffix in ["", "-wal", "-shm"] { unlink(partial + suffix) }
        try await write(file, to: partial)
        try await run(path) {
            let pool = try DatabaseFile(path: partial).open()
            try pool.write { db in
                let table = LogTable(db: db)
                let last = try table.newest()
                try table.compact(to: last)
                try table.setCompacted(max(last, newest))
            }
            try pool.writeWithoutTransaction { db in _ = try db.checkpoint(.truncate) }
            try pool.close()
            try keepReplaced(path)
            try putInPlace(partial, as: path)
        }
    }

    /// Gives the space of what was compacted back to the file system. Nobody may have the database open.
    package static func shrink(_ path: String) async throws {
        let lock = try DatabaseFile(path: path).lockDirectory()
        defer { lock.release() }
        try await run(path) {
            let pool = try DatabaseFile(path: path).open()
            try pool.writeWithoutTransaction { db in
                try db.execute(sql: "VACUUM")
                _ = try db.checkpoint(.truncate)
            }
            try pool.close()
        }
    }

    /// Gives the database at `path` a second name, and empties its log, which the next database must not meet.
    private static func keepReplaced(_ path: String) throws {
        guard access(path, F_OK) == 0 else { return }
        let kept = path + ".replaced"
        for suffix in ["", "-wal", "-shm"] { unlink(kept + suffix) }
        if let pool = try? DatabaseFile(path: path).open() {
            _ = try? pool.writeWithoutTransaction { db in try db.checkpoint(.truncate) }
            try? pool.close()
        }
        guard link(path, kept) == 0 else { throw systemError("cannot keep", path) }
        for suffix in ["-wal", "-shm"] where access(path + suffix, F_OK) == 0 {
            guard rename(path + suffix, kept + suffix) == 0 else { throw systemError("cannot keep", path + suffix) }
        }
        try synchronize(directoryOf: path)
    }

    private static func putInPlace(_ partial: String, as path: String) throws {
        chmod(partial, 0o600)
        let descriptor = Glibc.open(partial, O_RDWR | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError("cannot open", partial) }
        let isSynchronized = fsync(descriptor) == 0
        close(descriptor)
        guard isSynchronized, rename(partial, path) == 0 else { throw systemError("cannot write", path) }
        for suffix in ["-wal", "-shm"] { unlink(partial + suffix) }
        try synchronize(directoryOf: path)
    }

    private static func synchronize(directoryOf path: String) throws {
        let directory = path.lastIndex(of: "/").map { $0 == path.startIndex ? "/" : String(path[..<$0]) } ?? "."
        let descriptor = Glibc.open(directory, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { throw systemError("cannot open", directory) }
        defer { close(descriptor) }
        guard fsync(descriptor) == 0 else { throw systemError("cannot write", directory) }
    }

    private static func systemError(_ what: String, _ path: String) -> StoreError {
        let cause = "\(what) \(path): \(String(cString: strerror(errno)))"
        return errno == ENOSPC ? .full(cause) : .unavailable(cause)
    }

    /// Runs on a thread of its own, and tells what SQLite's errors mean.
    private static func run<Value: Sendable>(
        _ path: String, _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        do { return try await BlockingThread.run(body) } catch { throw StoreError(sqlite: error, path: path) }
    }
}
