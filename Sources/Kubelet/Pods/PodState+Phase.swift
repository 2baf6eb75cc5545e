import ContainerRuntime
import KubeAPI
import Schema

extension PodState {
    /// Nothing of the Pod runs or is being started.
    var isStill: Bool {
        !containers.values.contains { $0.isRunning }
            && !busy.contains { operation in
                if case .container = operation { true } else { false }
            }
    }

    /// `Pending`, `Running`, `Succeeded` or `Failed`.
    var phase: String {
        if hadFinished { return lastStatus.phase }
        if case .failed = termination, isStill { return "Failed" }
        if initFailedForGood { return isStill ? "Failed" : "Pending" }
        if termination != nil, isStill, isObserved, sandbox.id != nil || !containers.isEmpty { return endPhase }
        return livePhase
    }

    private var endPhase: String {
        let succeeded = summary.regular.allSatisfy { containers[$0.name]?.hasSucceeded ?? false }
        return succeeded ? "Succeeded" : "Failed"
    }

    private var livePhase: String {
        var waiting = 0
        var running = 0
        var ended = 0
        var succeeded = 0
        for container in summary.regular {
            guard let record = containers[container.name], let current = record.current else {
                waiting += 1
                continue
            }
            switch current.state {
            case .running: running += 1
            case .created: waiting += record.previous == nil ? 1 : 0
            case .exited, .unknown:
                ended += 1
                if record.hasSucceeded { succeeded += 1 }
            }
        }
        if waiting > 0 { return "Pending" }
        if running > 0 || summary.restartPolicy == .always { return "Running" }
        if ended > 0, ended == succeeded { return "Succeeded" }
        if ended > 0, summary.restartPolicy == .never { return "Failed" }
        return "Running"
    }

    /// Every init container has done its part.
    var isInitialized: Bool {
        hadFinished || summary.regular.contains { containers[$0.name]?.current != nil } || incompleteInit.isEmpty
    }

    var incompleteInit: [String] {
        summary.initial.filter { container in
            let record = containers[container.name] ?? ContainerRecord()
            return container.kind == .sidecar ? !record.isStarted : !record.hasSucceeded
        }.map(\.name)
    }
}
