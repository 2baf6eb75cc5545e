import Metrics

/// How authentication and authorization went, and how long they took.
struct AccessMetrics: Sendable, MetricSource {
    /// 1 ms to 16 s, each twice the last.
    private static let bounds = (0..<15).map { 0.001 * Double(1 << $0) }

    private struct Outcome: Sendable {
        let count = Counter()
        let durations = Histogram(bounds)

        func note(_ duration: Duration) {
            count.add()
            durations.observe(duration)
        }
    }

    private let accepted = Outcome()
    private let anonymous = Counter()
    private let refused = Outcome()
    private let allowed = Outcome()
    private let denied = Outcome()
    private let undecided = Outcome()

    func authenticated(_ user: UserInfo, in duration: Duration) {
        accepted.note(duration)
        if user.name == UserInfo.anonymous.name { anonymous.add() }
    }

    func notAuthenticated(in duration: Duration) { refused.note(duration) }
    func authorized(in duration: Duration) { allowed.note(duration) }
    func notAuthorized(in duration: Duration) { denied.note(duration) }
    func authorizationFailed(in duration: Duration) { undecided.note(duration) }

    func write(to text: inout MetricsText) {
        text.family("authentication_attempts", .counter, "Requests by whether their sender was found out.")
        text.sample(["result": "failure"], refused.count.value)
        text.sample(["result": "success"], accepted.count.value)
        text.family("authenticated_user_requests", .counter, "Requests by who sent them; people are not told apart.")
        text.sample(["username": "anonymous"], anonymous.value)
        text.sample(["username": "other"], accepted.count.value - anonymous.value)
        text.family("authentication_duration_seconds", .histogram, "Time to find out who sends a request.")
        text.histogram(["result": "failure"], bounds: Self.bounds, refused.durations.current)
        text.histogram(["result": "success"], bounds: Self.bounds, accepted.durations.current)
        text.family("authorization_attempts_total", .counter, "Requests by whether they were allowed.")
        text.sample(["result": "allowed"], allowed.count.value)
        text.sample(["result": "denied"], denied.count.value)
        text.sample(["result": "error"], undecided.count.value)
        text.family("authorization_duration_seconds", .histogram, "Time to decide whether a request is allowed.")
        text.histogram(["result": "allowed"], bounds: Self.bounds, allowed.durations.current)
        text.histogram(["result": "denied"], bounds: Self.bounds, denied.durations.current)
        text.histogram(["result": "error"], bounds: Self.bounds, undecided.durations.current)
    }
}
