import ContainerRuntime
import KubeAPI
import Schema
import Testing

@testable import Kubelet

struct PodPlanTests {
    @Test func unknownPodIsObservedFirst() {
        let state = PodState(pod: Example.pod(), at: 0)
        #expect(state.plan(at: 0).actions == [.observe])
    }

    @Test func newPodGetsVolumesSandboxAndImageAtOnce() {
        var state = PodState(pod: Example.pod(), at: 0)
        state.isObserved = true
        #expect(state.plan(at: 0).actions == [.prepareVolumes, .runSandbox(attempt: 0), .prepareImage(container: "main")])
    }

    @Test func whatIsUnderWayIsNotPlannedAgain() {
        var state = PodState(pod: Example.pod(), at: 0)
        state.isObserved = true
        state.busy = [.volumes, .sandbox, .image("main")]
        #expect(state.plan(at: 0).actions.isEmpty)
    }

    @Test func containerStartsOnceEverythingIsThere() {
        var state = Example.ready(Example.pod())
        state.containers["main"] = ContainerRecord(image: Example.image)
        #expect(state.plan(at: 100).actions == [.start(container: "main", attempt: 0)])
        state.volumes = .pending
        #expect(state.plan(at: 100).actions == [.prepareVolumes])
    }

    @Test func initContainersComeOneByOneBeforeTheOthers() {
        let initial = [Example.container("one"), Example.container("two")]
        var state = Example.ready(Example.pod(initial: initial))
        #expect(state.containersToStart().map(\.name) == ["one"])
        state.containers["one"] = Example.running("one")
        #expect(state.containersToStart().isEmpty)
        state.containers["one"] = Example.ended("one", exitCode: 0)
        #expect(state.containersToStart().map(\.name) == ["two"])
        state.containers["two"] = Example.ended("two", exitCode: 0)
        #expect(state.containersToStart().map(\.name) == ["main"])
    }

    @Test func sidecarIsStartedInItsTurnAndRunsOn() {
        let sidecar = Example.container("proxy") { $0.restartPolicy = "Always" }
        var state = Example.ready(Example.pod(initial: [sidecar, Example.container("setup")]))
        #expect(state.containersToStart().map(\.name) == ["proxy"])
        state.containers["proxy"] = Example.running("proxy")
        #expect(state.containersToStart().map(\.name) == ["setup"])
        state.containers["setup"] = Example.ended("setup", exitCode: 0)
        #expect(state.containersToStart().map(\.name) == ["main"])
        state.containers["main"] = Example.running("main")
        state.containers["proxy"] = Example.ended("proxy", exitCode: 1)
        #expect(state.containersToStart().map(\.name) == ["proxy"])
    }

    @Test func failedInitContainerEndsAPodThatNeverRestarts() {
        var state = Example.ready(Example.pod("Never", initial: [Example.container("one")]))
        state.containers["one"] = Example.ended("one", exitCode: 1)
        #expect(state.hasFinished)
        #expect(state.phase == "Failed")
        #expect(state.plan(at: 100).actions == [.stopSandbox(id: "s0")])
    }

    @Test func endedContainerWaitsForItsBackOff() {
        var state = Example.ready(Example.pod())
        var record = Example.ended("main", exitCode: 1, finishedAt: 100)
        record.restarts.restarting()
        state.containers["main"] = record
        let plan = state.plan(at: 101)
        #expect(plan.actions.isEmpty)
        #expect(plan.wakeAt == 110)
        #expect(state.plan(at: 110).actions == [.prepareImage(container: "main")])
    }

    @Test func volumesWithALimitAreMeasuredInTurn() {
        var state = Example.ready(Example.pod())
        state.containers["main"] = Example.running("main")
        state.volumesMeasureAt = 110
        #expect(state.plan(at: 100).wakeAt == 110)
        #expect(state.plan(at: 110).actions == [.measureVolumes])
        state.busy = [.measurement]
        #expect(state.plan(at: 111).actions.isEmpty)
    }

    @Test func restartTakesTheNextAttempt() {
        var state = Example.ready(Example.pod())
        var record = Example.ended("main", exitCode: 0, attempt: 4)
        record.image = Example.image
        state.containers["main"] = record
        #expect(state.plan(at: 100).actions == [.start(container: "main", attempt: 5)])
    }

    @Test func brokenSandboxIsStoppedAndMadeAnew() {
        var state = Example.ready(Example.pod())
        state.sandbox = .broken(id: "s0", attempt: 0)
        state.containers["main"] = Example.ended("main", exitCode: 137)
        #expect(state.plan(at: 100).actions.contains(.stopSandbox(id: "s0")))
        state.sandbox = .stopped(id: "s0", attempt: 0)
        #expect(state.plan(at: 100).actions.contains(.runSandbox(attempt: 1)))
    }

    @Test func deletionKillsThenStopsThenReclaimsThenDeletesThenForgets() {
        var state = Example.ready(Example.pod())
        state.containers["main"] = Example.running("main")
        state.beginTermination(.deleted, grace: 30, at: 100)
        let kill = PodAction.kill(container: "main", id: "main-0", grace: 30, message: "Stopping container main", runHook: false)
        #expect(state.plan(at: 100).actions == [kill])
        state.containers["main"] = Example.ended("main", exitCode: 0)
        #expect(state.plan(at: 101).actions == [.stopSandbox(id: "s0")])
        state.sandbox = .stopped(id: "s0", attempt: 0)
        #expect(state.plan(at: 101).actions == [.reclaim])
        state.clearance = .reclaimed
        #expect(state.plan(at: 101).actions == [.deleteObject])
        state.clearance = .deleted
        #expect(state.plan(at: 101).actions == [.forget])
        state.clearance = .forgotten
        #expect(state.plan(at: 101).actions.isEmpty)
    }

    @Test func shorterGraceKillsAgain() {
        var state = Example.ready(Example.pod())
        state.containers["main"] = Example.running("main")
        state.beginTermination(.deleted, grace: 30, at: 100)
        state.busy = [.kill("main", grace: 30)]
        #expect(state.plan(at: 105).actions.isEmpty)
        state.beginTermination(.deleted, grace: 0, at: 105)
        #expect(state.plan(at: 105).actions.map(\.operation) == [.kill("main", grace: 0)])
    }

    @Test func sidecarsEndLastInTheOppositeOrder() {
        let sidecars = ["a", "b"].map { name in Example.container(name) { $0.restartPolicy = "Always" } }
        var state = Example.ready(Example.pod(initial: sidecars))
        for name in ["a", "b", "main"] { state.containers[name] = Example.running(name) }
        state.beginTermination(.deleted, grace: 30, at: 100)
        func killed() -> [String] {
            state.plan(at: 100).actions.compactMap { if case .kill(let name, _, _, _, _) = $0 { name } else { nil } }
        }
        #expect(killed() == ["main"])
        state.containers["main"] = Example.ended("main", exitCode: 0)
        #expect(killed() == ["b"])
        state.containers["b"] = Example.ended("b", exitCode: 0)
        #expect(killed() == ["a"])
    }

    @Test func podThatWasOverBeforeTheKubeletCameIsNotStartedAgain() {
        var pod = Example.pod("Never")
        pod.status = PodStatus { $0.phase = "Succeeded" }
        var state = PodState(pod: pod, at: 100)
        state.isObserved = true
        #expect(state.plan(at: 100).actions == [.reclaim])
        #expect(state.phase == "Succeeded")
    }

    @Test func startupProbeHoldsBackTheOthers() {
        let settings = ProbeSettings()
        var record = Example.running("main")
        record.probes = [
            .startup: ProbeTrack(settings, startedAt: 0, initially: .unknown),
            .liveness: ProbeTrack(settings, startedAt: 0, initially: .success),
        ]
        #expect(record.probesToRun == [.startup])
        #expect(!record.isStarted)
        _ = record.probes[.startup]?.record(.success, at: 1)
        #expect(record.probesToRun == [.liveness])
        #expect(record.isStarted)
    }
}

extension ContainerRecord {
    init(image: PreparedImage) {
        self.init()
        self.image = image
    }
}
