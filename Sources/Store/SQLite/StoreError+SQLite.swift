import GRDB

extension StoreError {
    /// What a failure of SQLite means for the caller.
    init(sqlite error: any Error, path: String) {
        if let error = error as? StoreError {
            self = error
            return
        }
        guard let error = error as? DatabaseError else {
            self = .unavailable("\(path): \(error)")
            return
        }
        let cause = "\(error.message ?? "no message") (SQLite code \(error.extendedResultCode.rawValue))"
        switch error.resultCode {
        case .SQLITE_CORRUPT, .SQLITE_NOTADB:
            self = .corrupt("\(path): \(cause). Restore it from a backup, or move it away to begin with an empty cluster")
        case .SQLITE_FULL:
            self = .full("\(path): \(cause). Free some space; writes work again as soon as there is room")
        default:
            self = .unavailable("\(path): \(cause)")
        }
    }
}
