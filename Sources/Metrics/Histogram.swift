import AsyncTools

/// How many observations were at most so large, for each of some bounds.
package struct HistogramCounts: Sendable {
    /// One per bound, and one for what is greater than all.
    package private(set) var buckets: [UInt64]
    package private(set) var sum = 0.0

    init(buckets: [UInt64], sum: Double) {
        self.buckets = buckets
        self.sum = sum
    }

    package init(bounds: [Double]) { buckets = Array(repeating: 0, count: bounds.count + 1) }

    package var count: UInt64 { buckets.reduce(0, &+) }

    package mutating func observe(_ value: Double, bounds: [Double]) {
        sum += value
        // Most observations are small.
        for (index, bound) in bounds.enumerated() where value <= bound {
            buckets[index] &+= 1
            return
        }
        buckets[buckets.count - 1] &+= 1
    }

    /// Counts observations of zero.
    package mutating func observeZeros(_ count: Int) { buckets[0] &+= UInt64(clamping: count) }
}

/// The same behind a lock that is held for some nanoseconds.
package final class Histogram: Sendable {
    package let bounds: [Double]
    private let counts: Guarded<HistogramCounts>

    package init(_ bounds: [Double]) {
        self.bounds = bounds
        counts = Guarded(HistogramCounts(bounds: bounds))
    }

    package func observe(_ value: Double) { counts.withLock { $0.observe(value, bounds: bounds) } }

    package func observe(_ duration: Duration) { observe(duration.seconds) }

    package var current: HistogramCounts { counts.current }
}

extension Duration {
    package var seconds: Double {
        let (seconds, attoseconds) = components
        return Double(seconds) + Double(attoseconds) / 1e18
    }
}
