import APIServer
import JSON
import KubeAPI
import Schema
import Testing

/// What `kubectl get pods -o wide` shows of a Pod made an hour before.
private func cells(_ fill: (inout Pod) -> Void) -> [String] {
    var pod = Pod(name: "web", namespace: "default") { $0.spec.containers = [Container { $0.name = "a" }] }
    pod.metadata.creationTimestamp = Timestamp(seconds: 0)
    pod.status.phase = "Running"
    fill(&pod)
    return Columns.columns(for: PodShape.type).cells(pod.json, Timestamp(seconds: 3600)).map { $0.stringValue ?? "?" }
}

private func status(_ name: String, restarts: Int32 = 0, ready: Bool = false, _ state: JSONValue) -> ContainerStatus {
    ContainerStatus {
        $0.name = name
        $0.restartCount = restarts
        $0.ready = ready
        $0.json["state"] = state
    }
}

private let running: JSONValue = ["running": ["startedAt": "1970-01-01T00:00:10Z"]]

@Suite struct PodColumnsTests {
    @Test func runningPodShowsReadyContainersAndPlaces() {
        let row = cells {
            $0.spec.nodeName = "node-1"
            $0.status.podIPs = [PodIP { $0.ip = "10.42.0.5" }]
            $0.status.containerStatuses = [status("a", ready: true, running)]
        }
        #expect(row == ["web", "1/1", "Running", "0", "60m", "10.42.0.5", "node-1", "<none>", "<none>"])
    }

    @Test func restartsSayHowLongAgoTheLastOneWas() {
        let row = cells {
            var container = status("a", restarts: 2, ["waiting": ["reason": "CrashLoopBackOff"]])
            container.lastState.terminated = ContainerStateTerminated { $0.finishedAt = Timestamp(seconds: 3420) }
            $0.status.containerStatuses = [container]
        }
        #expect(row[1...3] == ["0/1", "CrashLoopBackOff", "2 (3m ago)"])
    }

    @Test(
        arguments: [
            (["waiting": ["reason": "PodInitializing"]], "Init:0/2"),
            (["waiting": ["reason": "ImagePullBackOff"]], "Init:ImagePullBackOff"),
            (["terminated": ["exitCode": 3]], "Init:ExitCode:3"),
            (["terminated": ["exitCode": 0, "signal": 9]], "Init:1/2"),
            (["terminated": ["exitCode": 1, "reason": "Error"]], "Init:Error"),
            (running, "Init:0/2"),
        ] as [(JSONValue, String)])
    func initContainersShowTheirProgress(state: JSONValue, text: String) {
        let row = cells {
            $0.spec.initContainers = [Container { $0.name = "i" }, Container { $0.name = "j" }]
            $0.status.phase = "Pending"
            $0.status.initContainerStatuses = [status("i", state), status("j", ["waiting": ["reason": "PodInitializing"]])]
            $0.status.containerStatuses = [status("a", ["waiting": ["reason": "PodInitializing"]])]
        }
        #expect(row[2] == text)
    }

    @Test func sidecarsCountAsContainers() {
        let row = cells {
            $0.spec.initContainers = [
                Container {
                    $0.name = "proxy"
                    $0.restartPolicy = "Always"
                }
            ]
            var sidecar = status("proxy", ready: true, running)
            sidecar.started = true
            $0.status.initContainerStatuses = [sidecar]
            $0.status.containerStatuses = [status("a", ready: true, running)]
        }
        #expect(row[1...2] == ["2/2", "Running"])
    }

    @Test func endedContainersGiveTheirReasonOrCode() {
        #expect(
            cells { $0.status.containerStatuses = [status("a", ["terminated": ["exitCode": 0, "reason": "Completed"]])] }[2]
                == "Completed")
        #expect(cells { $0.status.containerStatuses = [status("a", ["terminated": ["exitCode": 7]])] }[2] == "ExitCode:7")
        #expect(
            cells { $0.status.containerStatuses = [status("a", ["terminated": ["exitCode": 0, "signal": 9]])] }[2]
                == "Signal:9")
    }

    @Test func podWhoseOneContainerIsDoneIsStillRunning() {
        let done: JSONValue = ["terminated": ["exitCode": 0, "reason": "Completed"]]
        let both = [status("a", done), status("b", ready: true, running)]
        #expect(cells { $0.status.containerStatuses = both }[2] == "NotReady")
        let ready = PodCondition {
            $0.type = "Ready"
            $0.status = "True"
        }
        let row = cells {
            $0.status.containerStatuses = both
            $0.status.conditions = [ready]
        }
        #expect(row[2] == "Running")
    }

    @Test func deletedEvictedAndGatedPodsSaySo() {
        #expect(cells { $0.metadata.deletionTimestamp = .zero }[2] == "Terminating")
        let finished = cells {
            $0.metadata.deletionTimestamp = .zero
            $0.status.phase = "Succeeded"
        }
        #expect(finished[2] == "Succeeded")
        let evicted = cells {
            $0.status.phase = "Failed"
            $0.status.reason = "Evicted"
        }
        #expect(evicted[2] == "Evicted")
        let gated = cells {
            $0.status.conditions = [
                PodCondition {
                    $0.type = "PodScheduled"
                    $0.reason = "SchedulingGated"
                }
            ]
        }
        #expect(gated[2] == "SchedulingGated")
    }
}
