import AsyncTools
import Testing

@Suite struct BlockingThreadTests {
    private struct Refusal: Error {}

    @Test func workOffThePoolComesBack() async throws {
        #expect(try await BlockingThread.run { 41 + 1 } == 42)
        #expect(try BlockingThread.runAndWait { "x" } == "x")
    }

    @Test func anErrorOfTheWorkComesBack() async {
        await #expect(throws: Refusal.self) { try await BlockingThread.run { throw Refusal() } }
        #expect(throws: Refusal.self) { try BlockingThread.runAndWait { throw Refusal() } }
    }

    @Test func manyAtOnceAllEnd() async throws {
        let sum = try await withThrowingTaskGroup(of: Int.self) { group in
            for number in 1...100 { group.addTask { try await BlockingThread.run { number } } }
            return try await group.reduce(0, +)
        }
        #expect(sum == 5050)
    }

    @Test func guardedDataIsChangedByOneAtATime() async {
        let counter = Guarded(0)
        await withTaskGroup(of: Void.self) { group in
            for _ in 0..<1000 { group.addTask { counter.withLock { $0 += 1 } } }
        }
        #expect(counter.current == 1000)
    }
}
