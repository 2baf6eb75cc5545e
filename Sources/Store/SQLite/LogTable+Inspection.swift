import GRDB

/// What the commands that copy and check a database need of its table.
extension LogTable {
    func count() throws -> Int {
        let query = try Query("SELECT count(*) FROM log", db)
        defer { query.reset() }
        return try query.step() ? Int(query.integer(0)) : 0
    }

    /// Every key that has a value, in order.
    func forEachCurrentKey(_ body: (String) -> Void) throws {
        let query = try Query(
            "SELECT key, max(revision), value IS NULL FROM log GROUP BY key ORDER BY key", db)
        defer { query.reset() }
        while try query.step() {
            if query.integer(2) == 0 { body(query.text(0)) }
        }
    }

    /// Where the table breaks the rules of the log, a hundred times at most: each version names the one of its key before it,
    /// keeps the revision its key was made at, and matches its checksum.
    func breaches() throws -> [String] {
        var found: [String] = []
        let query = try Query("SELECT revision, key, created, previous, value, checksum FROM log ORDER BY key, revision", db)
        defer { query.reset() }
        let compacted = try compacted()
        var before: (key: String, revision: Revision, created: Revision, isDeleted: Bool)?
        while found.count < 100, try query.step() {
            let revision = query.integer(0)
            let key = query.text(1)
            let created = query.integer(2)
            let previous = query.integer(3)
            let value = query.isNull(4) ? nil : query.bytes(4)
            let place = "\(key) at revision \(revision)"
            if !query.isNull(5), Checksum.of(key, revision, value) != query.integer(5) {
                found.append("\(place) does not match its checksum")
            }
            if created > revision || created <= 0 { found.append("\(place) says it was made at \(created)") }
            if let before, before.key == key {
                if previous != before.revision { found.append("\(place) follows \(previous) and not \(before.revision)") }
                if !before.isDeleted, created != before.created {
                    found.append("\(place) says it was made at \(created) and not \(before.created)")
                }
            } else if previous > compacted {
                found.append("\(place) follows \(previous), which is missing")
            }
            before = (key, revision, created, value == nil)
        }
        return found
    }

    /// Puts in values as they are, without history.
    func insert(_ values: [StoredValue]) throws {
        for value in values {
            try insert(
                value.key, value.value, created: value.createRevision, revision: value.modRevision, previous: 0)
        }
    }

    /// From now on the store is at this revision at least, and what was before is refused.
    func setCompacted(_ revision: Revision) throws {
        let meta = try Query("UPDATE meta SET compacted = ? WHERE id = 1", db)
        try meta.bind(.integer(revision))
        try meta.run()
    }
}
