import Metrics

/// What is known of a request when it has been answered: for the log, the audit, and what is counted.
struct RequestRecord: Sendable {
    /// When each step was over.
    struct Step: Sendable {
        let name: StaticString
        let end: ContinuousClock.Instant
    }

    let id: String
    let started: ContinuousClock.Instant
    /// `nil`: the path could not be read, or is open to everybody.
    var attributes: RequestAttributes?
    var target: FlowClassifier.Target?
    var trail: AuditTrail?
    var running: RequestMetrics.Running?
    /// For a seat.
    var waited = Duration.zero
    /// It got none.
    var isTurnedAway = false
    private(set) var steps: [Step] = []

    init(id: String) {
        self.id = id
        started = .now
        steps.reserveCapacity(4)
    }

    mutating func completed(_ step: StaticString) -> Duration {
        let now = ContinuousClock.now
        defer { steps.append(Step(name: step, end: now)) }
        return now - (steps.last?.end ?? started)
    }

    /// `authentication 0.2 ms, …`
    var stepText: String {
        var last = started
        return steps.map { step in
            defer { last = step.end }
            return "\(step.name) \(((step.end - last).seconds * 10_000).rounded() / 10) ms"
        }.joined(separator: ", ")
    }
}
