import Store
import StoreTestSupport
import Testing

@Suite struct TimeToLiveTests {
    /// Puts a value that is to live for a number of seconds, or for ever.
    @discardableResult
    private func put(
        _ key: String, seconds: Int?, _ precondition: Precondition = .none, in store: any Store
    ) async throws -> Revision {
        try await store.commit(
            Mutation(key: key, value: [1], precondition: precondition, timeToLive: seconds.map { .seconds($0) }))
    }

    @Test(arguments: Backend.allCases) func aValueGoesAwayWhenItsTimeIsOver(_ backend: Backend) async throws {
        try await backend.withStore { store in
            try await put("/a", seconds: 1, in: store)
            try await put("/kept", seconds: 3_600, in: store)
            #expect(try await store.events("/", after: 3, count: 1) == ["4 /a deleted"])
            #expect(try await store.keys("/") == ["/kept"])
            #expect(try await store.currentRevision == 4)
        }
    }

    @Test(arguments: Backend.allCases) func aValueThatIsWrittenAgainHasItsNewTime(_ backend: Backend) async throws {
        try await backend.withStore { store in
            let first = try await put("/a", seconds: 1, in: store)
            try await put("/a", seconds: nil, .modRevision(first), in: store)
            try await put("/b", seconds: 1, in: store)
            try await put("/c", seconds: 2, in: store)
            #expect(try await store.events("/", after: 5, count: 2).map { $0.dropFirst(2) } == ["/b deleted", "/c deleted"])
            #expect(try await store.keys("/") == ["/a"])
        }
    }

    @Test func timeGoesOnWhileTheStoreIsClosed() async throws {
        try await withTemporaryDirectory { directory in
            let first = try SQLiteStore.open(path: directory + "/store.db", logger: quiet)
            try await put("/a", seconds: 1, in: first)
            await first.close()
            let second = try SQLiteStore.open(path: directory + "/store.db", logger: quiet)
            #expect(try await second.events("/", after: 2, count: 1) == ["3 /a deleted"])
            await second.close()
            #expect(try await DatabaseInspection.damage(directory + "/store.db") == [])
        }
    }
}
