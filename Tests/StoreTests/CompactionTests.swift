import Testing

@testable import Store

@Suite struct CompactionTests {
    @Test(arguments: Backend.allCases) func whatWasCompactedIsRefusedAndTheRestIsKept(_ backend: Backend) async throws {
        try await backend.withStore { store in
            try await store.put("/a", "1")  // 2
            try await store.put("/b", "1")  // 3
            try await store.put("/a", "2")  // 4
            try await store.delete("/b")  // 5
            try await store.put("/c", "1")  // 6
            try await store.put("/a", "3")  // 7
            try await store.compact(before: 5)
            #expect(await compactedBound { _ = try await store.get("/a", at: 4) } == 5)
            #expect(await compactedBound { _ = try await store.list(prefix: "/", after: nil, limit: nil, at: 3) } == 5)
            #expect(await compactedBound { _ = try await store.watch(prefix: "/", after: 4) } == 5)
            #expect(try await store.text("/a", at: 5) == "2")
            #expect(try await store.keys("/", at: 5) == ["/a"])
            #expect(try await store.keys("/", at: 6) == ["/a", "/c"])
            #expect(try await store.text("/a") == "3")
            #expect(try await store.events("/", after: 5, count: 2) == ["6 /c=1 from 6", "7 /a=3 from 2"])
        }
    }

    @Test(arguments: Backend.allCases) func compactingToTheNewestKeepsTheStateAndTheRevision(_ backend: Backend) async throws {
        try await backend.withStore { store in
            try await store.put("/a", "1")
            try await store.put("/b", "1")
            try await store.delete("/b")
            try await store.compact(before: 4)
            try await store.compact(before: 2)
            #expect(try await store.currentRevision == 4)
            #expect(try await store.keys("/") == ["/a"])
            #expect(try await store.put("/b", "2", .absent) == 5)
            #expect(try await store.get("/b", at: nil)?.createRevision == 5)
            #expect(try await store.get("/a", at: 4)?.modRevision == 2)
        }
    }

    /// Compaction takes deletions away: a reader who has not come to one yet would keep what it deleted.
    @Test(arguments: Backend.allCases) func aStateThatIsCompactedWhileItIsReadShowsNothingThatIsGone(
        _ backend: Backend
    ) async throws {
        try await backend.withStore { store in
            try await fill(store, "/k/", 5_000)
            try await store.delete("/k/0")
            let newest = try await store.currentRevision
            var present: Set<String> = []
            var isFirst = true
            do {
                for try await events in try await store.state(prefix: "/", at: newest) {
                    for event in events {
                        if case .put = event.change { present.insert(event.key) } else { present.remove(event.key) }
                    }
                    if isFirst { try await store.compact(before: newest) }
                    isFirst = false
                }
                #expect(present == Set(try await store.keys("/")))
            } catch StoreError.compacted(let oldest) {
                #expect(oldest == newest)
            }
        }
    }

    @Test(arguments: Backend.allCases) func theFutureCannotBeCompacted(_ backend: Backend) async throws {
        try await backend.withStore { store in
            await #expect {
                try await store.compact(before: 9)
            } throws: { error in
                if case StoreError.future(let current) = error { current == 1 } else { false }
            }
            let next = try await store.put("/a", "1")
            #expect(next == 2)
        }
    }

    @Test(arguments: Backend.allCases) func manyStepsOfCompactionLeaveExactlyTheState(_ backend: Backend) async throws {
        try await backend.withStore { store in
            try await fill(store, "/k/", 2_000)
            for index in stride(from: 0, to: 2_000, by: 2) { try await store.delete("/k/\(index)") }
            try await fill(store, "/l/", 2_000)
            let newest = try await store.currentRevision
            let before = try await store.list(prefix: "/", after: nil, limit: nil, at: nil)
            try await store.compact(before: newest)
            let after = try await store.list(prefix: "/", after: nil, limit: nil, at: newest)
            #expect(after.values == before.values && after.values.count == 3_000)
        }
    }

    @Test(arguments: Backend.allCases) func aReaderThatFellBehindACompactionEndsWithCompacted(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let watch = try await store.watch(prefix: "/w/", after: 1)
            try await fill(store, "/w/", 3_000)
            try await store.compact(before: 2_000)
            #expect(await compactedBound { for try await _ in watch {} } == 2_000)
        }
    }

    @Test(arguments: Backend.allCases) func historyIsBoundedWithoutBeingAsked(_ backend: Backend) async throws {
        let retention = Retention(revisions: 100, age: .seconds(3_600), limit: 1_000)
        try await backend.withStore(retention: retention) { store in
            try await fill(store, "/w/", 5_000)
            // One more turn of the writer, after which the bound holds.
            let newest = try await store.put("/last", "")
            _ = try await store.put("/last", "")
            #expect(await compactedBound { _ = try await store.get("/w/1", at: newest - 2_500) } != nil)
            #expect(try await store.keys("/w/", at: newest - 900).count <= 5_000)
            #expect(try await store.keys("/w/").count == 5_000)
        }
    }

    @Test func theNewestRevisionsAreKeptHoweverOldTheyAre() {
        let start = ContinuousClock.now
        var schedule = CompactionSchedule(
            Retention(revisions: 2_000, age: .seconds(300), limit: 50_000), compacted: 0)
        #expect(schedule.target(newest: 10_000, now: start) == nil)
        #expect(schedule.target(newest: 12_000, now: start + .seconds(200)) == nil)
        #expect(schedule.target(newest: 12_500, now: start + .seconds(301)) == 10_000)
        schedule.didCompact(to: 10_000)
        #expect(schedule.target(newest: 12_600, now: start + .seconds(10_000)) == nil)
        #expect(schedule.target(newest: 13_500, now: start + .seconds(20_000)) == 11_500)
    }

    @Test func aBurstIsCutOffAtTheLimit() {
        let start = ContinuousClock.now
        var schedule = CompactionSchedule(
            Retention(revisions: 2_000, age: .seconds(300), limit: 50_000), compacted: 0)
        #expect(schedule.target(newest: 50_500, now: start) == nil)
        #expect(schedule.target(newest: 90_000, now: start + .seconds(1)) == 40_000)
    }
}
