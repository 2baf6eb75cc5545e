import GRDB
import GRDBSQLite

/// One use of a prepared statement that the connection keeps. Values are bound and read without copies through
/// Foundation, keys with their length (a key may hold a NUL), and a damaged row is an error and never a trap.
struct Query {
    private let statement: Statement
    private var handle: OpaquePointer { statement.sqliteStatement }

    init(_ sql: StaticString, _ db: Database) throws {
        statement = try db.cachedStatement(sql: "\(sql)")
        sqlite3_reset(handle)
        sqlite3_clear_bindings(handle)
    }

    /// Binds the arguments from the first place on.
    func bind(_ arguments: Argument...) throws {
        for (index, argument) in arguments.enumerated() {
            try check(argument.bind(to: handle, at: CInt(index + 1)))
        }
    }

    /// Whether there is another row.
    func step() throws -> Bool {
        let code = sqlite3_step(handle)
        switch code {
        case SQLITE_ROW: return true
        case SQLITE_DONE: return false
        default: throw failure(code)
        }
    }

    /// Runs a statement that gives no rows.
    func run() throws {
        defer { reset() }
        while try step() {}
    }

    /// Ends the use: an open cursor would keep the transaction from ending.
    func reset() { sqlite3_reset(handle) }

    func integer(_ column: CInt) -> Int64 { sqlite3_column_int64(handle, column) }

    func isNull(_ column: CInt) -> Bool { sqlite3_column_type(handle, column) == SQLITE_NULL }

    func bytes(_ column: CInt) -> [UInt8] {
        guard let start = sqlite3_column_blob(handle, column) else { return [] }
        return Array(UnsafeRawBufferPointer(start: start, count: Int(sqlite3_column_bytes(handle, column))))
    }

    func text(_ column: CInt) -> String { String(decoding: bytes(column), as: UTF8.self) }

    private func check(_ code: CInt) throws {
        guard code == SQLITE_OK else { throw failure(code) }
    }

    private func failure(_ code: CInt) -> DatabaseError {
        let connection = sqlite3_db_handle(handle)
        let message = sqlite3_errmsg(connection).map { String(cString: $0) }
        return DatabaseError(resultCode: ResultCode(rawValue: code), message: message)
    }
}

/// A value for a place in a statement.
enum Argument {
    case integer(Int64)
    case text(String)
    case blob([UInt8])
    case null
    /// Sorts after every text.
    case end

    /// SQLite copies what it is given.
    private static let transient = unsafeBitCast(-1 as Int, to: sqlite3_destructor_type.self)

    fileprivate func bind(to statement: OpaquePointer, at index: CInt) -> CInt {
        switch self {
        case .integer(let value):
            return sqlite3_bind_int64(statement, index, value)
        case .text(let value):
            var value = value
            return value.withUTF8 { bytes in
                bytes.withMemoryRebound(to: CChar.self) { characters in
                    guard let start = characters.baseAddress else {
                        return sqlite3_bind_text(statement, index, "", 0, Self.transient)
                    }
                    return sqlite3_bind_text(statement, index, start, CInt(clamping: characters.count), Self.transient)
                }
            }
        case .blob(let value):
            return value.withUnsafeBytes { bytes in
                guard let start = bytes.baseAddress, !bytes.isEmpty else {
                    return sqlite3_bind_zeroblob(statement, index, 0)
                }
                return sqlite3_bind_blob(statement, index, start, CInt(clamping: bytes.count), Self.transient)
            }
        case .null:
            return sqlite3_bind_null(statement, index)
        case .end:
            return sqlite3_bind_zeroblob(statement, index, 0)
        }
    }
}
