import AsyncTools
import Foundation
import Store
import StoreTestSupport
import Testing

@Suite struct DurabilityTests {
    @Test func everythingOutlivesARestartAndRevisionsGoOn() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/data/store.db"
            let first = try SQLiteStore.open(path: path, logger: quiet)
            try await first.put("/a", "1")
            try await first.put("/b", "1")
            try await first.put("/a", "2")
            try await first.delete("/b")
            try await first.compact(before: 3)
            await first.close()

            let second = try SQLiteStore.open(path: path, logger: quiet)
            #expect(try await second.currentRevision == 5)
            #expect(try await second.text("/b", at: 4) == "1")
            #expect(try await second.events("/", after: 3, count: 2) == ["4 /a=2 from 2", "5 /b deleted"])
            #expect(await compactedBound { _ = try await second.watch(prefix: "/", after: 2) } == 3)
            try await second.compact(before: 5)
            await second.close()

            let third = try SQLiteStore.open(path: path, logger: quiet)
            #expect(try await third.currentRevision == 5)
            #expect(try await third.put("/c", "1") == 6)
            await third.close()
        }
    }

    @Test func aKillUnderLoadLosesNothingThatWasAnswered() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            let store = try SQLiteStore.open(path: path, logger: quiet)
            let answered = Guarded<[String: Revision]>([:])
            let load = Task {
                try await withThrowingTaskGroup(of: Void.self) { group in
                    for writer in 0..<16 {
                        group.addTask {
                            var turn = 0
                            while !Task.isCancelled {
                                turn += 1
                                let key = "/w/\(writer)/\(turn)"
                                let revision = try await store.put(key, "value of \(key)")
                                answered.withLock { $0[key] = revision }
                            }
                        }
                    }
                    try await group.waitForAll()
                }
            }
            for round in 1...5 {
                while answered.current.count < round * 300 { await Task.yield() }
                let promised = answered.current
                // What a killed process leaves: the files as they are, in the middle of whatever is being written.
                let copy = directory + "/copy-\(round)"
                try copyFiles(of: path, to: copy)
                try await expectEverything(promised, in: copy + "/store.db")
            }
            load.cancel()
            _ = await load.result
            await store.close()
        }
    }

    /// Copies the file and its log as they are at one moment: when a checkpoint changed the file meanwhile, again.
    private func copyFiles(of path: String, to directory: String) throws {
        try FileManager.default.createDirectory(atPath: directory, withIntermediateDirectories: true)
        let source = URL(filePath: path)
        while true {
            let file = try Data(contentsOf: source)
            let log = try Data(contentsOf: URL(filePath: path + "-wal"))
            guard try Data(contentsOf: source) == file else { continue }
            try file.write(to: URL(filePath: directory + "/store.db"))
            try log.write(to: URL(filePath: directory + "/store.db-wal"))
            return
        }
    }

    private func expectEverything(_ promised: [String: Revision], in path: String) async throws {
        let store = try SQLiteStore.open(path: path, logger: quiet)
        let values = try await store.list(prefix: "/w/", after: nil, limit: nil, at: nil).values
        let found = Dictionary(uniqueKeysWithValues: values.map { ($0.key, $0.modRevision) })
        #expect(promised.allSatisfy { found[$0.key] == $0.value })
        #expect(values.allSatisfy { $0.text == "value of \($0.key)" })
        let newest = try await store.currentRevision
        #expect(newest >= promised.values.max() ?? 1)
        let events = try await store.watch(prefix: "", after: 1).first(Int(newest) - 1)
        #expect(events.map(\.revision) == Array(2...newest))
        #expect(try await store.put("/next", "") == newest + 1)
        await store.close()
    }

    @Test func theFileIsReadableByItsOwnerOnly() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/data/store.db"
            let store = try SQLiteStore.open(path: path, logger: quiet)
            try await store.put("/a", "1")
            #expect(try mode(directory + "/data") == 0o700)
            for suffix in ["", "-wal", "-shm", ".lock"] { #expect(try mode(path + suffix) == 0o600) }
            await store.close()
        }
    }

    private func mode(_ path: String) throws -> Int? {
        try FileManager.default.attributesOfItem(atPath: path)[.posixPermissions] as? Int
    }

    @Test func aSecondServerOnTheSameFileIsRefused() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            let store = try SQLiteStore.open(path: path, logger: quiet)
            #expect(refusal(path)?.contains("another swiftlet server uses this data directory") == true)
            await store.close()
            let next = try SQLiteStore.open(path: path, logger: quiet)
            await next.close()
        }
    }

    @Test func aFileThatIsNoDatabaseIsCalledDamaged() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            try Data(String(repeating: "these are not the bytes of a database. ", count: 10).utf8)
                .write(to: URL(filePath: path))
            #expect(refusal(path)?.contains("is not a SQLite database") == true)
            try Data("short".utf8).write(to: URL(filePath: path))
            #expect(refusal(path)?.contains("is not a SQLite database") == true)
        }
    }

    @Test func aDatabaseThatWasCutOffIsCalledDamaged() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            let store = try SQLiteStore.open(path: path, logger: quiet)
            try await fill(store, "/w/", 500)
            await store.close()
            let whole = try Data(contentsOf: URL(filePath: path))
            try whole.prefix(whole.count / 2).write(to: URL(filePath: path))
            #expect(refusal(path)?.contains("was cut off") == true)
        }
    }

    @Test func anEmptyDatabaseBesideItsLogIsCalledDamagedAndTheLogIsKept() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            try Data().write(to: URL(filePath: path))
            try Data(repeating: 7, count: 100).write(to: URL(filePath: path + "-wal"))
            #expect(refusal(path)?.contains("is empty, but") == true)
            #expect(try Data(contentsOf: URL(filePath: path + "-wal")).count == 100)
        }
    }

    @Test func damageInsideTheFileIsReportedWhenItIsReadAndDoesNotEndTheProcess() async throws {
        try await withTemporaryDirectory { directory in
            let path = directory + "/store.db"
            let store = try SQLiteStore.open(path: path, logger: quiet)
            try await fill(store, "/w/", 2_000)
            await store.close()
            var bytes = try Data(contentsOf: URL(filePath: path))
            for index in 8_192..<bytes.count { bytes[index] = UInt8(truncatingIfNeeded: index &* 31 &+ 7) }
            try bytes.write(to: URL(filePath: path))
            await #expect {
                let damaged = try SQLiteStore.open(path: path, logger: quiet)
                _ = try await damaged.list(prefix: "/", after: nil, limit: nil, at: nil)
            } throws: { error in
                if case StoreError.corrupt(let what) = error { what.contains("Restore it from a backup") } else { false }
            }
        }
    }

    @Test(.enabled(if: geteuid() == 0, "mounting a small file system needs root"))
    func aFullDiskFailsTheWriteAndTheWriterGoesOn() async throws {
        try await withTemporaryDirectory { directory in
            try #require(mount("tmpfs", directory, "tmpfs", 0, "size=1m") == 0)
            defer { umount2(directory, CInt(MNT_DETACH)) }
            let ballast = directory + "/ballast"
            try Data(repeating: 1, count: 400_000).write(to: URL(filePath: ballast))
            let store = try SQLiteStore.open(path: directory + "/store.db", logger: quiet)
            let kept = try await fillUntilFull(store)
            #expect(try await store.currentRevision == kept)
            #expect(try await store.keys("/w/").count == Int(kept) - 1)
            try FileManager.default.removeItem(atPath: ballast)
            #expect(try await store.put("/again", "x") == kept + 1)
            await store.close()
        }
    }

    private func fillUntilFull(_ store: any Store) async throws -> Revision {
        for index in 0..<1_000 {
            do {
                try await store.put("/w/\(index)", String(repeating: "x", count: 2_000))
            } catch StoreError.full(let what) {
                #expect(what.contains("Free some space"))
                return Revision(index + 1)
            }
        }
        Issue.record("the disk did not fill")
        return 0
    }

    private func refusal(_ path: String) -> String? {
        do {
            _ = try SQLiteStore.open(path: path, logger: quiet)
            return nil
        } catch {
            return error.description
        }
    }
}
