import GRDB
import Glibc

/// The database file: found or made with the right permissions, held by one process at a time, and opened.
struct DatabaseFile: Sendable {
    let path: String

    /// Marks the file as ours: "swlt".
    private static let applicationID: Int64 = 0x7377_6C74
    private static let schemaVersion: Int64 = 2

    /// Makes the directory (0700) and the file (0600) where they are missing, and takes the lock. Throws `corrupt` when
    /// there is something else at the path, `unavailable` when another process holds it.
    func prepare() throws(StoreError) -> FileLock {
        try makeDirectory()
        let lock = try FileLock(path: path + ".lock")
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot open") }
        // Closed before SQLite opens it: closing any descriptor of a file drops the process's POSIX locks on it.
        defer { Glibc.close(descriptor) }
        guard fchmod(descriptor, 0o600) == 0 else { throw failure("cannot restrict the permissions of") }
        try checkHeader(descriptor)
        return lock
    }

    /// Takes the lock of a database that may not be there yet, so that nobody opens it.
    func lockDirectory() throws(StoreError) -> FileLock {
        try makeDirectory()
        return try FileLock(path: path + ".lock")
    }

    /// Makes a new, empty database that nobody else knows of.
    func make() throws -> DatabasePool {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_EXCL | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { throw failure("cannot make") }
        close(descriptor)
        return try open()
    }

    private func makeDirectory() throws(StoreError) {
        guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return }
        let directory = String(path[..<slash])
        if mkdir(directory, 0o700) == 0 || errno == EEXIST { return }
        throw failure("cannot make the directory of")
    }

    /// A SQLite file begins with a fixed text and the size of the whole (SQLite file format, section 1.3). The size is
    /// compared only when there is no write-ahead log, which may hold what the file lacks.
    private func checkHeader(_ descriptor: CInt) throws(StoreError) {
        var status = stat()
        guard fstat(descriptor, &status) == 0 else { throw failure("cannot examine") }
        guard status.st_mode & S_IFMT == S_IFREG else { throw .unavailable("\(path) is not a regular file") }
        if status.st_size == 0 {
            // A new database is written to before its log is, and SQLite removes the log of an empty one.
            guard hasWriteAheadLog else { return }
            throw .corrupt("\(path) is empty, but \(path)-wal is not. \(Self.advice)")
        }
        var header = [UInt8](repeating: 0, count: 100)
        guard pread(descriptor, &header, header.count, 0) == header.count,
            header.starts(with: Array("SQLite format 3\0".utf8))
        else { throw .corrupt("\(path) is not a SQLite database. \(Self.advice)") }
        let size = UInt64(header[16]) << 8 | UInt64(header[17])
        let pageSize = size == 1 ? 65_536 : size
        let pages = header[28..<32].reduce(UInt64(0)) { $0 << 8 | UInt64($1) }
        if !hasWriteAheadLog, UInt64(status.st_size) < pages * pageSize {
            throw .corrupt("\(path) was cut off: \(status.st_size) of \(pages * pageSize) bytes are left. \(Self.advice)")
        }
    }

    private var hasWriteAheadLog: Bool {
        var status = stat()
        return stat(path + "-wal", &status) == 0 && status.st_size > 0
    }

    private static let advice = "Restore it from a backup, or move it away to begin with an empty cluster"

    private func failure(_ what: String) -> StoreError {
        let cause = String(cString: strerror(errno))
        return errno == ENOSPC ? .full("\(what) \(path): \(cause)") : .unavailable("\(what) \(path): \(cause)")
    }

    /// Opens the prepared file. Every commit is fsynced before it returns (WAL with `synchronous = FULL`).
    func open() throws -> DatabasePool {
        var configuration = Configuration()
        configuration.label = "store"
        configuration.foreignKeysEnabled = false
        configuration.maximumReaderCount = 2
        configuration.busyMode = .timeout(5)
        // A transaction that cannot be rolled back must be an error and not a trap.
        configuration.allowsUnsafeTransactions = true
        configuration.prepareDatabase { db in
            try db.execute(sql: "PRAGMA cache_size = -1024; PRAGMA temp_store = MEMORY; PRAGMA cell_size_check = ON")
        }
        let pool = try DatabasePool(path: path, configuration: configuration)
        try pool.writeWithoutTransaction { db in
            try db.execute(sql: "PRAGMA synchronous = FULL; PRAGMA journal_size_limit = 16777216")
            try db.inTransaction(.immediate) {
                try migrate(db)
                return .commit
            }
        }
        return pool
    }

    private func migrate(_ db: Database) throws {
        let tables = try Self.pragma("SELECT count(*) FROM sqlite_schema", db)
        let application = try Self.pragma("PRAGMA application_id", db)
        if tables == 0 && application == 0 {
            try LogTable.create(in: db)
            try db.execute(sql: "PRAGMA application_id = \(Self.applicationID); PRAGMA user_version = \(Self.schemaVersion)")
            return
        }
        if try Self.schema(of: db, at: path) == 1 {
            try LogTable.updateFirstSchema(in: db)
            try db.execute(sql: "PRAGMA user_version = \(Self.schemaVersion)")
        }
    }

    /// Which schema a database of ours has: the first, or the present one. Throws `unavailable` for any other database.
    @discardableResult
    static func schema(of db: Database, at path: String) throws -> Int64 {
        guard try pragma("SELECT count(*) FROM sqlite_schema", db) > 0 else {
            throw StoreError.unavailable("\(path) is empty")
        }
        guard try pragma("PRAGMA application_id", db) == applicationID else {
            throw StoreError.unavailable("\(path) is the database of another program; choose another data directory")
        }
        let version = try pragma("PRAGMA user_version", db)
        guard (1...schemaVersion).contains(version) else {
            throw StoreError.unavailable(
                "\(path) has schema version \(version), this program knows \(schemaVersion); use a newer swiftlet")
        }
        return version
    }

    private static func pragma(_ sql: StaticString, _ db: Database) throws -> Int64 {
        let query = try Query(sql, db)
        defer { query.reset() }
        return try query.step() ? query.integer(0) : 0
    }
}

/// An advisory lock that ends with the process, however it ends, or when it is released.
final class FileLock: Sendable {
    private let descriptor: CInt

    /// Throws `unavailable` when another process holds the lock.
    init(path: String) throws(StoreError) {
        let descriptor = Glibc.open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else {
            throw .unavailable("cannot open \(path): \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            Glibc.close(descriptor)
            throw .unavailable("\(path) is held: another swiftlet server uses this data directory")
        }
        self.descriptor = descriptor
    }

    func release() { flock(descriptor, LOCK_UN) }

    deinit { Glibc.close(descriptor) }
}
