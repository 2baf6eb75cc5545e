import Metrics

/// What became of the requests of one FlowSchema in one priority level.
final class FlowStatistics: Sendable {
    static let bounds: [Double] = [0, 0.005, 0.02, 0.05, 0.1, 0.2, 0.5, 1, 2, 5, 10, 15, 30]

    let schema: String
    let level: String
    let dispatched = Counter()
    let executing = Gauge()
    let waiting = Gauge()
    let rejected: [PriorityLevel.Refusal: Counter]
    /// Of those that waited at all.
    let waits = Histogram(bounds)
    let executions = Histogram(bounds)

    init(schema: String, level: String) {
        self.schema = schema
        self.level = level
        rejected = Dictionary(uniqueKeysWithValues: PriorityLevel.Refusal.allCases.map { ($0, Counter()) })
    }
}
