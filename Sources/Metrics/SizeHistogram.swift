/// How many things were of which size, counted without a lock: for what happens very often.
package final class SizeHistogram: Sendable {
    /// 1 KiB to 128 KiB, each twice the last.
    package static let bounds = (0..<8).map { Double(1024 << $0) }

    private let buckets = (0...8).map { _ in Counter() }
    private let sum = Counter()

    package init() {}

    package func observe(_ size: Int) {
        let bits = Int.bitWidth - max(0, size - 1).leadingZeroBitCount
        buckets[min(max(0, bits - 10), 8)].add()
        sum.add(size)
    }

    package var current: HistogramCounts {
        HistogramCounts(buckets: buckets.map { UInt64(clamping: $0.value) }, sum: Double(sum.value))
    }
}
