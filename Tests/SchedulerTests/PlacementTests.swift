import KubeAPI
import Schema
import Testing

@testable import Scheduler

/// The same numbers every time (SplitMix64).
struct FixedNumbers: RandomNumberGenerator {
    private var state: UInt64 = 7

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = (state ^ (state >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}

enum Fixture {
    static func node(
        _ name: String, cpu: String = "4", memory: String = "8Gi", pods: Int64 = 110, labels: [String: String] = [:],
        taints: [(key: String, effect: String)] = [], unschedulable: Bool = false, extra: [String: Quantity] = [:]
    ) -> NodeInfo {
        NodeInfo(
            Node(name: name) {
                $0.metadata.labels = labels.merging(["kubernetes.io/hostname": name]) { mine, _ in mine }
                if unschedulable { $0.spec.unschedulable = true }
                $0.spec.taints = taints.map { taint in
                    Taint {
                        $0.key = taint.key
                        $0.effect = taint.effect
                    }
                }
                var amounts = extra
                amounts["cpu"] = Quantity(cpu)
                amounts["memory"] = Quantity(memory)
                amounts["pods"] = Quantity(pods)
                $0.status.allocatable = amounts
            })
    }

    static func pod(
        _ name: String, cpu: String? = nil, memory: String? = nil, labels: [String: String] = [:], owner: String? = nil,
        _ fill: (inout PodSpec) -> Void = { _ in }
    ) -> PodInfo {
        var pod = Pod(name: name, namespace: "default")
        pod.metadata.uid = "uid-\(name)"
        pod.metadata.labels = labels
        if let owner {
            pod.metadata.ownerReferences = [
                OwnerReference {
                    $0.kind = "ReplicaSet"
                    $0.uid = owner
                    $0.controller = true
                }
            ]
        }
        var requests: [String: Quantity] = [:]
        if let cpu { requests["cpu"] = Quantity(cpu) }
        if let memory { requests["memory"] = Quantity(memory) }
        pod.spec.containers = [
            Container {
                $0.name = "c"
                $0.resources = ResourceRequirements { $0.requests = requests }
            }
        ]
        fill(&pod.spec)
        return PodInfo(pod)
    }

    static func place(_ pod: PodInfo, _ nodes: [NodeInfo]) -> String {
        var generator = FixedNumbers()
        switch Placement.find(for: pod, among: nodes, using: &generator) {
        case .node(let name): return name
        case .nowhere(let diagnosis): return diagnosis.message
        }
    }
}

@Suite struct NodeAccountingTests {
    @Test func aHugePodLeavesTheAccountAsItFoundIt() {
        var node = Fixture.node("n1", memory: "128Gi")
        node.add(Fixture.pod("small", memory: "100Gi"))
        let before = node.used
        let huge = Fixture.pod("huge", memory: "8Ei")
        node.add(huge)
        node.remove(huge.id)
        #expect(node.used == before)
    }
}

@Suite struct PlacementTests {
    private let suffix = " no new claims to deallocate, preemption: "

    @Test func noNodesAtAllIsSaidInKubernetesWords() {
        #expect(Fixture.place(Fixture.pod("p"), []) == "no nodes available to schedule pods")
    }

    @Test func everyReasonIsCounted() {
        let nodes = [
            Fixture.node("a", cpu: "1"), Fixture.node("b", taints: [("k", "NoSchedule")]),
            Fixture.node("c", taints: [("k", "NoExecute")]),
        ]
        #expect(
            Fixture.place(Fixture.pod("p", cpu: "2"), nodes)
                == "0/3 nodes are available: 1 Insufficient cpu, 2 node(s) had untolerated taint(s)." + suffix
                + "0/3 nodes are available: 3 Preemption is not helpful for scheduling.")
    }

    @Test func aFullNodeCouldBeHelpedByPreemption() {
        var node = Fixture.node("a", cpu: "2")
        node.add(Fixture.pod("other", cpu: "1500m"))
        #expect(
            Fixture.place(Fixture.pod("p", cpu: "1"), [node])
                == "0/1 nodes are available: 1 Insufficient cpu." + suffix
                + "0/1 nodes are available: 1 No preemption victims found for incoming pod.")
        let never = Fixture.pod("p", cpu: "1") { $0.preemptionPolicy = "Never" }
        #expect(
            Fixture.place(never, [node]) == "0/1 nodes are available: 1 Insufficient cpu." + suffix
                + "not eligible due to preemptionPolicy=Never.")
    }

    @Test func everyResourceThatFallsShortIsNamed() {
        let pod = Fixture.pod("p", cpu: "8", memory: "16Gi") { spec in
            spec.containers[0].resources.requests["example.com/gpu"] = Quantity(1)
        }
        let message = Fixture.place(pod, [Fixture.node("a", pods: 0)])
        #expect(
            message.hasPrefix(
                "0/1 nodes are available: 1 Insufficient cpu, 1 Insufficient example.com/gpu, 1 Insufficient memory, 1 Too many pods."
            ))
    }

    @Test func cordonedNodesAndWrongLabelsAreRefused() {
        let nodes = [Fixture.node("a", unschedulable: true), Fixture.node("b", labels: ["disk": "hdd"])]
        let pod = Fixture.pod("p") { $0.nodeSelector = ["disk": "ssd"] }
        #expect(
            Fixture.place(pod, nodes).hasPrefix(
                "0/2 nodes are available: 1 node(s) didn't match Pod's node affinity/selector, 1 node(s) were unschedulable."))
        let tolerant = Fixture.pod("p") {
            $0.tolerations = [
                Toleration {
                    $0.key = "node.kubernetes.io/unschedulable"
                    $0.operator = "Exists"
                }
            ]
        }
        #expect(Fixture.place(tolerant, [nodes[0]]) == "a")
    }

    @Test func requiredNodeAffinityTakesAnyOfItsTerms() {
        let pod = Fixture.pod("p") {
            $0.affinity = Affinity {
                $0.nodeAffinity = NodeAffinity {
                    $0.requiredDuringSchedulingIgnoredDuringExecution = NodeSelector {
                        $0.nodeSelectorTerms = [
                            NodeSelectorTerm {
                                $0.matchExpressions = [
                                    NodeSelectorRequirement {
                                        $0.key = "cores"
                                        $0.operator = "Gt"
                                        $0.values = ["8"]
                                    }
                                ]
                            },
                            NodeSelectorTerm {
                                $0.matchFields = [
                                    NodeSelectorRequirement {
                                        $0.key = "metadata.name"
                                        $0.operator = "In"
                                        $0.values = ["b"]
                                    }
                                ]
                            },
                        ]
                    }
                }
            }
        }
        #expect(Fixture.place(pod, [Fixture.node("a", labels: ["cores": "8"]), Fixture.node("b")]) == "b")
        #expect(Fixture.place(pod, [Fixture.node("a", labels: ["cores": "16"]), Fixture.node("c")]) == "a")
    }

    @Test func twoPodsCannotHaveTheSameHostPort() {
        func pod(_ name: String, address: String = "") -> PodInfo {
            Fixture.pod(name) {
                $0.containers[0].ports = [
                    ContainerPort {
                        $0.containerPort = 80
                        $0.hostPort = 8080
                        $0.protocol = "TCP"
                        if !address.isEmpty { $0.hostIP = address }
                    }
                ]
            }
        }
        var node = Fixture.node("a")
        node.add(pod("first", address: "10.0.0.1"))
        #expect(Fixture.place(pod("second", address: "10.0.0.2"), [node]) == "a")
        #expect(
            Fixture.place(pod("third"), [node]).hasPrefix(
                "0/1 nodes are available: 1 node(s) didn't have free ports for the requested pod ports."))
    }

    @Test func podsOfOneOwnerAreSpreadEvenly() {
        var nodes = ["a", "b", "c"].map { Fixture.node($0) }
        for number in 0..<9 {
            let pod = Fixture.pod("p\(number)", cpu: "10m", owner: "set")
            let name = Fixture.place(pod, nodes)
            if let index = nodes.firstIndex(where: { $0.name == name }) { nodes[index].add(pod) }
        }
        #expect(nodes.map(\.pods.count) == [3, 3, 3])
    }

    @Test func podsOfOneOwnerAreSpreadOverZonesToo() {
        let zone = "topology.kubernetes.io/zone"
        var nodes = [("a1", "a"), ("a2", "a"), ("a3", "a"), ("b1", "b")].map { Fixture.node($0.0, labels: [zone: $0.1]) }
        for number in 0..<8 {
            let pod = Fixture.pod("p\(number)", cpu: "10m", owner: "set")
            let name = Fixture.place(pod, nodes)
            if let index = nodes.firstIndex(where: { $0.name == name }) { nodes[index].add(pod) }
        }
        // Two each, were it for the nodes alone; four in each zone, were it for the zones alone.
        #expect(nodes.last?.pods.count == 3)
        #expect(nodes.dropLast().map(\.pods.count).sorted() == [1, 2, 2])
    }

    @Test func theEmptierNodeIsPreferredAndUnwelcomingOnesAreAvoided() {
        var busy = Fixture.node("a")
        busy.add(Fixture.pod("other", cpu: "3", memory: "6Gi"))
        #expect(Fixture.place(Fixture.pod("p", cpu: "100m"), [busy, Fixture.node("b")]) == "b")
        let soft = Fixture.node("b", taints: [("k", "PreferNoSchedule")])
        #expect(Fixture.place(Fixture.pod("p", cpu: "100m"), [busy, soft]) == "a")
    }

    @Test func antiAffinityKeepsPodsApartInBothDirections() {
        func spec(_ spec: inout PodSpec) {
            spec.affinity = Affinity {
                $0.podAntiAffinity = PodAntiAffinity {
                    $0.requiredDuringSchedulingIgnoredDuringExecution = [
                        PodAffinityTerm {
                            $0.topologyKey = "kubernetes.io/hostname"
                            $0.labelSelector = LabelSelector { $0.matchLabels = ["app": "db"] }
                        }
                    ]
                }
            }
        }
        var node = Fixture.node("a")
        node.add(Fixture.pod("first", labels: ["app": "db"], spec))
        #expect(
            Fixture.place(Fixture.pod("second", labels: ["app": "db"], spec), [node]).hasPrefix(
                "0/1 nodes are available: 1 node(s) didn't match pod anti-affinity rules."))
        #expect(
            Fixture.place(Fixture.pod("plain", labels: ["app": "db"]), [node]).hasPrefix(
                "0/1 nodes are available: 1 node(s) didn't satisfy existing pods anti-affinity rules."))
        #expect(Fixture.place(Fixture.pod("other", labels: ["app": "web"]), [node]) == "a")
    }

    @Test func affinityFollowsItsPodsAndTheFirstOfAGroupMayStart() {
        func spec(_ spec: inout PodSpec) {
            spec.affinity = Affinity {
                $0.podAffinity = PodAffinity {
                    $0.requiredDuringSchedulingIgnoredDuringExecution = [
                        PodAffinityTerm {
                            $0.topologyKey = "zone"
                            $0.labelSelector = LabelSelector { $0.matchLabels = ["app": "web"] }
                        }
                    ]
                }
            }
        }
        var nodes = [Fixture.node("a", labels: ["zone": "1"]), Fixture.node("b", labels: ["zone": "2"])]
        #expect(
            Fixture.place(Fixture.pod("stranger", labels: ["app": "x"], spec), nodes).hasPrefix(
                "0/2 nodes are available: 2 node(s) didn't match pod affinity rules."))
        #expect(["a", "b"].contains(Fixture.place(Fixture.pod("first", labels: ["app": "web"], spec), nodes)))
        nodes[1].add(Fixture.pod("first", labels: ["app": "web"]))
        #expect(Fixture.place(Fixture.pod("second", labels: ["app": "x"], spec), nodes) == "b")
    }

    @Test func topologySpreadKeepsTheSkew() {
        func spec(_ spec: inout PodSpec) {
            spec.topologySpreadConstraints = [
                TopologySpreadConstraint {
                    $0.maxSkew = 1
                    $0.topologyKey = "zone"
                    $0.whenUnsatisfiable = "DoNotSchedule"
                    $0.labelSelector = LabelSelector { $0.matchLabels = ["app": "web"] }
                }
            ]
        }
        var nodes = [Fixture.node("a", labels: ["zone": "1"]), Fixture.node("b", cpu: "1", labels: ["zone": "2"])]
        nodes[0].add(Fixture.pod("one", labels: ["app": "web"]))
        #expect(Fixture.place(Fixture.pod("two", labels: ["app": "web"], spec), nodes) == "b")
        let message = Fixture.place(Fixture.pod("two", cpu: "2", labels: ["app": "web"], spec), nodes + [Fixture.node("c")])
        #expect(
            message.hasPrefix(
                "0/3 nodes are available: 1 Insufficient cpu, 1 node(s) didn't match pod topology spread constraints, "
                    + "1 node(s) didn't match pod topology spread constraints (missing required label)."))
    }
}
