import Store
import Testing

@Suite struct ReadWriteTests {
    @Test(arguments: Backend.allCases) func aNewStoreIsAtRevisionOneAndEmpty(_ backend: Backend) async throws {
        try await backend.withStore { store in
            #expect(try await store.currentRevision == 1)
            #expect(try await store.get("/a", at: nil) == nil)
            let range = try await store.list(prefix: "", after: nil, limit: nil, at: nil)
            #expect(range.values.isEmpty && !range.hasMore && range.revision == 1)
        }
    }

    @Test(arguments: Backend.allCases) func everyMutationTakesTheNextRevision(_ backend: Backend) async throws {
        try await backend.withStore { store in
            #expect(try await store.put("/a", "1") == 2)
            #expect(try await store.put("/b", "2") == 3)
            #expect(try await store.put("/a", "3") == 4)
            #expect(try await store.delete("/b") == 5)
            #expect(try await store.currentRevision == 5)
            let value = try #require(try await store.get("/a", at: nil))
            #expect(value.text == "3" && value.createRevision == 2 && value.modRevision == 4)
        }
    }

    @Test(arguments: Backend.allCases) func aKeyMadeAgainHasANewCreateRevision(_ backend: Backend) async throws {
        try await backend.withStore { store in
            try await store.put("/a", "1")
            try await store.delete("/a")
            #expect(try await store.get("/a", at: nil) == nil)
            try await store.put("/a", "2", .absent)
            #expect(try await store.get("/a", at: nil)?.createRevision == 4)
        }
    }

    @Test(arguments: Backend.allCases) func aFailedPreconditionTellsWhatIsThere(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let first = try await store.put("/a", "1", .absent)
            let existing = try #require(await conflict { try await store.put("/a", "2", .absent) })
            #expect(existing?.text == "1" && existing?.modRevision == first)
            let stale = try #require(await conflict { try await store.put("/a", "2", .modRevision(first + 5)) })
            #expect(stale?.modRevision == first)
            let missing = await conflict { try await store.put("/b", "2", .modRevision(first)) }
            #expect(missing == .some(nil))
            #expect(try await store.currentRevision == first)
            let second = try await store.put("/a", "2", .modRevision(first))
            #expect(await conflict { try await store.delete("/a", .modRevision(first)) }??.modRevision == second)
            try await store.delete("/a", .modRevision(second))
            #expect(try await store.get("/a", at: nil) == nil)
        }
    }

    @Test(arguments: Backend.allCases) func deletingAnAbsentKeyIsAConflictWithNothing(_ backend: Backend) async throws {
        try await backend.withStore { store in
            #expect(await conflict { try await store.delete("/a") } == .some(nil))
            #expect(await conflict { try await store.delete("/a", .absent) } == .some(nil))
            try await store.put("/a", "1")
            try await store.delete("/a")
            #expect(await conflict { try await store.delete("/a") } == .some(nil))
            #expect(try await store.currentRevision == 3)
        }
    }

    @Test(arguments: Backend.allCases) func anEmptyValueIsAValue(_ backend: Backend) async throws {
        try await backend.withStore { store in
            try await store.put("/a", "")
            #expect(try await store.get("/a", at: nil)?.value == [])
            #expect(try await store.keys("/") == ["/a"])
            #expect(try await store.events("/", after: 1, count: 1) == ["2 /a= from 2"])
        }
    }

    @Test(arguments: Backend.allCases) func listsAreInByteOrderAndKeepToThePrefix(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let keys = ["/b/\u{e9}", "/b/e\u{301}", "/b/a", "/b", "/b/", "/b0", "/a/z", "/b/\u{10FFFF}z", "/b/x\0y", "/b/x"]
            for key in keys { try await store.put(key, key) }
            #expect(
                try await store.keys("/b/").map { Array($0.utf8) }
                    == ["/b/", "/b/a", "/b/e\u{301}", "/b/x", "/b/x\0y", "/b/\u{e9}", "/b/\u{10FFFF}z"].map { Array($0.utf8) })
            #expect(try await store.keys("").count == keys.count)
            #expect(try await store.keys("/b/\u{10FFFF}").count == 1)
            #expect(try await store.text("/b/x\0y") == "/b/x\0y")
            #expect(try await store.text("/b/\u{e9}").map { Array($0.utf8) } == Array("/b/\u{e9}".utf8))
        }
    }

    @Test(arguments: Backend.allCases) func aListIsReadPageByPageAtOneRevision(_ backend: Backend) async throws {
        try await backend.withStore { store in
            for index in 0..<10 { try await store.put("/p/\(index)", "old") }
            try await store.put("/q/0", "other")
            let first = try await store.list(prefix: "/p/", after: nil, limit: 4, at: nil)
            #expect(first.values.count == 4 && first.hasMore)
            try await store.put("/p/5", "new")
            try await store.delete("/p/6")
            try await store.put("/p/55", "new")
            let second = try await store.list(prefix: "/p/", after: "/p/3", limit: 4, at: first.revision)
            #expect(second.values.map(\.key) == ["/p/4", "/p/5", "/p/6", "/p/7"])
            #expect(second.values.allSatisfy { $0.text == "old" })
            #expect(second.revision == first.revision && second.hasMore)
            let last = try await store.list(prefix: "/p/", after: "/p/7", limit: 4, at: first.revision)
            #expect(last.values.map(\.key) == ["/p/8", "/p/9"] && !last.hasMore)
            let now = try await store.list(prefix: "/p/", after: "/p/3", limit: nil, at: nil)
            #expect(now.values.map(\.key) == ["/p/4", "/p/5", "/p/55", "/p/7", "/p/8", "/p/9"])
            #expect(now.values.map(\.text) == ["old", "new", "new", "old", "old", "old"])
        }
    }

    @Test(arguments: Backend.allCases) func aPageEndsExactlyWithTheLastValue(_ backend: Backend) async throws {
        try await backend.withStore { store in
            for index in 0..<3 { try await store.put("/p/\(index)", "") }
            try await store.put("/p/3", "")
            try await store.delete("/p/3")
            let page = try await store.list(prefix: "/p/", after: nil, limit: 3, at: nil)
            #expect(page.values.count == 3 && !page.hasMore)
            #expect(try await store.keys("/p/", after: "/zzz") == [])
        }
    }

    @Test(arguments: Backend.allCases) func theFutureCannotBeRead(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let now = try await store.put("/a", "1")
            for operation in [
                { _ = try await store.get("/a", at: now + 1) },
                { _ = try await store.list(prefix: "/", after: nil, limit: nil, at: now + 1) },
                { _ = try await store.watch(prefix: "/", after: now + 1) },
            ] as [() async throws -> Void] {
                await #expect {
                    try await operation()
                } throws: { error in
                    if case StoreError.future(let current) = error { current == now } else { false }
                }
            }
        }
    }

    @Test(arguments: Backend.allCases) func concurrentWritersNeverShareARevisionNorLoseAnUpdate(_ backend: Backend) async throws {
        try await backend.withStore { store in
            try await store.put("/counter", "0")
            let revisions = try await withThrowingTaskGroup(of: [Revision].self) { group in
                for writer in 0..<16 {
                    group.addTask {
                        var made: [Revision] = []
                        for turn in 0..<10 {
                            made.append(try await store.put("/own/\(writer)/\(turn)", "x", .absent))
                            made.append(try await increment("/counter", in: store))
                        }
                        return made
                    }
                }
                return try await group.reduce(into: []) { $0 += $1 }
            }
            #expect(Set(revisions).count == 320)
            #expect(try await store.text("/counter") == "160")
            #expect(try await store.keys("/own/").count == 160)
            #expect(try await store.currentRevision == 322)
        }
    }

    @Test(arguments: Backend.allCases) func onlyOneOfManyCreatorsWins(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let winners = await withTaskGroup(of: Bool.self) { group in
                for writer in 0..<64 {
                    group.addTask { (try? await store.put("/one", "\(writer)", .absent)) != nil }
                }
                return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
            }
            let revision = try await store.currentRevision
            #expect(winners == 1 && revision == 2)
        }
    }

    @Test(arguments: Backend.allCases) func aClosedStoreIsUnavailable(_ backend: Backend) async throws {
        try await backend.withStore { store in
            try await store.put("/a", "1")
            await store.close()
            for operation in [
                { _ = try await store.get("/a", at: nil) },
                { _ = try await store.put("/a", "2") },
                { _ = try await store.currentRevision },
                { _ = try await store.watch(prefix: "/", after: 1) },
                { try await store.compact(before: 2) },
            ] as [() async throws -> Void] {
                await #expect {
                    try await operation()
                } throws: { error in
                    if case StoreError.unavailable = error { true } else { false }
                }
            }
        }
    }
}

/// Adds one to a decimal value with compare-and-swap, however often others get in between.
func increment(_ key: String, in store: any Store) async throws -> Revision {
    while true {
        let current = try await store.get(key, at: nil)
        let value = current.flatMap { Int($0.text) } ?? 0
        do {
            return try await store.put(key, "\(value + 1)", current.map { .modRevision($0.modRevision) } ?? .absent)
        } catch StoreError.conflict {
            continue
        }
    }
}
