import JSON
import KubeAPI
import KubeClient
import Scheduler
import Schema
import TestSupport
import Testing

@Suite(.timeLimit(.minutes(10))) struct SchedulerServiceTests {
    private func run(_ body: @Sendable @escaping (KubeClient) async throws -> Void) async throws {
        try await TestCluster.run { cluster in
            // As in a real cluster: with no more rights than the scheduler has there.
            let scheduler = SchedulerService(
                client: cluster.client(user: "system:kube-scheduler", groups: ["system:authenticated"]),
                logger: TestCluster.quiet)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await scheduler.run() }
                defer { group.cancelAll() }
                try await body(cluster.client)
            }
        }
    }

    private struct TimedOut: Error { let what: String }

    @discardableResult
    private func eventually<R>(_ what: String, _ question: () async throws -> R?) async throws -> R {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if let answer = try await question() { return answer }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw TimedOut(what: what)
    }

    private func createNode(_ client: KubeClient, _ name: String, cpu: String = "4") async throws {
        _ = try await client.create(Node(name: name))
        // New nodes are tainted until they have said that they are ready.
        _ = try await client.patch(
            NodeShape.self, ObjectKey(namespace: "", name: name), .merge(["spec": ["taints": .null]]))
        _ = try await client.patch(
            NodeShape.self, ObjectKey(namespace: "", name: name),
            .merge([
                "status": ["allocatable": ["cpu": .string(cpu), "memory": "8Gi", "pods": "110"]]
            ]), subresource: "status")
    }

    private func pod(_ name: String, cpu: String = "100m", _ fill: (inout PodSpec) -> Void = { _ in }) -> Pod {
        Pod(name: name, namespace: "default") {
            $0.spec.containers = [
                Container {
                    $0.name = "c"
                    $0.image = "image:1"
                    $0.resources = ResourceRequirements { $0.requests = ["cpu": Quantity(cpu) ?? .zero] }
                }
            ]
            fill(&$0.spec)
        }
    }

    private func events(_ client: KubeClient, _ reason: String) async throws -> [Event] {
        try await client.list(EventShape.self, namespace: "default").items.filter { $0.reason == reason }
    }

    @Test func aPodIsBoundAndTheEventSaysWhere() async throws {
        try await run { client in
            try await createNode(client, "node-1")
            let made = try await client.create(pod("p"))
            let bound = try await eventually("the binding") {
                let pod = try await client.get(PodShape.self, made.key)
                return pod.spec.nodeName.isEmpty ? nil : pod
            }
            #expect(bound.spec.nodeName == "node-1")
            #expect(bound.status.conditions.first { $0.type == "PodScheduled" }?.status == "True")
            let event = try await eventually("the event") { try await events(client, "Scheduled").first }
            #expect(event.message == "Successfully assigned default/p to node-1")
            #expect(event.type == "Normal")
        }
    }

    @Test func aBurstIsSpreadEvenlyAndNeverOvercommits() async throws {
        try await run { client in
            for number in 1...3 { try await createNode(client, "node-\(number)", cpu: "1") }
            for number in 0..<32 { _ = try await client.create(pod("p\(number)")) }
            let pods = try await eventually("thirty bindings") {
                let pods = try await client.list(PodShape.self, namespace: "default").items
                let isSettled = pods.filter { $0.spec.nodeName.isEmpty }
                    .allSatisfy { $0.status.conditions.contains { $0.reason == "Unschedulable" } }
                return isSettled && pods.count == 32 ? pods : nil
            }
            let perNode = Dictionary(grouping: pods, by: \.spec.nodeName).mapValues(\.count)
            #expect(perNode == ["node-1": 10, "node-2": 10, "node-3": 10, "": 2])
        }
    }

    @Test func aPodThatFitsNowhereIsExplainedAndBoundOnceANodeComes() async throws {
        try await run { client in
            try await createNode(client, "small", cpu: "1")
            let made = try await client.create(pod("p", cpu: "2"))
            let message =
                "0/1 nodes are available: 1 Insufficient cpu. no new claims to deallocate, preemption: "
                + "0/1 nodes are available: 1 Preemption is not helpful for scheduling."
            let condition = try await eventually("the condition") {
                try await client.get(PodShape.self, made.key).status.conditions
                    .first { $0.type == "PodScheduled" && $0.status == "False" }
            }
            #expect(condition.reason == "Unschedulable")
            #expect(condition.message == message)
            let event = try await eventually("the event") { try await events(client, "FailedScheduling").first }
            #expect(event.message == message)
            #expect(event.type == "Warning")
            try await createNode(client, "large", cpu: "4")
            try await eventually("the binding") {
                try await client.get(PodShape.self, made.key).spec.nodeName == "large" ? true : nil
            }
        }
    }

    @Test func roomThatIsFreedGoesToTheOneThatWaits() async throws {
        try await run { client in
            try await createNode(client, "node-1", cpu: "1")
            let first = try await client.create(pod("first", cpu: "800m"))
            try await eventually("the first binding") {
                try await client.get(PodShape.self, first.key).spec.nodeName.isEmpty ? nil : true
            }
            let second = try await client.create(pod("second", cpu: "800m"))
            try await eventually("the refusal") {
                try await client.get(PodShape.self, second.key).status.conditions.first { $0.reason == "Unschedulable" }
            }
            try await client.delete(PodShape.self, first.key, .init(gracePeriodSeconds: 0))
            try await eventually("the second binding") {
                try await client.get(PodShape.self, second.key).spec.nodeName.isEmpty ? nil : true
            }
        }
    }

    @Test func gatedPodsWaitForTheirGates() async throws {
        try await run { client in
            try await createNode(client, "node-1")
            let gated = try await client.create(
                pod("gated") { $0.schedulingGates = [PodSchedulingGate { $0.name = "example.com/later" }] })
            let free = try await client.create(pod("free"))
            try await eventually("the free one's binding") {
                try await client.get(PodShape.self, free.key).spec.nodeName.isEmpty ? nil : true
            }
            #expect(try await client.get(PodShape.self, gated.key).spec.nodeName.isEmpty)
            _ = try await client.patch(
                PodShape.self, gated.key, .json([["op": "remove", "path": "/spec/schedulingGates"]]))
            try await eventually("the gated one's binding") {
                try await client.get(PodShape.self, gated.key).spec.nodeName.isEmpty ? nil : true
            }
        }
    }
}
