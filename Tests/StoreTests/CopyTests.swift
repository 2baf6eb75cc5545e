import AsyncTools
import Foundation
import Store
import StoreTestSupport
import Testing

/// Copies, checks and restores of the embedded store.
@Suite struct CopyTests {
    @Test func aCopyOfAStoreInUseHoldsWhatWasAnsweredBeforeIt() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            let store = try SQLiteStore.open(path: path, logger: quiet)
            let load = Task {
                var turn = 0
                while !Task.isCancelled {
                    try await store.put("/w/\(turn)", "value \(turn)")
                    turn += 1
                }
            }
            while try await store.currentRevision < 200 { await Task.yield() }
            let before = try await store.currentRevision
            try await DatabaseCopy.write(path, to: directory + "/copy.db")
            load.cancel()
            try await load.value
            await store.close()

            let copy = try SQLiteStore.open(path: directory + "/copy.db", logger: quiet)
            let newest = try await copy.currentRevision
            #expect(newest >= before)
            let values = try await copy.list(prefix: "/", after: nil, limit: nil, at: nil).values
            #expect(Set(values.map(\.text)) == Set((0..<Int(newest) - 1).map { "value \($0)" }))
            #expect(try FileManager.default.attributesOfItem(atPath: directory + "/copy.db")[.posixPermissions] as? Int == 0o600)
            await copy.close()
        }
    }

    @Test func aCopyDoesNotReplaceAFile() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            await (try SQLiteStore.open(path: path, logger: quiet)).close()
            try Data("mine".utf8).write(to: URL(filePath: directory + "/copy.db"))
            await #expect(throws: StoreError.self) { try await DatabaseCopy.write(path, to: directory + "/copy.db") }
            #expect(try Data(contentsOf: URL(filePath: directory + "/copy.db")) == Data("mine".utf8))
        }
    }

    @Test func aRestoredStoreNeverGoesBackToARevision() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            let store = try SQLiteStore.open(path: path, logger: quiet)
            try await store.put("/a", "old")  // 2
            try await store.put("/b", "old")  // 3
            try await DatabaseCopy.write(path, to: directory + "/copy.db")
            try await store.put("/a", "new")  // 4
            await store.close()

            try await DatabaseCopy.replace(path, with: directory + "/copy.db", newest: 4)
            let restored = try SQLiteStore.open(path: path, logger: quiet)
            #expect(try await restored.currentRevision == 4)
            #expect(try await restored.text("/a") == "old")
            #expect(await compactedBound { _ = try await restored.watch(prefix: "/", after: 3) } == 4)
            #expect(try await restored.put("/a", "newer", .modRevision(2)) == 5)
            #expect(try await restored.events("/", after: 4, count: 1) == ["5 /a=newer from 2"])
            try await restored.compact(before: 5)
            #expect(try await restored.keys("/") == ["/a", "/b"])
            await restored.close()
            #expect(try await DatabaseInspection.damage(path) == [])

            let replaced = try SQLiteStore.open(path: path + ".replaced", logger: quiet)
            #expect(try await replaced.text("/a") == "new")
            await replaced.close()
        }
    }

    @Test func aDatabaseMadeFromValuesKeepsTheirRevisions() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            let values = [
                StoredValue(key: "/b", value: [1], createRevision: 7, modRevision: 9),
                StoredValue(key: "/a", value: [2], createRevision: 3, modRevision: 12),
            ]
            try await DatabaseCopy.create(path, newest: 20, from: Batches([values]))
            let store = try SQLiteStore.open(path: path, logger: quiet)
            #expect(try await store.currentRevision == 20)
            #expect(try await store.list(prefix: "/", after: nil, limit: nil, at: nil).values == values.reversed())
            #expect(try await store.put("/c", "") == 21)
            await store.close()
            #expect(try await DatabaseInspection.damage(path) == [])
        }
    }

    @Test func aBitThatChangedOnTheDiskIsFound() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            let store = try SQLiteStore.open(path: path, logger: quiet)
            for index in 0..<50 { try await store.put("/w/\(index)", "the value of number \(index)") }
            await store.close()
            #expect(try await DatabaseInspection.damage(path) == [])
            var bytes = try Data(contentsOf: URL(filePath: path))
            let place = try #require(bytes.firstRange(of: Data("the value of number 33".utf8)))
            bytes[place.lowerBound] ^= 1
            try bytes.write(to: URL(filePath: path))
            #expect(try await DatabaseInspection.damage(path) == ["/w/33 at revision 35 does not match its checksum"])
            let damaged = try SQLiteStore.open(path: path, logger: quiet)
            await #expect {
                _ = try await damaged.get("/w/33", at: nil)
            } throws: { error in
                if case StoreError.corrupt = error { true } else { false }
            }
            #expect(try await damaged.get("/w/34", at: nil)?.text == "the value of number 34")
            let values = try await damaged.list(prefix: "/w/33", after: nil, limit: nil, at: nil).values
            #expect(values.map(\.value) == [[]])
            #expect(try await damaged.put("/w/33", "mended") == 52)
            await damaged.close()
        }
    }

    private static let toFirstSchema = """
        ALTER TABLE log DROP COLUMN checksum; DROP INDEX log_by_expiry;
        ALTER TABLE log DROP COLUMN expires; PRAGMA user_version = 1
        """

    @Test func aBackupOfTheFirstSchemaIsReadCheckedAndPutInPlace() async throws {
        try await withTemporaryDirectory { directory in
            let (path, backup) = (directory + "/store.db", directory + "/backup.db")
            let store = try SQLiteStore.open(path: path, logger: quiet)
            try await store.put("/a", "1")
            await store.close()
            try execute(Self.toFirstSchema, path)
            try await DatabaseCopy.write(path, to: backup)
            #expect(try await DatabaseInspection.damage(backup) == [])
            #expect(try await DatabaseInspection.read(backup).keys == ["/a": 1])
            let seen = Guarded<[String]>([])
            try await DatabaseInspection.forEachValue(backup) { value in seen.withLock { $0.append(value.key) } }
            #expect(seen.current == ["/a"])
            try await DatabaseCopy.replace(path, with: backup, newest: 9)
            let next = try SQLiteStore.open(path: path, logger: quiet)
            #expect(try await next.text("/a") == "1")
            await next.close()
        }
    }

    @Test func databasesOfOthersAndOfANewerProgramAreNotInspected() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            let store = try SQLiteStore.open(path: path, logger: quiet)
            await store.close()
            try execute("PRAGMA user_version = 9", path)
            await #expect(throws: StoreError.self) { _ = try await DatabaseInspection.read(path) }
            try execute("PRAGMA user_version = 2; PRAGMA application_id = 1", path)
            await #expect(throws: StoreError.self) { _ = try await DatabaseInspection.damage(path) }
        }
    }

    @Test func theFirstSchemaIsBroughtUpToDate() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            let store = try SQLiteStore.open(path: path, logger: quiet)
            try await store.put("/a", "1")
            await store.close()
            try execute(Self.toFirstSchema, path)
            let next = try SQLiteStore.open(path: path, logger: quiet)
            #expect(try await next.text("/a") == "1")
            #expect(try await next.put("/b", "1") == 3)
            await next.close()
            #expect(try await DatabaseInspection.damage(path) == [])
        }
    }
}

/// Batches that are known beforehand.
struct Batches: AsyncSequence, Sendable {
    let batches: [[StoredValue]]

    init(_ batches: [[StoredValue]]) { self.batches = batches }

    func makeAsyncIterator() -> Iterator { Iterator(rest: batches[...]) }

    struct Iterator: AsyncIteratorProtocol {
        var rest: ArraySlice<[StoredValue]>

        mutating func next() async -> [StoredValue]? { rest.popFirst() }
    }
}
