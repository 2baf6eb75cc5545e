import Addresses
import KubeAPI
import Schema
import Testing

@testable import Controllers

@Suite struct NodeRangePoolTests {
    private func range(_ text: String) throws -> IPv4CIDR { try #require(IPv4CIDR(text)) }

    @Test func theLowestFreeRangeIsGiven() throws {
        let pool = NodeRangePool(clusterCIDR: try range("10.42.0.0/16"), nodeMaskSize: 24)
        #expect(pool.firstFree(taken: [])?.description == "10.42.0.0/24")
        let taken = [try range("10.42.0.0/24"), try range("10.42.2.0/24")]
        #expect(pool.firstFree(taken: taken)?.description == "10.42.1.0/24")
    }

    @Test func rangesOfOtherSizesAreRespected() throws {
        let pool = NodeRangePool(clusterCIDR: try range("10.42.0.0/16"), nodeMaskSize: 24)
        #expect(pool.firstFree(taken: [try range("10.42.0.0/22")])?.description == "10.42.4.0/24")
    }

    @Test func anExhaustedRangeGivesNothing() throws {
        let pool = NodeRangePool(clusterCIDR: try range("10.42.0.0/23"), nodeMaskSize: 24)
        #expect(pool.firstFree(taken: [try range("10.42.0.0/24"), try range("10.42.1.0/24")]) == nil)
    }
}

@Suite struct NodeTaintsTests {
    private let now = Timestamp(seconds: 1000)

    private func node(ready: String, taints: [Taint] = [], unschedulable: Bool = false) -> Node {
        Node(name: "n") {
            $0.spec.taints = taints
            if unschedulable { $0.spec.unschedulable = true }
            $0.status.conditions = [
                NodeCondition {
                    $0.type = "Ready"
                    $0.status = ready
                }
            ]
        }
    }

    private func texts(_ node: Node) -> [String] {
        NodeTaints.wanted(for: node, now: now).map { "\($0.key):\($0.effect)" }
    }

    @Test func readinessDecidesTheTaints() {
        #expect(texts(node(ready: "True")).isEmpty)
        #expect(
            texts(node(ready: "False"))
                == ["node.kubernetes.io/not-ready:NoSchedule", "node.kubernetes.io/not-ready:NoExecute"])
        #expect(
            texts(node(ready: "Unknown"))
                == ["node.kubernetes.io/unreachable:NoSchedule", "node.kubernetes.io/unreachable:NoExecute"])
    }

    @Test func whileNoNodeIsReadyNoPodIsSentAway() {
        let lost = NodeTaints.wanted(for: node(ready: "Unknown"), evicts: false, now: now)
        #expect(lost.map(\.effect) == ["NoSchedule"])
    }

    @Test func aTaintWithoutATimeGetsOneWhenItEvicts() {
        func taint(_ effect: String) -> Taint {
            Taint {
                $0.key = "maintenance"
                $0.effect = effect
            }
        }
        let wanted = NodeTaints.wanted(
            for: node(ready: "True", taints: [taint("NoExecute"), taint("NoSchedule")]), now: now)
        #expect(wanted.map(\.timeAdded) == [now, nil])
    }

    @Test func taintsOfOthersStayAndOursGoWhenTheNodeIsWell() {
        let foreign = Taint {
            $0.key = "dedicated"
            $0.value = "db"
            $0.effect = "NoSchedule"
        }
        let ours = Taint {
            $0.key = NodeTaints.unreachable
            $0.effect = "NoExecute"
        }
        #expect(texts(node(ready: "True", taints: [foreign, ours])) == ["dedicated:NoSchedule"])
        #expect(
            texts(node(ready: "True", taints: [foreign], unschedulable: true))
                == ["dedicated:NoSchedule", "node.kubernetes.io/unschedulable:NoSchedule"])
    }

    @Test func aTaintThatStaysKeepsItsTime() {
        let old = Taint {
            $0.key = NodeTaints.unreachable
            $0.effect = "NoExecute"
            $0.timeAdded = Timestamp(seconds: 5)
        }
        let wanted = NodeTaints.wanted(for: node(ready: "Unknown", taints: [old]), now: now)
        #expect(wanted.first { $0.effect == "NoExecute" }?.timeAdded == Timestamp(seconds: 5))
        #expect(wanted.first { $0.effect == "NoSchedule" }?.timeAdded == now)
    }

    @Test func evictionWaitsForTheShortestToleration() {
        let taint = Taint {
            $0.key = NodeTaints.unreachable
            $0.effect = "NoExecute"
            $0.timeAdded = Timestamp(seconds: 900)
        }
        func toleration(_ seconds: Int64?) -> Toleration {
            Toleration {
                $0.key = NodeTaints.unreachable
                $0.operator = "Exists"
                $0.effect = "NoExecute"
                $0.tolerationSeconds = seconds
            }
        }
        typealias Eviction = TaintEvictionController.Eviction
        #expect(Eviction.due([taint], [], now: now) == .at(now))
        #expect(Eviction.due([taint], [toleration(nil)], now: now) == .never)
        #expect(Eviction.due([taint], [toleration(300), toleration(60)], now: now) == .at(Timestamp(seconds: 960)))
        // A Pod that came to the node after the taint has its whole time.
        let late = Timestamp(seconds: 950)
        #expect(Eviction.due([taint], [toleration(60)], boundAt: late, now: now) == .at(Timestamp(seconds: 1010)))
    }
}
