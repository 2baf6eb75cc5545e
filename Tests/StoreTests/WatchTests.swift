import Store
import Testing

@Suite struct WatchTests {
    @Test(arguments: Backend.allCases) func aWatchTellsEveryChangeAfterItsRevisionInOrder(_ backend: Backend) async throws {
        try await backend.withStore { store in
            try await store.put("/a/1", "x")
            try await store.put("/a/2", "y")
            try await store.put("/b/1", "z")
            try await store.put("/a/1", "w")
            try await store.delete("/a/2")
            #expect(
                try await store.events("/a/", after: 2, count: 3)
                    == ["3 /a/2=y from 3", "5 /a/1=w from 2", "6 /a/2 deleted"])
            #expect(try await store.events("/a/", after: 1, count: 4).first == "2 /a/1=x from 2")
            #expect(try await store.events("/b", after: 0, count: 1) == ["4 /b/1=z from 4"])
        }
    }

    @Test(arguments: Backend.allCases) func aLiveWatchIsToldOfLaterChanges(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let watch = try await store.watch(prefix: "/a/", after: 1)
            async let seen = watch.first(3).map(\.line)
            try await store.put("/b/1", "no")
            try await store.put("/a/1", "x")
            try await store.put("/a/1", "y")
            try await store.delete("/a/1")
            #expect(try await seen == ["3 /a/1=x from 3", "4 /a/1=y from 3", "5 /a/1 deleted"])
        }
    }

    @Test(arguments: Backend.allCases) func aWatchFromAnOldRevisionJoinsLiveWithoutAGap(_ backend: Backend) async throws {
        try await backend.withStore { store in
            // More than the ring of recent events holds, so that the beginning comes from the log.
            try await fill(store, "/w/", 3_000)
            let watchers = (0..<4).map { start in
                Task { try await revisions(store, after: Revision(1 + start * 700), upTo: 4_001) }
            }
            try await fill(store, "/w/", 1_000)
            for (start, watcher) in watchers.enumerated() {
                #expect(try await watcher.value == Array(Revision(2 + start * 700)...4_001))
            }
        }
    }

    @Test(arguments: Backend.allCases) func aSlowWatcherMissesNothing(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let watch = try await store.watch(prefix: "/w/", after: 1)
            var iterator = watch.makeAsyncIterator()
            try await store.put("/w/first", "")
            let first = try await iterator.next(isolation: #isolation)
            #expect(first?.map(\.revision) == [2])
            try await fill(store, "/w/", 3_000)
            var seen: [Revision] = []
            while seen.count < 3_000, let batch = try await iterator.next(isolation: #isolation) { seen += batch.map(\.revision) }
            #expect(seen == Array(3...3_002))
        }
    }

    @Test(arguments: Backend.allCases) func cancellingEndsAWatch(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let watch = try await store.watch(prefix: "/", after: 1)
            let count = Task {
                var count = 0
                for try await batch in watch { count += batch.count }
                return count
            }
            try await store.put("/a", "1")
            count.cancel()
            #expect(try await count.value <= 1)
        }
    }

    @Test(arguments: Backend.allCases) func closingEndsEveryWatchWithAnError(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let watches = try await [store.watch(prefix: "/", after: 1), store.watch(prefix: "/x", after: 1)]
            let ends = watches.map { watch in
                Task {
                    do { for try await _ in watch {} } catch StoreError.unavailable { return true }
                    return false
                }
            }
            try await store.put("/a", "1")
            await store.close()
            for end in ends { #expect(try await end.value) }
        }
    }

    @Test(arguments: Backend.allCases) func manyWatchersAndWritersSeeTheSameHistory(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let watchers = (0..<20).map { _ in Task { try await revisions(store, after: 1, upTo: 401) } }
            try await withThrowingTaskGroup(of: Void.self) { group in
                for writer in 0..<20 {
                    group.addTask { for turn in 0..<20 { try await store.put("/w/\(writer)", "\(turn)") } }
                }
                try await group.waitForAll()
            }
            for watcher in watchers { #expect(try await watcher.value == Array(2...401)) }
        }
    }
}

/// Commits `count` values, some at a time.
func fill(_ store: any Store, _ prefix: String, _ count: Int) async throws {
    try await withThrowingTaskGroup(of: Void.self) { group in
        for writer in 0..<50 {
            group.addTask {
                for turn in stride(from: writer, to: count, by: 50) { try await store.put("\(prefix)\(turn)", "v") }
            }
        }
        try await group.waitForAll()
    }
}

/// The revisions that a watch of everything tells, up to one.
func revisions(_ store: any Store, after start: Revision, upTo end: Revision) async throws -> [Revision] {
    var seen: [Revision] = []
    for try await batch in try await store.watch(prefix: "/w/", after: start) {
        seen += batch.map(\.revision)
        if let last = seen.last, last >= end { break }
    }
    return seen
}
