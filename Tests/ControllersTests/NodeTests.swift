import JSON
import KubeAPI
import KubeClient
import Schema
import Testing

@Suite(.timeLimit(.minutes(10))) struct NodeTests {
    private func ready(_ status: String, heartbeat: Timestamp? = nil) -> JSONValue {
        var condition: JSONValue = ["type": "Ready", "status": .string(status), "reason": "Test"]
        if let heartbeat { condition["lastHeartbeatTime"] = heartbeat.json }
        return ["status": ["conditions": [condition]]]
    }

    private func node(_ plane: ControlPlane, _ name: String) async throws -> Node {
        _ = try await plane.client.create(Node(name: name))
        return try await plane.client.patch(
            NodeShape.self, ObjectKey(namespace: "", name: name), .strategic(ready("True")), subresource: "status")
    }

    @Test func everyNodeGetsARangeOfItsOwn() async throws {
        try await ControlPlane.run { plane in
            for number in 1...5 { _ = try await plane.client.create(Node(name: "node-\(number)")) }
            let ranges = try await plane.eventually("five ranges") {
                let ranges = try await plane.client.list(NodeShape.self).items.map(\.spec.podCIDR).filter { !$0.isEmpty }
                return ranges.count == 5 ? ranges : nil
            }
            #expect(Set(ranges) == Set((0..<5).map { "10.42.\($0).0/24" }))
        }
    }

    @Test func aSilentNodeIsMarkedAndItsPodsAreNotReady() async throws {
        try await ControlPlane.run(gracePeriod: .milliseconds(300)) { plane in
            let made = try await node(plane, "node-1")
            let pod = try await plane.client.create(
                Pod(name: "p", namespace: "default") {
                    $0.spec = Make.template().spec
                    $0.spec.nodeName = "node-1"
                })
            try await plane.makeReady(pod, address: "10.42.0.5")
            let lost = try await plane.eventually("the taints") {
                let node = try await plane.client.get(NodeShape.self, made.key)
                return node.spec.taints.contains { $0.key == "node.kubernetes.io/unreachable" } ? node : nil
            }
            // It is the only node: the fault may be here, and no Pod is sent away.
            #expect(lost.spec.taints.map(\.effect) == ["NoSchedule"])
            #expect(lost.status.conditions.first { $0.type == "Ready" }?.status == "Unknown")
            try await plane.eventually("the Pod's end of readiness") {
                try await plane.client.get(PodShape.self, pod.key).status.conditions
                    .first { $0.type == "Ready" && $0.status == "False" }
            }
            _ = try await plane.client.patch(
                NodeShape.self, made.key, .strategic(ready("True")), subresource: "status")
            try await plane.eventually("no taints") {
                let node = try await plane.client.get(NodeShape.self, made.key)
                return node.spec.taints.isEmpty || node.status.conditions.contains { $0.status == "Unknown" } ? true : nil
            }
        }
    }

    @Test func aSilentNodeBesideALivingOneLosesItsPods() async throws {
        try await ControlPlane.run(gracePeriod: .milliseconds(500)) { plane in
            let silent = try await node(plane, "node-1")
            let living = try await node(plane, "node-2")
            var beat = Timestamp.now
            try await plane.eventually("the eviction taint") {
                beat = beat.advanced(bySeconds: 1)
                _ = try await plane.client.patch(
                    NodeShape.self, living.key, .strategic(ready("True", heartbeat: beat)), subresource: "status")
                let taints = try await plane.client.get(NodeShape.self, silent.key).spec.taints
                return taints.contains { $0.key == "node.kubernetes.io/unreachable" && $0.effect == "NoExecute" } ? true : nil
            }
        }
    }

    @Test func podsThatDoNotTolerateATaintAreEvicted() async throws {
        try await ControlPlane.run { plane in
            let made = try await node(plane, "node-1")
            let pod = try await plane.client.create(
                Pod(name: "p", namespace: "default") {
                    $0.spec = Make.template().spec
                    $0.spec.nodeName = "node-1"
                })
            _ = try await plane.client.patch(
                NodeShape.self, made.key,
                .merge(["spec": ["taints": [["key": "broken", "effect": "NoExecute"]]]]))
            try await plane.eventually("the eviction") {
                let live = try await plane.client.find(PodShape.self, pod.key)
                return live?.isBeingDeleted ?? true ? true : nil
            }
        }
    }
}
