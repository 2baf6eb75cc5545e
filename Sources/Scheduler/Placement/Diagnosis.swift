/// Why no node will do: each node's rejections.
struct Diagnosis: Sendable {
    let nodeCount: Int
    let rejections: [[Rejection]]
    let mayPreempt: Bool

    /// The text that Kubernetes puts in the Pod's condition and the `FailedScheduling` event.
    var message: String {
        guard nodeCount > 0 else { return "no nodes available to schedule pods" }
        return Self.summary(nodeCount, histogram(rejections.map { $0.map(\.reason) })) + " no new claims to deallocate, "
            + preemptionMessage
    }

    private var preemptionMessage: String {
        guard mayPreempt else { return "preemption: not eligible due to preemptionPolicy=Never." }
        let outcomes = rejections.map { reasons in
            reasons.allSatisfy(\.isHelpedByPreemption)
                ? ["No preemption victims found for incoming pod"] : ["Preemption is not helpful for scheduling"]
        }
        return "preemption: " + Self.summary(nodeCount, histogram(outcomes))
    }

    private static func summary(_ nodeCount: Int, _ reasons: [String]) -> String {
        "0/\(nodeCount) nodes are available: \(reasons.joined(separator: ", "))."
    }

    /// `3 Insufficient cpu`, sorted as text, which is how Kubernetes sorts them.
    private func histogram(_ reasons: [[String]]) -> [String] {
        var counts: [String: Int] = [:]
        for reason in reasons.joined() { counts[reason, default: 0] += 1 }
        return counts.map { "\($0.value) \($0.key)" }.sorted()
    }
}
