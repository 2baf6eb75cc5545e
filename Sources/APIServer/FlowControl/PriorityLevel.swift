import AsyncTools
import Metrics

/// The seats of one priority level: who has one, who waits for one, and in which order.
///
/// Lives as long as anybody uses it, through changes of its settings.
final class PriorityLevel: Sendable {
    /// A seat, or several, that a request has until it gives them back.
    struct Seat: Sendable {
        fileprivate let level: PriorityLevel
        fileprivate let queue: Int?
        let seats: Int
        /// `nil`: it was free at once.
        let waited: Duration?
        fileprivate let since: ContinuousClock.Instant?

        /// To be called once.
        func release() { level.release(self) }
    }

    enum Refusal: String, Error, Sendable, CaseIterable {
        /// No seat was free, and this level has no queues.
        case concurrencyLimit = "concurrency-limit"
        case queueFull = "queue-full"
        case timeOut = "time-out"
        case cancelled = "cancelled"
    }

    struct Flow: Sendable {
        let schema: String
        let distinguisher: String
    }

    fileprivate struct Waiter: Sendable {
        let deadline: ContinuousClock.Instant
        let since: ContinuousClock.Instant
        let continuation: CheckedContinuation<Result<Seat, Refusal>, Never>
    }

    private struct State: Sendable {
        var settings: PriorityLevelSettings
        var limits: SeatAllocation.Limits
        var inUse = 0
        var executing = 0
        var queues: FairQueues<Waiter>
        var nextID: UInt64 = 0
        /// The most seats in use and waited for since it was last asked.
        var peak = 0
        var dispatched: UInt64 = 0
    }

    let name: String
    private let state: Guarded<State>

    init(_ settings: PriorityLevelSettings, limits: SeatAllocation.Limits) {
        name = settings.name
        state = Guarded(
            State(settings: settings, limits: limits, queues: FairQueues(count: Self.queueCount(settings))))
    }

    private static func queueCount(_ settings: PriorityLevelSettings) -> Int {
        if case .limited(let queuing?) = settings.kind { queuing.queues } else { 1 }
    }

    // MARK: Taking a seat

    /// A seat at once, or after waiting in the flow's queue, at most until the deadline.
    ///
    /// - Parameters:
    ///   - width: how many seats; more than the level can ever have count as all it has.
    ///   - waiting: counts this request while it waits.
    func seat(
        width: Int, flow: @autoclosure () -> Flow, waiting: Gauge, patience: Duration
    ) async -> Result<Seat, Refusal> {
        if let seat = seatAtOnce(width) { return seat }
        waiting.add(1)
        defer { waiting.add(-1) }
        let flow = flow()
        let id = state.withLock { state in
            state.nextID += 1
            return state.nextID
        }
        return await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let now = ContinuousClock.now
                let waiter = Waiter(deadline: now + patience, since: now, continuation: continuation)
                let refusal: Refusal? = state.withLock { state in
                    if Task.isCancelled { return .cancelled }
                    return Self.enqueue(waiter, id: id, width: width, flow, &state)
                }
                if let refusal { return continuation.resume(returning: .failure(refusal)) }
                dispatch()
            }
        } onCancel: {
            let waiting = state.withLock { $0.queues.remove(id: id) }
            waiting?.item.continuation.resume(returning: .failure(.cancelled))
        }
    }

    /// The usual case. `nil`: it must wait.
    private func seatAtOnce(_ width: Int) -> Result<Seat, Refusal>? {
        state.withLock { state in
            let queuing: PriorityLevelSettings.Queuing?
            switch state.settings.kind {
            case .exempt: return .success(take(width, &state))
            case .limited(let found): queuing = found
            }
            let wanted = min(width, max(1, state.limits.current))
            if state.queues.count == 0, state.inUse + wanted <= state.limits.current { return .success(take(wanted, &state)) }
            state.peak = max(state.peak, state.inUse + state.queues.waitingSeats + wanted)
            return queuing == nil ? .failure(.concurrencyLimit) : nil
        }
    }

    private func take(_ seats: Int, _ state: inout State) -> Seat {
        state.inUse += seats
        state.executing += 1
        state.dispatched &+= 1
        if state.inUse > state.peak { state.peak = state.inUse }
        return Seat(level: self, queue: nil, seats: seats, waited: nil, since: nil)
    }

    private static func enqueue(
        _ waiter: Waiter, id: UInt64, width: Int, _ flow: Flow, _ state: inout State
    ) -> Refusal? {
        guard case .limited(let queuing?) = state.settings.kind else { return .concurrencyLimit }
        if state.queues.queueCount != queuing.queues, state.queues.isIdle { state.queues = FairQueues(count: queuing.queues) }
        let hand = ShuffleSharding.hand(
            schema: flow.schema, flow: flow.distinguisher, size: queuing.handSize, of: state.queues.queueCount)
        let waiting = FairQueues<Waiter>.Waiting(id: id, seats: min(width, max(1, state.limits.current)), item: waiter)
        guard state.queues.enqueue(waiting, hand: hand, lengthLimit: queuing.lengthLimit) else { return .queueFull }
        state.peak = max(state.peak, state.inUse + state.queues.waitingSeats)
        return nil
    }

    // MARK: Giving back

    private func release(_ seat: Seat) {
        let hasWaiters = state.withLock { state in
            state.inUse -= seat.seats
            state.executing -= 1
            if let queue = seat.queue, let since = seat.since {
                state.queues.finish(queue: queue, seats: seat.seats, seconds: (ContinuousClock.now - since).seconds)
            }
            return state.queues.count > 0
        }
        if hasWaiters { dispatch() }
    }

    /// Gives free seats to those whose turn it is.
    private func dispatch() {
        var granted: [(Waiter, Seat)] = []
        let now = ContinuousClock.now
        state.withLock { state in
            let free = { (state: State) in
                // A request that is wider than a shrunk level still gets its turn, alone.
                state.inUse == 0 && state.limits.current > 0 ? Int.max : state.limits.current - state.inUse
            }
            while let (waiting, queue) = state.queues.dispatch(freeSeats: free(state)) {
                state.inUse += waiting.seats
                state.executing += 1
                state.dispatched &+= 1
                let seat = Seat(
                    level: self, queue: queue, seats: waiting.seats, waited: now - waiting.item.since, since: now)
                granted.append((waiting.item, seat))
            }
        }
        for (waiter, seat) in granted { waiter.continuation.resume(returning: .success(seat)) }
    }

    /// Refuses those who have waited too long.
    func expireWaiters(now: ContinuousClock.Instant) {
        let late = state.withLock { $0.queues.removeAll { $0.deadline <= now } }
        for waiting in late { waiting.item.continuation.resume(returning: .failure(.timeOut)) }
        if !late.isEmpty { dispatch() }
    }

    // MARK: Settings

    func configure(_ settings: PriorityLevelSettings) {
        let freed = state.withLock { state in
            state.settings = settings
            return settings.kind == .exempt ? state.queues.removeAll { _ in true } : []
        }
        // An exempt level lets nobody wait.
        for waiting in freed {
            let seat = state.withLock { take(waiting.seats, &$0) }
            waiting.item.continuation.resume(returning: .success(seat))
        }
    }

    /// Lets everybody through who still waits here, or still comes: a level that is gone has nobody who looks after its waiters.
    func retire() {
        let old = settings
        configure(
            PriorityLevelSettings(
                name: old.name, uid: old.uid, kind: .exempt, shares: 0, lendablePercent: 0, borrowingLimitPercent: nil))
    }

    func setLimits(_ limits: SeatAllocation.Limits) {
        let hasWaiters = state.withLock { state in
            state.limits = limits
            return state.queues.count > 0
        }
        if hasWaiters { dispatch() }
    }

    /// The most seats in use and waited for since the last call.
    func takePeak() -> Int {
        state.withLock { state in
            defer { state.peak = state.inUse + state.queues.waitingSeats }
            return state.peak
        }
    }

    struct Occupation: Sendable {
        let settings: PriorityLevelSettings
        let limits: SeatAllocation.Limits
        let seatsInUse: Int
        let executing: Int
        let waiting: Int
        let dispatched: UInt64
        let queues: [(waiting: Int, executing: Int, nextStart: Double)]
    }

    /// What people may see of it.
    var occupation: Occupation {
        state.withLock {
            Occupation(
                settings: $0.settings, limits: $0.limits, seatsInUse: $0.inUse, executing: $0.executing,
                waiting: $0.queues.count, dispatched: $0.dispatched, queues: $0.queues.occupation)
        }
    }

    var settings: PriorityLevelSettings { state.withLock { $0.settings } }

    /// The most seats that one request is given: a list must not fill the level.
    var maximumWidth: Int {
        state.withLock { state in
            var seats = Double(state.limits.nominal) * 0.15
            if case .limited(let queuing?) = state.settings.kind {
                seats = min(seats, Double(state.limits.nominal) / Double(queuing.handSize))
            }
            return min(max(1, Int(seats)), 10)
        }
    }
}
