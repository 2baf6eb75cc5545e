import AsyncTools
import Testing

@Suite(.timeLimit(.minutes(10))) struct SignalTests {
    @Test func whatIsRaisedBeforeAnybodyWaitsIsNotLostAndWakesOnce() async {
        let signal = Signal()
        signal.raise()
        signal.raise()
        #expect(await signal.wait())
        let second = Task { await signal.wait() }
        second.cancel()
        #expect(await second.value == false)
    }

    @Test func everyRaiseThatFollowsAWaitIsSeen() async {
        let signal = Signal()
        let seen = Guarded(0)
        let waiting = Task {
            for _ in 0..<1000 {
                guard await signal.wait() else { return false }
                seen.withLock { $0 += 1 }
            }
            return true
        }
        for round in 1...1000 {
            signal.raise()
            while seen.current < round { await Task.yield() }
        }
        #expect(await waiting.value)
    }

    @Test func cancellationEndsTheWaitAndLeavesTheSignalUsable() async {
        let signal = Signal()
        let cancelled = Task { await signal.wait() }
        cancelled.cancel()
        #expect(await cancelled.value == false)
        signal.raise()
        #expect(await signal.wait())
    }
}
