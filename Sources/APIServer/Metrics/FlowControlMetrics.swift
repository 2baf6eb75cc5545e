import Metrics

/// The fair queue in numbers.
struct FlowControlMetrics: Sendable, MetricSource {
    let controller: FlowController

    func write(to text: inout MetricsText) {
        writeFlows(controller.statistics, to: &text)
        writeLevels(controller.current.levels, to: &text)
    }

    private func writeFlows(_ flows: [FlowStatistics], to text: inout MetricsText) {
        func labels(_ flow: FlowStatistics) -> MetricsText.Labels {
            ["flow_schema": flow.schema, "priority_level": flow.level]
        }
        text.family("apiserver_flowcontrol_dispatched_requests_total", .counter, "Requests that got a seat.")
        for flow in flows { text.sample(labels(flow), flow.dispatched.value) }
        text.family("apiserver_flowcontrol_rejected_requests_total", .counter, "Requests that got none, by why.")
        for flow in flows {
            for (refusal, count) in flow.rejected.sorted(by: { $0.key.rawValue < $1.key.rawValue }) where count.value > 0 {
                text.sample(
                    ["flow_schema": flow.schema, "priority_level": flow.level, "reason": refusal.rawValue], count.value)
            }
        }
        text.family("apiserver_flowcontrol_current_inqueue_requests", .gauge, "Requests that wait for a seat.")
        for flow in flows { text.sample(labels(flow), flow.waiting.value) }
        text.family("apiserver_flowcontrol_current_executing_requests", .gauge, "Requests that have a seat.")
        for flow in flows { text.sample(labels(flow), flow.executing.value) }
        text.family("apiserver_flowcontrol_request_wait_duration_seconds", .histogram, "Time until a request got a seat.")
        for flow in flows {
            var waits = flow.waits.current
            waits.observeZeros(flow.dispatched.value - Int(clamping: waits.count))
            text.histogram(
                ["execute": "true", "flow_schema": flow.schema, "priority_level": flow.level], bounds: FlowStatistics.bounds,
                waits)
        }
        text.family("apiserver_flowcontrol_request_execution_seconds", .histogram, "Time that a request had its seat.")
        for flow in flows {
            text.histogram(
                ["flow_schema": flow.schema, "priority_level": flow.level, "type": "regular"],
                bounds: FlowStatistics.bounds, flow.executions.current)
        }
    }

    private func writeLevels(_ levels: [PriorityLevel], to text: inout MetricsText) {
        let levels = levels.map { ($0.name, $0.occupation) }
        func gauge(_ name: String, _ help: String, _ value: (PriorityLevel.Occupation) -> Int) {
            text.family("apiserver_flowcontrol_\(name)", .gauge, help)
            for (level, occupation) in levels { text.sample(["priority_level": level], value(occupation)) }
        }
        gauge("nominal_limit_seats", "A level's part of the server by its shares.") { $0.limits.nominal }
        gauge("lower_limit_seats", "What a level never lends.") { $0.limits.minimum }
        gauge("upper_limit_seats", "What a level may have by borrowing.") { $0.limits.maximum }
        gauge("current_limit_seats", "What a level has now.") { $0.limits.current }
        gauge("current_executing_seats", "Seats in use.") { $0.seatsInUse }
    }
}
