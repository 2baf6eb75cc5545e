/// Exponential delays with jitter. Pure but for the random number, which is passed in.
package struct Backoff: Sendable {
    private let base: Duration
    private let limit: Duration

    package init(base: Duration = .milliseconds(5), limit: Duration = .seconds(60)) {
        self.base = base
        self.limit = limit
    }

    /// The delay before attempt number `failures + 1`: base × 2^(failures-1), at most the limit, and of that between
    /// three quarters and the whole.
    package func delay(
        failures: Int, random: Double = Double.random(in: 0..<1)
    ) -> Duration {
        guard failures > 0 else { return .zero }
        var delay = base
        for _ in 1..<max(failures, 1) where delay < limit { delay = delay * 2 }
        return min(delay, limit) * (0.75 + 0.25 * random)
    }
}
