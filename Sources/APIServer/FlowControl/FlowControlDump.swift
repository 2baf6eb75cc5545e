import Transport

/// The fair queue as people may look at it, under `/debug/api_priority_and_fairness`.
struct FlowControlDump: Sendable {
    private static let root = "/debug/api_priority_and_fairness"

    static var paths: [String] { ["\(root)/dump_priority_levels", "\(root)/dump_queues"] }

    let controller: FlowController

    /// `nil` for any other path.
    func answer(_ path: String) -> HTTPResponse? {
        switch path {
        case Self.paths[0]: Answer.text(levels)
        case Self.paths[1]: Answer.text(queues)
        default: nil
        }
    }

    private var levels: String {
        var lines = [
            "PriorityLevelName, ActiveQueues, IsIdle, IsQuiescing, WaitingRequests, ExecutingRequests, DispatchedRequests, "
                + "CurrentCL"
        ]
        for level in controller.current.levels {
            let now = level.occupation
            let active = now.queues.count { $0.waiting > 0 || $0.executing > 0 }
            lines.append(
                "\(level.name), \(active), \(now.executing == 0 && now.waiting == 0), false, \(now.waiting), "
                    + "\(now.executing), \(now.dispatched), \(now.limits.current)")
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private var queues: String {
        var lines = ["PriorityLevelName, Index, PendingRequests, ExecutingRequests, NextDispatchR"]
        for level in controller.current.levels {
            for (index, queue) in level.occupation.queues.enumerated() {
                lines.append("\(level.name), \(index), \(queue.waiting), \(queue.executing), \(queue.nextStart)")
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }
}
