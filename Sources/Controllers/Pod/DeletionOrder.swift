import KubeAPI
import KubeClient
import Schema

/// Which Pods to give up first when there are too many: those whose loss hurts least. Pure.
struct DeletionOrder: Sendable {
    /// Lets users say which Pods are cheaper to lose.
    static let costAnnotation = "controller.kubernetes.io/pod-deletion-cost"

    /// What decides about one Pod, read once.
    struct Candidate: Sendable {
        let pod: Pod
        let isAssigned: Bool
        let phaseRank: Int
        let isReady: Bool
        let cost: Int64
        /// How many Pods of the same application share its node.
        let neighbours: Int
        let readySince: Timestamp
        let restarts: Int32
        let created: Timestamp

        init(_ pod: Pod, neighbours: Int) {
            self.pod = pod
            isAssigned = !pod.spec.nodeName.isEmpty
            phaseRank = ["Pending": 0, "Unknown": 1][pod.status.phase] ?? 2
            isReady = pod.isReady
            cost = pod.annotations[DeletionOrder.costAnnotation].flatMap { Int64($0) } ?? 0
            self.neighbours = neighbours
            readySince = pod.readySince ?? .zero
            restarts = pod.status.containerStatuses.map(\.restartCount).max() ?? 0
            created = pod.metadata.creationTimestamp ?? .zero
        }
    }

    /// The Pods to delete, `count` of them. `related` are the Pods of the whole application, for the spread over nodes.
    static func choose(_ count: Int, from pods: [Pod], related: [Pod]) -> [Pod] {
        var perNode: [String: Int] = [:]
        for pod in related where pod.isActive { perNode[pod.spec.nodeName, default: 0] += 1 }
        let candidates = pods.map { Candidate($0, neighbours: perNode[$0.spec.nodeName] ?? 0) }
        return candidates.sorted(by: goesFirst).prefix(max(count, 0)).map(\.pod)
    }

    static func goesFirst(_ left: Candidate, _ right: Candidate) -> Bool {
        if left.isAssigned != right.isAssigned { return !left.isAssigned }
        if left.phaseRank != right.phaseRank { return left.phaseRank < right.phaseRank }
        if left.isReady != right.isReady { return !left.isReady }
        if left.cost != right.cost { return left.cost < right.cost }
        if left.neighbours != right.neighbours { return left.neighbours > right.neighbours }
        if left.readySince != right.readySince { return left.readySince > right.readySince }
        if left.restarts != right.restarts { return left.restarts > right.restarts }
        if left.created != right.created { return left.created > right.created }
        return left.pod.name < right.pod.name
    }
}
