/// When a container that ended may start again: at once the first time, then 10 s, doubling to 5 min. A container that
/// ran for 10 minutes begins anew. Times are seconds since 1970.
struct RestartBackoff: Sendable, Hashable {
    static let initial = 10.0
    static let limit = 300.0

    private(set) var delay = 0.0

    /// The earliest time for the next start after the container ended.
    func notBefore(finishedAt: Double) -> Double { finishedAt + delay }

    /// Notes that the container is being started again.
    mutating func restarting() { delay = delay == 0 ? Self.initial : min(delay * 2, Self.limit) }

    /// Notes how long the container ran. One whose start failed has no start (zero) and did not run at all.
    mutating func ended(startedAt: Double, finishedAt: Double) {
        guard startedAt > 0 else { return }
        if finishedAt - startedAt >= 2 * Self.limit { delay = 0 }
    }
}
