package import Metrics

/// What a queue counts of its keys.
package final class WorkQueueStatistics: Sendable {
    /// A microsecond to a quarter of an hour, each ten times the last.
    static let bounds: [Double] = [1e-6, 1e-5, 1e-4, 1e-3, 0.01, 0.1, 1, 10, 100, 1000]

    let added = Counter()
    let repeated = Counter()
    /// Ready to be worked on.
    let depth = Gauge()
    let waits = Histogram(bounds)
    let passes = Histogram(bounds)

    init() {}
}

/// The queues of some controllers in numbers.
package struct WorkQueueMetrics: MetricSource {
    private let queues: [(name: String, statistics: WorkQueueStatistics)]

    package init(_ queues: [(name: String, statistics: WorkQueueStatistics)]) {
        self.queues = queues.sorted { $0.name < $1.name }
    }

    package func write(to text: inout MetricsText) {
        text.family("workqueue_adds_total", .counter, "Keys put in a queue.")
        for queue in queues { text.sample(["name": queue.name], queue.statistics.added.value) }
        text.family("workqueue_depth", .gauge, "Keys that wait in a queue.")
        for queue in queues { text.sample(["name": queue.name], queue.statistics.depth.value) }
        text.family("workqueue_queue_duration_seconds", .histogram, "Time that a key waits in a queue.")
        for queue in queues {
            text.histogram(["name": queue.name], bounds: WorkQueueStatistics.bounds, queue.statistics.waits.current)
        }
        text.family("workqueue_work_duration_seconds", .histogram, "Time of a pass over a key.")
        for queue in queues {
            text.histogram(["name": queue.name], bounds: WorkQueueStatistics.bounds, queue.statistics.passes.current)
        }
        text.family("workqueue_retries_total", .counter, "Passes that failed and are repeated.")
        for queue in queues { text.sample(["name": queue.name], queue.statistics.repeated.value) }
    }
}
