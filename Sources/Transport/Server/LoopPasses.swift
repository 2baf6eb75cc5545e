import AsyncTools
import NIOCore

/// Work of many streams of one event loop, done a little at a time: between two portions the loop turns to its sockets, so that
/// a change which concerns a thousand watchers keeps no request waiting for all of them.
///
/// What a piece costs is mostly the sending, hardly its length. So a stream that has just sent a small one rests for as long as
/// all that are busy would take for theirs: one alone is not held up, and each of a thousand gathers several changes in a piece.
final class LoopPasses: Sendable {
    typealias Pass = @Sendable () -> Void

    private struct State: Sendable {
        var waiting = FIFO<Pass>()
        var resting = FIFO<(pass: Pass, until: NIODeadline)>()
        var isCalled = false
        var isTimed = false

        mutating func wakeRested() {
            let now = NIODeadline.now()
            while let first = resting.first, first.until <= now, let rested = resting.popFirst() { waiting.append(rested.pass) }
        }
    }

    private let loop: any EventLoop
    private let pipe: LoopPipe
    private let state = Guarded(State())

    private static let portion = 32
    private static let restPerStream = TimeAmount.microseconds(60)
    private static let longestRest = TimeAmount.milliseconds(30)
    /// So that one timer serves several.
    private static let shortestTimer = TimeAmount.microseconds(500)

    /// Throws `IOError`.
    static func open(on loop: any EventLoop) async throws -> LoopPasses {
        let passes = LoopPasses(loop, try await LoopPipe.open(on: loop))
        passes.pipe.onCall { [weak passes] in passes?.run() }
        return passes
    }

    private init(_ loop: any EventLoop, _ pipe: LoopPipe) {
        self.loop = loop
        self.pipe = pipe
    }

    /// As soon as it can be; from any thread.
    func add(_ pass: @escaping Pass) { call { $0.waiting.append(pass) } }

    /// After a rest.
    func addRested(_ pass: @escaping Pass) {
        let now = NIODeadline.now()
        let isUntimed = state.withLock { state in
            let rest = min(Self.restPerStream * (state.waiting.count + state.resting.count), Self.longestRest)
            state.resting.append((pass, now + rest))
            defer { state.isTimed = state.isTimed || !state.isCalled }
            return !state.isTimed && !state.isCalled
        }
        if isUntimed { scheduleRested() }
    }

    private func scheduleRested() {
        guard let first = state.withLock({ $0.resting.first?.until }) else { return }
        loop.scheduleTask(deadline: max(first, .now() + Self.shortestTimer)) { self.call { $0.isTimed = false } }
    }

    private func call(_ change: @Sendable (inout State) -> Void) {
        let isFirst = state.withLock { state in
            change(&state)
            defer { state.isCalled = true }
            return !state.isCalled
        }
        if isFirst { pipe.call() }
    }

    private func run() {
        let portion = state.withLock { state in
            state.wakeRested()
            return state.waiting.popFirst(Self.portion)
        }
        for pass in portion { pass() }
        let next = state.withLock { state in
            state.isCalled = !state.waiting.isEmpty
            let isUntimed = !state.isCalled && !state.isTimed && !state.resting.isEmpty
            state.isTimed = state.isTimed || isUntimed
            return (isCalled: state.isCalled, isUntimed: isUntimed)
        }
        if next.isCalled { pipe.call() }
        if next.isUntimed { scheduleRested() }
    }
}
