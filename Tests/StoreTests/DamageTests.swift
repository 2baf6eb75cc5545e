import Foundation
import GRDB
import Glibc
import Store
import StoreTestSupport
import Testing

/// Files that another hand has changed: one clear error, or a consistent earlier state; never a crash.
@Suite struct DamageTests {
    private func filled(_ path: String, _ count: Int = 50) async throws {
        let store = try SQLiteStore.open(path: path, logger: quiet)
        for index in 0..<count { try await store.put("/w/\(index)", "value \(index)") }
        await store.close()
    }

    private func error(opening path: String) -> StoreError? {
        do {
            _ = try SQLiteStore.open(path: path, logger: quiet)
            return nil
        } catch { return error }
    }

    @Test func aSchemaOfANewerProgramIsLeftAlone() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            try await filled(path)
            try execute("PRAGMA user_version = 9", path)
            #expect(error(opening: path)?.description.contains("has schema version 9, this program knows 2") == true)
            try execute("PRAGMA user_version = 2", path)
            let store = try SQLiteStore.open(path: path, logger: quiet)
            #expect(try await store.currentRevision == 51)
            await store.close()
        }
    }

    @Test func theDatabaseOfAnotherProgramIsLeftAlone() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            try execute("CREATE TABLE songs (title TEXT)", path)
            #expect(error(opening: path)?.description.contains("is the database of another program") == true)
        }
    }

    @Test func aTableThatIsGoneIsAnErrorAndNotACrash() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            try await filled(path)
            try execute("DROP TABLE meta", path)
            #expect(error(opening: path) != nil)
        }
    }

    /// What was cut off cannot be known to be missing; what is left must be a state that the store once had.
    @Test func aLogThatWasCutOffLeavesAnEarlierStateWithoutGaps() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            let store = try SQLiteStore.open(path: path, logger: quiet)
            for index in 0..<50 { try await store.put("/w/\(index)", "value \(index)") }
            let log = try Data(contentsOf: URL(filePath: path + "-wal"))
            let file = try Data(contentsOf: URL(filePath: path))
            await store.close()
            for share in [0.1, 0.5, 0.9] {
                let copy = directory + "/copy-\(share)"
                try FileManager.default.createDirectory(atPath: copy, withIntermediateDirectories: true)
                try file.write(to: URL(filePath: copy + "/store.db"))
                try log.prefix(Int(Double(log.count) * share)).write(to: URL(filePath: copy + "/store.db-wal"))
                let cut = try SQLiteStore.open(path: copy + "/store.db", logger: quiet)
                let newest = try await cut.currentRevision
                #expect(newest < 51)
                let keys = try await cut.list(prefix: "/w/", after: nil, limit: nil, at: nil).values.map(\.key)
                #expect(Set(keys) == Set((0..<Int(newest - 1)).map { "/w/\($0)" }))
                #expect(try await cut.put("/w/next", "x") == newest + 1)
                await cut.close()
            }
        }
    }

    @Test(.enabled(if: geteuid() == 0, "mounting a file system needs root"))
    func aFileSystemThatCannotBeWrittenIsSaid() async throws {
        try await withTemporaryDirectory { directory in
            try #require(mount("tmpfs", directory, "tmpfs", 0, "size=4m") == 0)
            defer { umount2(directory, CInt(MNT_DETACH)) }
            let path = directory + "/store.db"
            try await filled(path)
            try #require(mount(nil, directory, nil, UInt(MS_REMOUNT | MS_RDONLY), nil) == 0)
            #expect(error(opening: path)?.description.contains("Read-only file system") == true)
        }
    }
}

/// Changes a database behind the store's back.
func execute(_ sql: String, _ path: String) throws {
    let queue = try DatabaseQueue(path: path)
    try queue.write { db in try db.execute(sql: sql) }
    try queue.close()
}
