import ContainerRuntime
import KubeAPI
import Schema

extension PodState {
    /// Decides the next steps from what is known. Pure: nothing happens here, and the same state gives the same plan.
    ///
    /// ```
    /// observe ─▶ (volumes ‖ sandbox ‖ image) ─▶ init containers, one by one ─▶ containers ─▶ probes …
    ///                                                  end: kill ─▶ stop sandbox ─▶ reclaim ─▶ delete object ─▶ forget
    /// ```
    /// - Parameter now: seconds since 1970.
    func plan(at now: Double) -> PodPlan {
        var plan = PodPlan()
        guard isObserved else {
            plan.actions = [.observe]
            return free(plan)
        }
        if termination != nil || hadFinished || hasFinished {
            planEnd(&plan, now)
        } else {
            planRun(&plan, now)
        }
        planCleanUp(&plan)
        return free(plan)
    }

    /// The plan without what is under way already.
    private func free(_ plan: PodPlan) -> PodPlan {
        var plan = plan
        plan.actions.removeAll { busy.contains($0.operation) }
        return plan
    }

    // MARK: Running

    private func planRun(_ plan: inout PodPlan, _ now: Double) {
        if let deadline = summary.activeDeadline { plan.wake(at: acceptedAt + Double(deadline)) }
        planVolumes(&plan, now)
        planSandbox(&plan, now)
        planKills(&plan)
        let due = containersToStart()
        planImages(&plan, now, due)
        if sandbox.isReady, volumes == .ready { planStarts(&plan, now, due) }
        planProbes(&plan, now)
    }

    private func planVolumes(_ plan: inout PodPlan, _ now: Double) {
        switch volumes {
        case .pending: plan.actions.append(.prepareVolumes)
        case .failed(let retryAt) where now >= retryAt: plan.actions.append(.prepareVolumes)
        case .failed(let retryAt): plan.wake(at: retryAt)
        case .ready:
            for (time, action) in [(volumesRefreshAt, PodAction.refreshVolumes), (volumesMeasureAt, .measureVolumes)] {
                guard let time else { continue }
                if now >= time { plan.actions.append(action) } else { plan.wake(at: time) }
            }
        case .reclaimed: break
        }
    }

    private func planSandbox(_ plan: inout PodPlan, _ now: Double) {
        switch sandbox {
        case .ready: return
        case .broken(let id, _): plan.actions.append(.stopSandbox(id: id))
        case .none, .stopped:
            if let sandboxRetryAt, now < sandboxRetryAt {
                plan.wake(at: sandboxRetryAt)
                return
            }
            let attempt = sandbox == .none ? 0 : sandbox.attempt &+ 1
            plan.actions.append(.runSandbox(attempt: attempt))
        }
    }

    private func planKills(_ plan: inout PodPlan) {
        for container in summary.all {
            guard let record = containers[container.name], record.isRunning, let reason = record.killReason,
                let id = record.current?.id
            else { continue }
            plan.actions.append(
                .kill(
                    container: container.name, id: id, grace: reason.grace ?? summary.gracePeriod, message: reason.message,
                    runHook: container.hasPreStop))
        }
    }

    /// The containers that are to run now but do not, in order; of the init containers at most the next one, and
    /// sidecars that have ended.
    func containersToStart() -> [ContainerSummary] {
        var due: [ContainerSummary] = []
        for container in summary.initial where !hasStartedRegular || container.kind == .sidecar {
            let record = containers[container.name] ?? ContainerRecord()
            let isInSandbox = record.current != nil && belongsToSandbox(record)
            switch container.kind {
            case .sidecar:
                if !isInSandbox || record.hasEnded || wasNeverStarted(record) { due.append(container) }
                if !hasStartedRegular, !(isInSandbox && record.isStarted) { return due }
            default:
                if isInSandbox, record.hasSucceeded { continue }
                if !isInSandbox || shouldRestart(container, record) || wasNeverStarted(record) { due.append(container) }
                return due
            }
        }
        due += summary.regular.filter { container in
            guard let record = containers[container.name], record.current != nil else { return true }
            if record.hasEnded { return shouldRestart(container, record) }
            return !belongsToSandbox(record) || wasNeverStarted(record)
        }
        due += summary.ephemeral.filter { containers[$0.name]?.current == nil }
        return due
    }

    private var hasStartedRegular: Bool {
        summary.regular.contains { container in
            guard let record = containers[container.name], record.current != nil else { return false }
            return belongsToSandbox(record)
        }
    }

    /// Made, but not started: by a kubelet that ended in between. It is left aside and another one made.
    private func wasNeverStarted(_ record: ContainerRecord) -> Bool { record.current?.state == .created }

    private func belongsToSandbox(_ record: ContainerRecord) -> Bool {
        guard let id = sandbox.id, let made = record.current?.sandboxID else { return false }
        return made == id
    }

    private func planImages(_ plan: inout PodPlan, _ now: Double, _ due: [ContainerSummary]) {
        for container in due {
            let record = containers[container.name] ?? ContainerRecord()
            guard record.image == nil else { continue }
            if let retryAt = record.waiting?.retryAt, now < retryAt {
                plan.wake(at: retryAt)
            } else if startTime(record) <= now {
                plan.actions.append(.prepareImage(container: container.name))
            }
        }
    }

    private func planStarts(_ plan: inout PodPlan, _ now: Double, _ due: [ContainerSummary]) {
        // One after another, so that a postStart hook holds back the containers behind it.
        guard !busy.contains(where: { if case .container = $0 { true } else { false } }) else { return }
        for container in due {
            let record = containers[container.name] ?? ContainerRecord()
            let earliest = max(startTime(record), record.waiting?.retryAt ?? 0)
            if earliest > now {
                plan.wake(at: earliest)
            } else if record.image != nil {
                let attempt = record.current.map { $0.attempt &+ 1 } ?? firstAttempt(container.name)
                plan.actions.append(.start(container: container.name, attempt: attempt))
                return
            }
        }
    }

    /// When a container may start again after it ended.
    func startTime(_ record: ContainerRecord) -> Double {
        guard let current = record.current, record.hasEnded else { return 0 }
        return record.restarts.notBefore(finishedAt: Double(current.finishedAt) / 1e9)
    }

    /// Continues the count of the API's status when the runtime has forgotten the container.
    private func firstAttempt(_ name: String) -> UInt32 {
        let statuses = pod.status.containerStatuses + pod.status.initContainerStatuses
        guard let known = statuses.first(where: { $0.name == name }), !known.containerID.isEmpty else { return 0 }
        return UInt32(clamping: known.restartCount) &+ 1
    }

    private func planProbes(_ plan: inout PodPlan, _ now: Double) {
        for container in summary.all {
            guard let record = containers[container.name], record.isRunning, record.hasRunPostStart,
                let id = record.current?.id, record.killReason == nil
            else { continue }
            for kind in record.probesToRun {
                guard let track = record.probes[kind] else { continue }
                if track.isDue(at: now) {
                    plan.actions.append(.probe(container: container.name, id: id, kind))
                } else {
                    plan.wake(at: track.nextAt)
                }
            }
        }
    }

    private func planCleanUp(_ plan: inout PodPlan) {
        let outdated = containers.values.flatMap(\.outdated).sorted()
        if !outdated.isEmpty {
            plan.actions.append(.removeContainers(outdated))
        } else if !oldSandboxes.isEmpty, containers.values.allSatisfy({ $0.outdated.isEmpty }) {
            plan.actions.append(.removeSandboxes(oldSandboxes))
        }
    }
}

extension ContainerRecord {
    /// Until the startup probe has succeeded it is the only one.
    var probesToRun: [ProbeKind] {
        if let startup = probes[.startup], startup.result != .success { return [.startup] }
        return [.liveness, .readiness].filter { probes[$0] != nil }
    }
}
