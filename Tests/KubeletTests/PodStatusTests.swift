import ContainerRuntime
import JSON
import KubeAPI
import Schema
import Testing

@testable import Kubelet

struct PodStatusTests {
    private func status(_ state: PodState, at now: Double = 200) -> PodStatus { state.status(nodeIP: "172.30.0.2", at: now) }

    @Test func newPodIsPendingWithContainersBeingCreated() {
        let status = status(PodState(pod: Example.pod(), at: 100))
        #expect(status.phase == "Pending")
        #expect(status.containerStatuses.first?.state.waiting?.reason == "ContainerCreating")
        #expect(status.startTime?.seconds == 100)
        #expect(status.qosClass == "BestEffort")
        #expect(
            status.conditions.map(\.type) == [
                "PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled",
            ])
        #expect(status.conditions.map(\.status) == ["False", "True", "False", "False", "True"])
        #expect(status.podIP.isEmpty)
    }

    @Test func runningPodIsReadyWithItsAddress() {
        var state = Example.ready(Example.pod())
        state.containers["main"] = Example.running("main")
        let status = status(state)
        #expect(status.phase == "Running")
        #expect(status.conditions.allSatisfy { $0.status == "True" })
        #expect(status.podIPs.map(\.ip) == ["10.42.0.5"])
        #expect(status.hostIP == "172.30.0.2")
        #expect(status.containerStatuses.first?.started == true)
        #expect(status.containerStatuses.first?.containerID == "containerd://main-0")
    }

    @Test func conditionKeepsItsTimeWhileItsStatusStays() {
        var state = Example.ready(Example.pod())
        state.containers["main"] = Example.running("main")
        state.lastStatus = status(state, at: 200)
        #expect(status(state, at: 300).json == state.lastStatus.json)
        state.containers["main"] = Example.ended("main", exitCode: 1)
        let ready = status(state, at: 300).conditions.first { $0.type == "Ready" }
        #expect(ready?.status == "False")
        #expect(ready?.lastTransitionTime?.seconds == 300)
        #expect(ready?.message == "containers with unready status: [main]")
    }

    @Test func evictedPodSaysWhy() {
        var state = Example.ready(Example.pod())
        state.containers["main"] = Example.ended("main", exitCode: 137)
        state.beginTermination(.failed(reason: Termination.evicted, message: "too much"), grace: 1, at: 150)
        let status = status(state)
        #expect(status.phase == "Failed")
        #expect(status.reason == "Evicted")
        #expect(status.message == "too much")
        let target = status.conditions.first { $0.type == "DisruptionTarget" }
        #expect(target?.status == "True")
        #expect(target?.reason == "TerminationByKubelet")
    }

    @Test func failedStartShowsTheRuntimesReasonUnlessTheContainerWroteOne() {
        var state = Example.ready(Example.pod("Never"))
        var record = Example.ended("main", exitCode: 128)
        record.current?.reason = "StartError"
        record.current?.message = "exec: not found"
        record.terminationMessages["main-0"] = ""
        state.containers["main"] = record
        #expect(status(state).containerStatuses.first?.state.terminated?.message == "exec: not found")
        state.containers["main"]?.terminationMessages["main-0"] = "own words"
        #expect(status(state).containerStatuses.first?.state.terminated?.message == "own words")
    }

    @Test func containerInBackOffWaitsWithItsLastStateBesideIt() {
        var state = Example.ready(Example.pod())
        var record = Example.ended("main", exitCode: 2, finishedAt: 199)
        record.restarts.restarting()
        state.containers["main"] = record
        let container = status(state).containerStatuses.first
        #expect(container?.state.waiting?.reason == "CrashLoopBackOff")
        #expect(container?.state.waiting?.message == "back-off 10s restarting failed container=main pod=web_default(uid-1)")
        #expect(container?.lastState.terminated?.exitCode == 2)
        #expect(status(state).phase == "Running")
    }

    @Test(arguments: [
        ("Never", Int32(0), "Succeeded"), ("Never", 1, "Failed"), ("OnFailure", 0, "Succeeded"), ("OnFailure", 1, "Running"),
        ("Always", 0, "Running"),
    ])
    func phaseAfterTheEnd(policy: String, exitCode: Int32, phase: String) {
        var state = Example.ready(Example.pod(policy))
        state.containers["main"] = Example.ended("main", exitCode: exitCode)
        #expect(state.phase == phase)
    }

    @Test func deletedPodThatIsStillEndsInAFinalPhase() {
        var state = Example.ready(Example.pod())
        state.containers["main"] = Example.ended("main", exitCode: 143)
        state.beginTermination(.deleted, grace: 30, at: 100)
        #expect(status(state).phase == "Failed")
        #expect(status(state).containerStatuses.first?.state.terminated?.exitCode == 143)
    }

    @Test func podPastItsDeadlineFailsOnceItIsStill() {
        var state = Example.ready(Example.pod())
        state.containers["main"] = Example.running("main")
        state.beginTermination(.failed(reason: "DeadlineExceeded", message: "too long"), grace: 1, at: 100)
        #expect(status(state).phase == "Running")
        state.containers["main"] = Example.ended("main", exitCode: 137)
        #expect(status(state).phase == "Failed")
        #expect(status(state).reason == "DeadlineExceeded")
    }

    @Test func readinessGateHoldsThePodBack() {
        var pod = Example.pod()
        var spec = pod.spec
        spec.readinessGates = [PodReadinessGate { $0.conditionType = "example.com/go" }]
        pod.spec = spec
        var state = Example.ready(pod)
        state.containers["main"] = Example.running("main")
        let conditions = status(state).conditions
        #expect(conditions.first { $0.type == "ContainersReady" }?.status == "True")
        #expect(conditions.first { $0.type == "Ready" }?.reason == "ReadinessGatesNotReady")
    }

    @Test func patchTakesBackWhatIsGoneAndReplacesAddresses() {
        let old = PodStatus {
            $0.phase = "Failed"
            $0.reason = "Evicted"
            $0.podIPs = [PodIP { $0.ip = "10.42.0.1" }]
        }
        let new = PodStatus {
            $0.phase = "Failed"
            $0.podIPs = [PodIP { $0.ip = "10.42.0.2" }]
        }
        let patch = StatusPatch.between(old, new)
        #expect(patch["reason"] == .null)
        #expect(patch["podIPs"] == [["$patch": "replace"], ["ip": "10.42.0.2"]])
    }
}

struct QOSClassTests {
    private func spec(_ resources: ResourceRequirements...) -> PodSpec {
        PodSpec { $0.containers = resources.map { given in Example.container("c") { $0.resources = given } } }
    }

    private func resources(requests: [String: Quantity] = [:], limits: [String: Quantity] = [:]) -> ResourceRequirements {
        ResourceRequirements {
            $0.requests = requests
            $0.limits = limits
        }
    }

    @Test func classFollowsRequestsAndLimits() {
        let full = ["cpu": Quantity(1), "memory": Quantity(bytes: 1 << 20)]
        #expect(QOSClass(spec(resources())) == .bestEffort)
        #expect(QOSClass(spec(resources(limits: full))) == .guaranteed)
        #expect(QOSClass(spec(resources(requests: full, limits: full))) == .guaranteed)
        #expect(QOSClass(spec(resources(requests: full))) == .burstable)
        #expect(QOSClass(spec(resources(limits: full), resources())) == .burstable)
        #expect(QOSClass(spec(resources(limits: ["cpu": Quantity(1)]))) == .burstable)
    }
}
