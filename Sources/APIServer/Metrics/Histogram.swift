import AsyncTools

/// How many observations were at most so large, for each of some bounds.
struct HistogramCounts: Sendable {
    /// One per bound, and one for what is greater than all.
    private(set) var buckets: [UInt64]
    private(set) var sum = 0.0

    init(bounds: [Double]) { buckets = Array(repeating: 0, count: bounds.count + 1) }

    var count: UInt64 { buckets.reduce(0, &+) }

    mutating func observe(_ value: Double, bounds: [Double]) {
        sum += value
        // Most observations are small.
        for (index, bound) in bounds.enumerated() where value <= bound {
            buckets[index] &+= 1
            return
        }
        buckets[buckets.count - 1] &+= 1
    }

    /// Counts observations of zero.
    mutating func observeZeros(_ count: Int) { buckets[0] &+= UInt64(clamping: count) }
}

/// The same behind a lock that is held for some nanoseconds.
final class Histogram: Sendable {
    let bounds: [Double]
    private let counts: Guarded<HistogramCounts>

    init(_ bounds: [Double]) {
        self.bounds = bounds
        counts = Guarded(HistogramCounts(bounds: bounds))
    }

    func observe(_ value: Double) { counts.withLock { $0.observe(value, bounds: bounds) } }

    func observe(_ duration: Duration) { observe(duration.seconds) }

    var current: HistogramCounts { counts.current }
}
