import ContainerRuntime
import KubeAPI
import Logging
import Schema

extension PodWorker {
    /// Reads everything the runtime holds of this Pod.
    func observe() async {
        do {
            let known = Set(state.containers.values.compactMap { $0.current?.id })
            async let sandboxes = environment.runtime.sandboxes(podUID: uid)
            let containers = try await environment.runtime.containers(podUID: uid)
            var statuses: [RuntimeContainerStatus] = []
            for container in containers where needsDetail(container) {
                var status = try await environment.runtime.containerStatus(container.id)
                status.sandboxID = container.sandboxID
                statuses.append(status)
            }
            await take(try await sandboxes)
            for status in statuses.sorted(by: { $0.attempt < $1.attempt }) { take(status) }
            endLost(known.subtracting(containers.map(\.id)))
            state.isObserved = true
        } catch {
            environment.logger.warning("pod not observed", metadata: ["pod": "\(key)", "error": "\(error)"])
            try? await Task.sleep(for: .milliseconds(500))
        }
    }

    /// What the runtime no longer has cannot run: without an end it would never be started again, nor its Pod be removed.
    private func endLost(_ ids: Set<String>) {
        for (name, record) in state.containers where !state.busy.contains(.container(name)) {
            guard var lost = record.current, ids.contains(lost.id), lost.state == .running || lost.state == .created
            else { continue }
            lost.state = .unknown
            lost.finishedAt = Int64(Self.now * 1e9)
            take(lost)
        }
    }

    private func needsDetail(_ container: RuntimeContainer) -> Bool {
        let record = state.containers[container.name]
        for known in [record?.current, record?.previous] where known?.id == container.id { return known?.state != .exited }
        return !(record?.outdated.contains(container.id) ?? false)
    }

    private func take(_ sandboxes: [RuntimeSandbox]) async {
        let ordered = sandboxes.sorted { $0.attempt < $1.attempt }
        guard let newest = ordered.last else {
            if state.sandbox.id != nil, !state.busy.contains(.sandbox) { state.sandbox = .none }
            return
        }
        for sandbox in ordered { register(sandbox.id, uid) }
        guard !state.busy.contains(.sandbox), newest.attempt >= state.sandbox.attempt else { return }
        state.oldSandboxes = ordered.dropLast().map(\.id)
        if newest.isReady {
            if state.sandbox.isReady, state.sandbox.id == newest.id { return }
            let addresses = (try? await environment.runtime.sandboxStatus(newest.id).addresses) ?? []
            state.sandbox = .ready(id: newest.id, attempt: newest.attempt, addresses: addresses)
            if !addresses.isEmpty { state.addresses = addresses }
        } else if state.sandbox != .stopped(id: newest.id, attempt: newest.attempt) {
            state.sandbox = .broken(id: newest.id, attempt: newest.attempt)
        }
    }

    /// Takes what the runtime says of one container. Older news than what is known is ignored.
    func take(_ status: RuntimeContainerStatus) {
        register(status.id, uid)
        var record = state.containers[status.name] ?? ContainerRecord()
        var status = status
        if let known = record.current, known.id == status.id {
            if status.sandboxID.isEmpty { status.sandboxID = known.sandboxID }
            guard status.state.order >= known.state.order else { return }
            record.current = status
            if known.state != status.state { changed(&record, from: known.state) }
        } else if let known = record.current, known.attempt > status.attempt {
            if record.previous == nil || status.attempt > (record.previous?.attempt ?? 0) {
                if let older = record.previous { record.outdated.append(older.id) }
                record.previous = status
                readTerminationMessage(status, &record)
            } else if record.previous?.id != status.id, !record.outdated.contains(status.id) {
                record.outdated.append(status.id)
            }
        } else {
            if let known = record.current {
                if let older = record.previous { record.outdated.append(older.id) }
                record.previous = known
            }
            record.current = status
            // Found, not started by us: its hook has run before, and its earlier ends count for the back-off.
            record.hasRunPostStart = true
            if status.attempt > 0, record.restarts.delay == 0 { record.restarts.restarting() }
            changed(&record, from: .created)
        }
        state.containers[status.name] = record
    }

    private func changed(_ record: inout ContainerRecord, from old: RuntimeContainerState) {
        guard let current = record.current else { return }
        switch current.state {
        case .running: beginProbes(current, &record)
        case .exited, .unknown:
            record.probes = [:]
            record.killReason = nil
            record.image = nil
            record.waiting = nil
            record.restarts.ended(startedAt: Double(current.startedAt) / 1e9, finishedAt: Double(current.finishedAt) / 1e9)
            readTerminationMessage(current, &record)
            noteBackOff(current, record)
        case .created: break
        }
    }

    private func noteBackOff(_ current: RuntimeContainerStatus, _ record: ContainerRecord) {
        guard state.termination == nil, let summary = state.summary[current.name], state.shouldRestart(summary, record),
            state.startTime(record) > Self.now
        else { return }
        environment.events.warning(
            state.pod, current.name, "BackOff",
            "Back-off restarting failed container \(current.name) in pod \(key.name)_\(key.namespace)(\(uid))")
    }

    private func beginProbes(_ current: RuntimeContainerStatus, _ record: inout ContainerRecord) {
        guard let summary = state.summary[current.name] else { return }
        let started = Double(current.startedAt) / 1e9
        record.probes = [:]
        if let settings = summary.startup {
            record.probes[.startup] = ProbeTrack(settings, startedAt: started, initially: .unknown)
        }
        if let settings = summary.liveness {
            record.probes[.liveness] = ProbeTrack(settings, startedAt: started, initially: .success)
        }
        if let settings = summary.readiness {
            record.probes[.readiness] = ProbeTrack(settings, startedAt: started, initially: .failure)
        }
    }

    /// Something happened to one container; asks for its state until the runtime has caught up with its own event.
    func containerChanged(_ id: String, _ kind: RuntimeEvent.Kind) async {
        guard let name = state.containers.first(where: { $0.value.current?.id == id })?.key else {
            if state.sandbox.id == id, kind == .exited { await sandboxEnded(id) }
            return
        }
        guard kind == .exited else { return }
        var delay = Duration.milliseconds(4)
        while delay < .seconds(2) {
            await refresh(name, id)
            guard state.containers[name]?.current?.id == id, state.containers[name]?.isRunning ?? false else { return }
            try? await Task.sleep(for: delay)
            delay *= 2
        }
    }

    private func sandboxEnded(_ id: String) async {
        var delay = Duration.milliseconds(4)
        while delay < .seconds(2), case .ready(id, let attempt, _) = state.sandbox, !state.busy.contains(.sandbox) {
            let isReady = (try? await environment.runtime.sandboxStatus(id).isReady) ?? false
            if !isReady, state.sandbox.id == id, state.sandbox.isReady, !state.busy.contains(.sandbox) {
                state.sandbox = .broken(id: id, attempt: attempt)
                let message = "Pod sandbox changed, it will be killed and re-created."
                if state.termination == nil { environment.events.normal(state.pod, nil, "SandboxChanged", message) }
                wake()
                return
            }
            try? await Task.sleep(for: delay)
            delay *= 2
        }
    }

    func refresh(_ name: String, _ id: String) async {
        guard let status = try? await environment.runtime.containerStatus(id) else { return }
        take(status)
        wake()
    }
}

extension RuntimeContainerState {
    /// States are only ever left in this order.
    var order: Int {
        switch self {
        case .created: 0
        case .running: 1
        case .exited, .unknown: 2
        }
    }
}
