import ContainerRuntime
import JSON
import KubeAPI
import Schema

extension PodState {
    func containerStatus(_ container: ContainerSummary, _ declared: Container?, at now: Double) -> ContainerStatus {
        let known = lastKnown(container)
        guard let record = containers[container.name], record.current != nil else {
            if let known, termination != nil || hadFinished { return known }
            return notYetCreated(container, declared, known)
        }
        return ContainerStatus {
            $0.name = container.name
            let states = states(container, record, at: now)
            $0.state = states.now
            $0.lastState = states.before
            $0.ready = isReady(container, record)
            $0.started = container.kind == .initial ? record.isRunning : record.isStarted
            $0.restartCount = Int32(clamping: record.restartCount)
            $0.image = container.image
            $0.imageID = record.current?.imageRef ?? ""
            if let id = record.current?.id { $0.containerID = "containerd://\(id)" }
            addDeclared(declared, to: &$0)
        }
    }

    private func lastKnown(_ container: ContainerSummary) -> ContainerStatus? {
        let statuses = lastStatus.containerStatuses + lastStatus.initContainerStatuses + lastStatus.ephemeralContainerStatuses
        return statuses.first { $0.name == container.name && !$0.containerID.isEmpty }
    }

    private func notYetCreated(
        _ container: ContainerSummary, _ declared: Container?, _ known: ContainerStatus?
    ) -> ContainerStatus {
        ContainerStatus {
            $0.name = container.name
            let fallback = summary.initial.isEmpty ? "ContainerCreating" : "PodInitializing"
            $0.state = waiting(containers[container.name]?.waiting ?? WaitingReason(reason: fallback, message: ""))
            $0.lastState =
                known?.state.terminated.map { terminated in ContainerState { $0.terminated = terminated } }
                ?? ContainerState()
            $0.ready = false
            $0.started = false
            $0.restartCount = known?.restartCount ?? 0
            $0.image = container.image
            $0.imageID = ""
            addDeclared(declared, to: &$0)
        }
    }

    private func isReady(_ container: ContainerSummary, _ record: ContainerRecord) -> Bool {
        switch container.kind {
        case .initial: record.hasSucceeded
        case .ephemeral: false
        case .regular, .sidecar: record.isReady && record.killReason == nil
        }
    }

    private func addDeclared(_ declared: Container?, to status: inout ContainerStatus) {
        guard let declared else { return }
        if !declared.resources.requests.isEmpty { status.allocatedResources = declared.resources.requests }
        status.resources = declared.resources
        let mounts = declared.volumeMounts
        guard !mounts.isEmpty else { return }
        status.volumeMounts = mounts.map { mount in
            VolumeMountStatus {
                $0.name = mount.name
                $0.mountPath = mount.mountPath
                if mount.readOnly {
                    $0.readOnly = true
                    $0.recursiveReadOnly = "Disabled"
                }
            }
        }
    }

    // MARK: States

    private struct States {
        var now: ContainerState
        var before = ContainerState()
    }

    private func states(_ container: ContainerSummary, _ record: ContainerRecord, at now: Double) -> States {
        guard let current = record.current else { return States(now: ContainerState()) }
        let previous = record.previous.map { terminated($0, record) } ?? ContainerState()
        switch current.state {
        case .running:
            let running = ContainerState {
                $0.running = ContainerStateRunning { $0.startedAt = Timestamp(microseconds: current.startedAt / 1000) }
            }
            return States(now: running, before: previous)
        case .created:
            let reason = record.waiting ?? WaitingReason(reason: "ContainerCreating", message: "")
            return States(now: waiting(reason), before: previous)
        case .exited, .unknown:
            if !restartsNothing, let reason = waitingAfterEnd(container, record, at: now) {
                return States(now: waiting(reason), before: terminated(current, record))
            }
            return States(now: terminated(current, record), before: previous)
        }
    }

    private func waitingAfterEnd(
        _ container: ContainerSummary, _ record: ContainerRecord, at now: Double
    ) -> WaitingReason? {
        guard shouldRestart(container, record), !initFailedForGood else { return nil }
        if startTime(record) > now {
            let delay = Int64(record.restarts.delay)
            let text = delay < 60 ? "\(delay)s" : "\(delay / 60)m\(delay % 60)s"
            return WaitingReason(
                reason: "CrashLoopBackOff",
                message: "back-off \(text) restarting failed container=\(container.name) "
                    + "pod=\(key.name)_\(key.namespace)(\(uid))")
        }
        return record.waiting
    }

    private func waiting(_ reason: WaitingReason) -> ContainerState {
        ContainerState {
            $0.waiting = ContainerStateWaiting {
                $0.reason = reason.reason
                if !reason.message.isEmpty { $0.message = reason.message }
            }
        }
    }

    private func terminated(_ status: RuntimeContainerStatus, _ record: ContainerRecord) -> ContainerState {
        ContainerState {
            $0.terminated = ContainerStateTerminated {
                $0.exitCode = status.state == .unknown ? 137 : status.exitCode
                let fallback = status.exitCode == 0 ? "Completed" : "Error"
                $0.reason = status.state == .unknown ? "ContainerStatusUnknown" : status.reason.isEmpty ? fallback : status.reason
                let written = record.terminationMessages[status.id] ?? ""
                let message = written.isEmpty ? status.message : written
                if !message.isEmpty { $0.message = message }
                // A container that never ran has no start; the field is shown all the same.
                let startedAt = status.startedAt > 0 ? status.startedAt : status.createdAt
                $0.startedAt = Timestamp(microseconds: startedAt / 1000)
                $0.finishedAt = Timestamp(microseconds: status.finishedAt / 1000)
                $0.containerID = "containerd://\(status.id)"
            }
        }
    }
}
