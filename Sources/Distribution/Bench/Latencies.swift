import Histogram

/// Durations of one kind of operation, to a microsecond and three significant digits.
struct Latencies: Sendable {
    private var histogram = Histogram<UInt32>(highestTrackableValue: 600_000_000, numberOfSignificantValueDigits: .three)

    var count: Int { Int(clamping: histogram.totalCount) }

    mutating func record(_ duration: Duration) {
        let parts = duration.components
        let microseconds = parts.seconds * 1_000_000 + parts.attoseconds / 1_000_000_000_000
        histogram.record(UInt64(min(max(microseconds, 0), 600_000_000)))
    }

    mutating func add(_ other: Latencies) { histogram.add(other.histogram) }

    func percentile(_ percentile: Double) -> BenchReport.Quantity {
        .init(Double(histogram.valueAtPercentile(percentile)) / 1e6, .seconds)
    }

    var median: BenchReport.Quantity { percentile(50) }

    /// The lowest and highest beside the median, for a handful of runs.
    var spread: [(name: String, value: BenchReport.Quantity)] { [("min", percentile(0)), ("max", percentile(100))] }

    /// For many operations.
    var tail: [(name: String, value: BenchReport.Quantity)] {
        [("p50", percentile(50)), ("p99", percentile(99)), ("max", percentile(100))]
    }
}
