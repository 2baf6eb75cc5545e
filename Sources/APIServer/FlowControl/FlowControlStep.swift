import KubeAPI
import Metrics
import Transport

/// The fair queue: gives every request a seat of its priority level, now or after waiting its turn.
struct FlowControlStep: Sendable {
    private static let objectsPerSeat = 100

    let controller: FlowController
    let cache: StateCache
    /// How long a request waits for its turn.
    let patience: Duration

    /// A seat and who gave it. `finish` gives it back.
    struct Ticket: Sendable {
        fileprivate let target: FlowClassifier.Target
        fileprivate let seat: PriorityLevel.Seat
        fileprivate let started: ContinuousClock.Instant

        var waited: Duration { seat.waited ?? .zero }

        func finish() {
            seat.release()
            target.statistics.executing.add(-1)
            target.statistics.executions.observe(ContinuousClock.now - started)
        }
    }

    /// Where a request belongs. `nil`: it runs for so long that a seat would be lost to it, and it is not counted.
    func target(of attributes: RequestAttributes) -> FlowClassifier.Target? {
        if attributes.isLongRunning, attributes.verb != "watch" { return nil }
        return controller.current.classifier.target(of: attributes)
    }

    /// Throws a 429 when the level is full, and its queue too, or when the turn does not come in time.
    func seat(
        for attributes: RequestAttributes, _ query: Query, in target: FlowClassifier.Target
    ) async throws(StatusError) -> Ticket {
        let width = width(of: attributes, query, in: target.level)
        let statistics = target.statistics
        let outcome = await target.level.seat(
            width: width,
            flow: PriorityLevel.Flow(schema: target.schema.name, distinguisher: target.schema.flow(of: attributes)),
            waiting: statistics.waiting, patience: patience)
        switch outcome {
        case .success(let seat):
            statistics.dispatched.add()
            statistics.executing.add(1)
            if let waited = seat.waited { statistics.waits.observe(waited) }
            return Ticket(target: target, seat: seat, started: .now)
        case .failure(let refusal):
            statistics.rejected[refusal]?.add()
            throw .tooManyRequests
        }
    }

    /// A list costs by what it may return, everything else one seat. Beginning a watch is no list: its objects are sent
    /// as fast as the client reads them.
    private func width(of attributes: RequestAttributes, _ query: Query, in level: PriorityLevel) -> Int {
        guard attributes.verb == "list", attributes.isResourceRequest, attributes.name.isEmpty else { return 1 }
        let kind = attributes.group.isEmpty ? attributes.resource : "\(attributes.resource).\(attributes.group)"
        var count = cache.kinds[kind]?.count ?? 0
        if let limit = try? query.integer("limit"), limit > 0 { count = min(count, Int(clamping: limit)) }
        guard count > Self.objectsPerSeat else { return 1 }
        return min((count + Self.objectsPerSeat - 1) / Self.objectsPerSeat, level.maximumWidth)
    }
}

extension RequestAttributes {
    /// Requests that last as long as the client wants.
    var isLongRunning: Bool {
        guard isResourceRequest else { return false }
        if verb == "watch" { return true }
        switch subresource {
        case "attach", "exec", "log", "portforward", "proxy": return true
        default: return false
        }
    }
}

extension StatusError {
    static let tooManyRequests: StatusError = {
        var error = StatusError(
            code: 429, reason: "TooManyRequests", message: "Too many requests, please try again later.", retryAfterSeconds: 1)
        error.isPlainText = true
        return error
    }()
}
