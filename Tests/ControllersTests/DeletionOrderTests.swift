import KubeAPI
import Schema
import Testing

@testable import Controllers

@Suite struct DeletionOrderTests {
    private func pod(
        _ name: String, node: String = "n1", phase: String = "Running", readySince: Int64? = 100, restarts: Int32 = 0,
        cost: String? = nil, created: Int64 = 50
    ) -> Pod {
        Pod(name: name, namespace: "n") {
            $0.metadata.creationTimestamp = Timestamp(seconds: created)
            if let cost { $0.metadata.annotations = [DeletionOrder.costAnnotation: cost] }
            if !node.isEmpty { $0.spec.nodeName = node }
            $0.status.phase = phase
            $0.status.containerStatuses = [ContainerStatus { $0.restartCount = restarts }]
            if let readySince {
                $0.status.conditions = [
                    PodCondition {
                        $0.type = "Ready"
                        $0.status = "True"
                        $0.lastTransitionTime = Timestamp(seconds: readySince)
                    }
                ]
            }
        }
    }

    private func order(_ pods: [Pod], related: [Pod] = []) -> [String] {
        DeletionOrder.choose(pods.count, from: pods, related: related).map(\.name)
    }

    @Test func podsThatServeNobodyGoFirst() {
        let pods = [
            pod("serving"), pod("not-ready", readySince: nil), pod("pending", phase: "Pending", readySince: nil),
            pod("unassigned", node: "", phase: "Pending", readySince: nil),
        ]
        #expect(order(pods) == ["unassigned", "pending", "not-ready", "serving"])
    }

    @Test func theCheaperPodGoesFirstWhateverItsAge() {
        #expect(order([pod("dear", cost: "10", created: 90), pod("cheap", cost: "-5", created: 10)]) == ["cheap", "dear"])
    }

    @Test func aCrowdedNodeLosesAPodFirst() {
        let pods = [pod("lonely", node: "n1"), pod("crowded", node: "n2")]
        let related = pods + [pod("neighbour", node: "n2")]
        #expect(order(pods, related: related) == ["crowded", "lonely"])
    }

    @Test func laterReadyThenMoreRestartsThenYoungerGoFirst() {
        #expect(order([pod("old", readySince: 10), pod("new", readySince: 20)]) == ["new", "old"])
        #expect(order([pod("calm"), pod("shaky", restarts: 3)]) == ["shaky", "calm"])
        #expect(order([pod("old", created: 1), pod("young", created: 2)]) == ["young", "old"])
    }

    @Test func onlyAsManyAsAskedForAreChosen() {
        let pods = [pod("a"), pod("b"), pod("c")]
        #expect(DeletionOrder.choose(2, from: pods, related: []).count == 2)
        #expect(DeletionOrder.choose(-1, from: pods, related: []).isEmpty)
    }
}
