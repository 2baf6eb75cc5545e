import KubeAPI
import Schema

/// The READY, STATUS and RESTARTS cells of a Pod, found from its containers' states.
struct PodStatusText {
    private(set) var reason: String
    private(set) var ready = 0
    private(set) var total: Int
    private var restarts: Int64 = 0
    private var lastRestart: Timestamp?

    /// What the walk over init containers found.
    private struct Initialization {
        var isInitializing = false
        var sidecarRestarts: Int64 = 0
        var lastSidecarRestart: Timestamp?
    }

    init(_ pod: Pod) {
        let status = pod.status
        total = pod.spec.containers.count
        reason = status.reason.isEmpty ? status.phase : status.reason
        if status.conditions.contains(where: { $0.type == "PodScheduled" && $0.reason == "SchedulingGated" }) {
            reason = "SchedulingGated"
        }
        let initialization = readInitContainers(pod)
        if !initialization.isInitializing || Self.isTrue("Initialized", status) {
            restarts = initialization.sidecarRestarts
            lastRestart = initialization.lastSidecarRestart
            readContainers(status)
        }
        guard pod.isBeingDeleted else { return }
        if status.reason == "NodeLost" {
            reason = "Unknown"
        } else if status.phase != "Succeeded", status.phase != "Failed" {
            reason = "Terminating"
        }
    }

    private mutating func readInitContainers(_ pod: Pod) -> Initialization {
        var result = Initialization()
        let declared = pod.spec.initContainers
        let sidecars = Set(declared.filter { $0.restartPolicy == "Always" }.map(\.name))
        total += sidecars.count
        for (index, container) in pod.status.initContainerStatuses.enumerated() {
            count(container)
            let isSidecar = sidecars.contains(container.name)
            if isSidecar {
                result.sidecarRestarts += Int64(container.restartCount)
                result.lastSidecarRestart = Self.later(result.lastSidecarRestart, Self.lastFinish(container))
            }
            if let ended = container.state.terminated, ended.exitCode == 0 { continue }
            if isSidecar, container.started == true {
                if container.ready { ready += 1 }
                continue
            }
            reason = "Init:" + (Self.trouble(container) ?? "\(index)/\(declared.count)")
            result.isInitializing = true
            break
        }
        return result
    }

    private mutating func readContainers(_ status: PodStatus) {
        var hasRunning = false
        for container in status.containerStatuses.reversed() {
            count(container)
            if let waiting = container.state.waiting, !waiting.reason.isEmpty {
                reason = waiting.reason
            } else if let ended = container.state.terminated {
                reason = Self.text(ended)
            } else if container.ready, container.state.running != nil {
                hasRunning = true
                ready += 1
            }
        }
        // One container has ended well while another goes on.
        if reason == "Completed", hasRunning { reason = Self.isTrue("Ready", status) ? "Running" : "NotReady" }
    }

    private mutating func count(_ container: ContainerStatus) {
        restarts += Int64(container.restartCount)
        lastRestart = Self.later(lastRestart, Self.lastFinish(container))
    }

    /// Why an init container is not done; `nil` when it simply runs or waits for its turn.
    private static func trouble(_ container: ContainerStatus) -> String? {
        if let ended = container.state.terminated { return text(ended) }
        guard let waiting = container.state.waiting, !waiting.reason.isEmpty, waiting.reason != "PodInitializing" else {
            return nil
        }
        return waiting.reason
    }

    private static func text(_ ended: ContainerStateTerminated) -> String {
        if !ended.reason.isEmpty { return ended.reason }
        return ended.signal != 0 ? "Signal:\(ended.signal)" : "ExitCode:\(ended.exitCode)"
    }

    private static func lastFinish(_ container: ContainerStatus) -> Timestamp? {
        container.lastState.terminated?.finishedAt
    }

    private static func later(_ left: Timestamp?, _ right: Timestamp?) -> Timestamp? {
        guard let left, let right else { return left ?? right }
        return max(left, right)
    }

    private static func isTrue(_ condition: String, _ status: PodStatus) -> Bool {
        status.conditions.contains { $0.type == condition && $0.status == "True" }
    }

    /// `2`, or `2 (3m ago)` when the time of the last restart is known.
    func restarts(now: Timestamp) -> String {
        guard restarts != 0, let lastRestart else { return "\(restarts)" }
        return "\(restarts) (\(HumanDuration.since(lastRestart, now: now)) ago)"
    }
}
