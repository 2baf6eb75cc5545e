import AsyncTools
import Metrics

/// A queue of keys to work on. A key waits in it at most once, and is worked on by one worker at a time: a key that is
/// added while it is worked on comes again afterwards. Failed keys come back after an exponentially growing delay.
///
/// Memory is bounded by the number of different keys. The keys' workers run inside `run`.
package final class WorkQueue<Key: Hashable & Sendable>: Sendable {
    private struct State: Sendable {
        var ready = FIFO<Key>()
        /// Waiting in `ready`, or to be put there when their current pass ends.
        var dirty: Set<Key> = []
        var active: Set<Key> = []
        /// When the ready keys came in.
        var arrivals: [Key: ContinuousClock.Instant] = [:]
        var failures: [Key: Int] = [:]
        var delayed: [Key: ContinuousClock.Instant] = [:]
        var workers: [CheckedContinuation<Void, Never>] = []
        var timer: CheckedContinuation<Void, Never>?
        /// When the timer wakes up by itself; `nil` while it waits for a first deadline.
        var timerDeadline: ContinuousClock.Instant?
        var isShutDown = false

        mutating func enqueue(_ key: Key) -> CheckedContinuation<Void, Never>? {
            guard !isShutDown, dirty.insert(key).inserted, !active.contains(key) else { return nil }
            ready.append(key)
            arrivals[key] = .now
            return workers.popLast()
        }

        mutating func pop() -> (key: Key, arrival: ContinuousClock.Instant?)? {
            guard let key = ready.popFirst() else { return nil }
            dirty.remove(key)
            active.insert(key)
            return (key, arrivals.removeValue(forKey: key))
        }
    }

    private let state = Guarded(State())
    private let backoff: Backoff
    package let statistics = WorkQueueStatistics()

    package init(backoff: Backoff = Backoff(base: .milliseconds(5), limit: .seconds(60))) { self.backoff = backoff }

    /// How many keys are ready to be worked on.
    package var count: Int { state.withLock { $0.ready.count } }

    /// Puts the key in, unless it waits already.
    package func add(_ key: Key) {
        statistics.added.add()
        state.withLock { state in
            let worker = state.enqueue(key)
            statistics.depth.set(state.ready.count)
            return worker
        }?.resume()
    }

    /// Puts the key in after a delay. Of several delays for a key the earliest counts.
    package func add(_ key: Key, after delay: Duration) {
        guard delay > .zero else { return add(key) }
        let deadline = ContinuousClock.now + delay
        let timer = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isShutDown else { return nil }
            if let known = state.delayed[key], known <= deadline { return nil }
            state.delayed[key] = deadline
            if let wakesAt = state.timerDeadline, wakesAt <= deadline { return nil }
            defer { state.timer = nil }
            return state.timer
        }
        timer?.resume()
    }

    /// Puts the key in after the delay that its failures in a row call for.
    package func addAfterFailure(_ key: Key) {
        statistics.repeated.add()
        let failures = state.withLock { state in
            state.failures[key, default: 0] += 1
            return state.failures[key, default: 1]
        }
        add(key, after: backoff.delay(failures: failures))
    }

    /// The next key; waits for one. `nil` once shut down. The caller must call `finish` for it.
    package func next() async -> Key? {
        while true {
            let taken = state.withLock { state -> (next: (key: Key, arrival: ContinuousClock.Instant?)?, ended: Bool) in
                if state.isShutDown { return (nil, true) }
                let next = state.pop()
                statistics.depth.set(state.ready.count)
                return (next, false)
            }
            if let arrival = taken.next?.arrival { statistics.waits.observe(ContinuousClock.now - arrival) }
            if taken.next != nil || taken.ended { return taken.next?.key }
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    guard state.ready.isEmpty, !state.isShutDown else { return true }
                    state.workers.append(continuation)
                    return false
                }
                if isReady { continuation.resume() }
            }
        }
    }

    /// Ends a pass over the key; what was added meanwhile becomes ready.
    package func finish(_ key: Key) {
        let worker = state.withLock { state -> CheckedContinuation<Void, Never>? in
            state.active.remove(key)
            guard state.dirty.remove(key) != nil else { return nil }
            return state.enqueue(key)
        }
        worker?.resume()
    }

    /// Forgets the failures of a key.
    package func forget(_ key: Key) { state.withLock { _ = $0.failures.removeValue(forKey: key) } }

    /// Works on keys until cancelled, `workers` at a time. A pass that throws is repeated after its back-off;
    /// `failed` is told first. Ends without an error.
    package func run(
        workers: Int = 4, failed: @escaping @Sendable (Key, any Error) -> Void = { _, _ in },
        _ pass: @escaping @Sendable (Key) async throws -> Next
    ) async {
        await withTaskCancellationHandler {
            await withTaskGroup(of: Void.self) { group in
                group.addTask { await self.runTimer() }
                for _ in 0..<max(workers, 1) {
                    group.addTask {
                        while let key = await self.next() { await self.work(on: key, failed, pass) }
                    }
                }
            }
        } onCancel: {
            shutDown()
        }
    }

    /// Ends every worker after its current pass. Keys in the queue are dropped.
    package func shutDown() {
        let sleepers = state.withLock { state in
            state.isShutDown = true
            let sleepers = state.workers + (state.timer.map { [$0] } ?? [])
            state.workers = []
            state.timer = nil
            return sleepers
        }
        for sleeper in sleepers { sleeper.resume() }
    }

    private func work(
        on key: Key, _ failed: @Sendable (Key, any Error) -> Void, _ pass: @Sendable (Key) async throws -> Next
    ) async {
        let begun = ContinuousClock.now
        defer {
            statistics.passes.observe(ContinuousClock.now - begun)
            finish(key)
        }
        do {
            switch try await pass(key) {
            case .done: forget(key)
            case .again(let delay):
                forget(key)
                add(key, after: delay)
            }
        } catch {
            guard !Task.isCancelled else { return }
            failed(key, error)
            addAfterFailure(key)
        }
    }
}

extension WorkQueue {
    /// Moves delayed keys to the ready ones when their time has come.
    private func runTimer() async {
        while let plan = planTimer() {
            guard let deadline = plan.deadline else {
                await waitForDelayedKey()
                continue
            }
            await withTaskGroup(of: Void.self) { group in
                group.addTask { try? await Task.sleep(until: deadline, clock: .continuous) }
                group.addTask { await self.waitForDelayedKey() }
                await group.next()
                group.cancelAll()
            }
        }
    }

    private struct TimerPlan: Sendable { let deadline: ContinuousClock.Instant? }

    /// Releases what is due and says when the next key is. `nil` once shut down.
    private func planTimer() -> TimerPlan? {
        let now = ContinuousClock.now
        let (plan, woken) = state.withLock { state -> (TimerPlan?, [CheckedContinuation<Void, Never>]) in
            guard !state.isShutDown else { return (nil, []) }
            var woken: [CheckedContinuation<Void, Never>] = []
            let due = state.delayed.filter { $0.value <= now }.sorted { $0.value < $1.value }
            for (key, _) in due {
                state.delayed[key] = nil
                if let worker = state.enqueue(key) { woken.append(worker) }
            }
            state.timerDeadline = state.delayed.values.min()
            return (TimerPlan(deadline: state.timerDeadline), woken)
        }
        for worker in woken { worker.resume() }
        return plan
    }

    /// Returns when a key with an earlier deadline than planned came in, on cancellation, and at shut-down.
    private func waitForDelayedKey() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    let planned = state.timerDeadline
                    let earliest = state.delayed.values.min()
                    let isLate = earliest.map { earliest in planned.map { earliest < $0 } ?? true } ?? false
                    guard !isLate, !state.isShutDown, !Task.isCancelled else { return true }
                    state.timer = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            let timer = state.withLock { state in
                defer { state.timer = nil }
                return state.timer
            }
            timer?.resume()
        }
    }
}
