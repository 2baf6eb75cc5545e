import KubeAPI
import Schema
import Testing

@testable import Scheduler

@Suite struct SchedulingQueueTests {
    private let start = ContinuousClock.now

    private func expect(
        _ queue: inout SchedulingQueue, at time: ContinuousClock.Instant, _ condition: (PodInfo?) -> Bool,
        sourceLocation: SourceLocation = #_sourceLocation
    ) {
        let pod = queue.pop(now: time)
        #expect(condition(pod), sourceLocation: sourceLocation)
    }

    @Test func higherPriorityGoesFirst() {
        var queue = SchedulingQueue()
        queue.put(Fixture.pod("low"), now: start)
        queue.put(Fixture.pod("high") { $0.priority = 1000 }, now: start)
        expect(&queue, at: start, { $0?.key.name == "high" })
        expect(&queue, at: start, { $0?.key.name == "low" })
        expect(&queue, at: start, { $0 == nil })
    }

    @Test func anUnschedulablePodWaitsForAChangeAndItsBackoff() {
        var queue = SchedulingQueue()
        let pod = Fixture.pod("p")
        queue.put(pod, now: start)
        _ = queue.pop(now: start)
        queue.setUnschedulable(pod.id, now: start)
        _ = queue.releaseDue(now: start + .seconds(30))
        expect(&queue, at: start + .seconds(30), { $0 == nil })
        queue.moveAll(now: start + .milliseconds(100))
        expect(&queue, at: start + .milliseconds(100), { $0 == nil })
        _ = queue.releaseDue(now: start + .seconds(1))
        expect(&queue, at: start + .seconds(1), { $0?.id == pod.id })
    }

    @Test func aChangeDuringTheAttemptIsNotMissed() {
        var queue = SchedulingQueue()
        let pod = Fixture.pod("p")
        queue.put(pod, now: start)
        _ = queue.pop(now: start)
        queue.moveAll(now: start)
        queue.setUnschedulable(pod.id, now: start)
        let next = queue.releaseDue(now: start)
        #expect(next == start + .seconds(1))
    }

    @Test func aRemovedPodIsNotOffered() {
        var queue = SchedulingQueue()
        let pod = Fixture.pod("p")
        queue.put(pod, now: start)
        queue.remove(pod.id)
        expect(&queue, at: start, { $0 == nil })
        #expect(queue.count == 0)
    }

    @Test func backoffGrowsToTenSeconds() {
        #expect(SchedulingQueue.backoff(1) == .seconds(1))
        #expect(SchedulingQueue.backoff(3) == .seconds(4))
        #expect(SchedulingQueue.backoff(50) == .seconds(10))
    }
}

@Suite struct ClusterStateTests {
    private let now = ContinuousClock.now

    private func pod(_ name: String, node: String = "", phase: String = "Pending", cpu: String = "1") -> Pod {
        Pod(name: name, namespace: "default") {
            $0.metadata.uid = "uid-\(name)"
            if !node.isEmpty { $0.spec.nodeName = node }
            $0.spec.containers = [
                Container { $0.resources = ResourceRequirements { $0.requests = ["cpu": Quantity(cpu) ?? .zero] } }
            ]
            $0.status.phase = phase
        }
    }

    private func node(_ name: String, cpu: Int64 = 2) -> Node {
        Node(name: name) { $0.status.allocatable = ["cpu": Quantity(cpu), "pods": Quantity(110)] }
    }

    private func used(_ state: ClusterState, _ name: String) -> Int64? {
        state.candidates.first { $0.name == name }?.used.milliCPU
    }

    @Test func anAssumedPodTakesRoomUntilItsBindingFails() throws {
        var state = ClusterState(schedulerName: "default-scheduler")
        state.apply(node("a"), now: now)
        state.apply(pod("p"), now: now)
        let popped = state.popPending(now: now)
        let waiting = try #require(popped)
        let isAssumed = state.assume(waiting, on: "a")
        #expect(isAssumed)
        #expect(used(state, "a") == 1000)
        state.bindingFailed(waiting.id, now: now)
        #expect(used(state, "a") == 0)
    }

    @Test func theWatchConfirmsAnAssumedPodWithoutCountingItTwice() throws {
        var state = ClusterState(schedulerName: "default-scheduler")
        state.apply(node("a"), now: now)
        state.apply(pod("p"), now: now)
        let popped = state.popPending(now: now)
        let waiting = try #require(popped)
        _ = state.assume(waiting, on: "a")
        state.apply(pod("p", node: "a"), now: now)
        state.bindingFailed(waiting.id, now: now)
        #expect(used(state, "a") == 1000)
        state.apply(pod("p", node: "a", phase: "Succeeded"), now: now)
        #expect(used(state, "a") == 0)
    }

    @Test func podsOfOtherSchedulersAndGatedOnesDoNotWaitHere() {
        var state = ClusterState(schedulerName: "default-scheduler")
        var other = pod("other")
        other.spec.schedulerName = "mine"
        var gated = pod("gated")
        gated.spec.schedulingGates = [PodSchedulingGate { $0.name = "later" }]
        state.apply(other, now: now)
        state.apply(gated, now: now)
        let none = state.popPending(now: now)
        #expect(none == nil)
        gated.spec.schedulingGates = []
        state.apply(gated, now: now)
        let freed = state.popPending(now: now)
        #expect(freed?.key.name == "gated")
    }

    @Test func aPodOfANodeThatIsNotThereYetCountsOnceItComes() {
        var state = ClusterState(schedulerName: "default-scheduler")
        state.apply(pod("p", node: "late"), now: now)
        #expect(state.candidates.isEmpty)
        state.apply(node("late"), now: now)
        #expect(used(state, "late") == 1000)
        state.removeNode("late")
        #expect(state.candidates.isEmpty)
        state.replacePods([], now: now)
        state.apply(node("late"), now: now)
        #expect(used(state, "late") == 0)
    }
}
