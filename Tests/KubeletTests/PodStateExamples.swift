import ContainerRuntime
import KubeAPI
import Schema

@testable import Kubelet

/// Pods and states to test decisions with.
enum Example {
    static func pod(
        _ restartPolicy: String = "Always", initial: [Container] = [], containers: [Container] = [container("main")]
    ) -> Pod {
        Pod(name: "web", namespace: "default") {
            var metadata = $0.metadata
            metadata.uid = "uid-1"
            $0.metadata = metadata
            $0.spec = PodSpec {
                $0.restartPolicy = restartPolicy
                $0.initContainers = initial
                $0.containers = containers
                $0.terminationGracePeriodSeconds = 30
            }
        }
    }

    static func container(_ name: String, _ change: (inout Container) -> Void = { _ in }) -> Container {
        Container {
            $0.name = name
            $0.image = "busybox"
            change(&$0)
        }
    }

    /// A Pod whose sandbox and volumes are there.
    static func ready(_ pod: Pod) -> PodState {
        var state = PodState(pod: pod, at: 100)
        state.isObserved = true
        state.sandbox = .ready(id: "s0", attempt: 0, addresses: ["10.42.0.5"])
        state.addresses = ["10.42.0.5"]
        state.volumes = .ready
        return state
    }

    static func running(_ name: String, attempt: UInt32 = 0) -> ContainerRecord {
        var record = ContainerRecord()
        record.current = status(name, .running, attempt: attempt)
        record.hasRunPostStart = true
        return record
    }

    static func ended(_ name: String, exitCode: Int32, attempt: UInt32 = 0, finishedAt: Double = 100) -> ContainerRecord {
        var record = ContainerRecord()
        var status = status(name, .exited, attempt: attempt)
        status.exitCode = exitCode
        status.finishedAt = Int64(finishedAt * 1e9)
        record.current = status
        record.hasRunPostStart = true
        return record
    }

    static func status(_ name: String, _ state: RuntimeContainerState, attempt: UInt32) -> RuntimeContainerStatus {
        var status = RuntimeContainerStatus(id: "\(name)-\(attempt)", name: name, attempt: attempt, state: state)
        status.sandboxID = "s0"
        status.startedAt = 100_000_000_000
        return status
    }

    static let image = PreparedImage(id: "sha256:1", uid: nil, userName: "")
}
