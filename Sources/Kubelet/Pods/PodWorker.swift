import AsyncTools
import ContainerRuntime
import KubeAPI
import Logging
import Schema

/// Runs one Pod: keeps its state, asks `PodState.plan` what to do, does it, and tells the API.
///
/// ```
/// API watch ─▶ update ─┐                    ┌─▶ perform(action) ─▶ runtime, files
/// CRI events ─▶ changed ─▶ state ─▶ plan ─▶ ┤        │
/// time       ─▶ alarm ─┘      └─▶ status ─▶ PodStatusWriter ─▶ API
///                              └────────── result ◀─┘
/// ```
actor PodWorker {
    nonisolated let uid: String
    nonisolated let key: ObjectKey
    let environment: PodEnvironment
    let writer: PodStatusWriter
    var state: PodState
    private var alarm: Double?
    private struct News: Sendable {
        var pod: Pod?
        var hasVanished = false
    }
    private nonisolated let news = Guarded(News())
    private let wakes: AsyncStream<Void>
    private nonisolated let wakeUp: AsyncStream<Void>.Continuation
    /// Called whenever a container or sandbox of this Pod becomes known, to route the runtime's events.
    let register: @Sendable (_ runtimeID: String, _ podUID: String) -> Void

    /// - Parameter isNew: the runtime is known to hold nothing of this Pod.
    init(
        _ pod: Pod, isNew: Bool, environment: PodEnvironment,
        register: @escaping @Sendable (_ runtimeID: String, _ podUID: String) -> Void
    ) {
        uid = pod.uid
        key = pod.key
        self.environment = environment
        self.register = register
        writer = PodStatusWriter(pod, client: environment.client, logger: environment.logger)
        state = PodState(pod: pod, at: Self.now)
        state.isObserved = isNew
        state.update(pod, at: Self.now)
        (wakes, wakeUp) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
        wakeUp.yield()
    }

    static var now: Double { Double(Timestamp.now.microseconds) / 1_000_000 }

    /// Ends when nothing of the Pod is left on this node, or when cancelled.
    func run() async {
        await withDiscardingTaskGroup { group in
            group.addTask { await self.writer.run() }
            for await _ in wakes {
                step(&group)
                if state.clearance == .forgotten { break }
            }
            group.cancelAll()
        }
    }

    func wake() { wakeUp.yield() }

    private func alarmRang(_ time: Double) {
        if alarm == time { alarm = nil }
        wake()
    }

    /// A new version of the object. Takes effect at the worker's next step; the newest counts.
    nonisolated func update(_ pod: Pod) {
        news.withLock { $0.pod = pod }
        wakeUp.yield()
    }

    /// The object is gone from the API.
    nonisolated func objectVanished() {
        news.withLock { $0.hasVanished = true }
        wakeUp.yield()
    }

    private func takeNews(_ now: Double) {
        let news = news.withLock { news in
            defer { news.pod = nil }
            return news
        }
        if let pod = news.pod {
            let old = state.pod
            state.update(pod, at: now)
            if old.labels != pod.labels || old.annotations != pod.annotations, state.volumesRefreshAt != nil {
                state.volumesRefreshAt = now
            }
        }
        if news.hasVanished, state.clearance != .deleted, state.termination != .vanished {
            let grace = state.pod.metadata.deletionGracePeriodSeconds ?? state.summary.gracePeriod
            state.beginTermination(.vanished, grace: max(grace, 1), at: now)
        }
    }

    /// The runtime's state is to be read again.
    func observeAgain() {
        state.isObserved = false
        wake()
    }

    private func step(_ group: inout DiscardingTaskGroup) {
        let now = Self.now
        takeNews(now)
        enforceDeadline(now)
        let plan = state.plan(at: now)
        for action in plan.actions {
            state.busy.insert(action.operation)
            group.addTask { await self.perform(action) }
        }
        if let wakeAt = plan.wakeAt, alarm.map({ wakeAt < $0 - 0.001 || $0 <= now }) ?? true {
            alarm = wakeAt
            // A far alarm rings once a day for nothing, and stays within the clock's range.
            let delay = min(max(wakeAt - now, 0.001), 86_400)
            group.addTask {
                try? await Task.sleep(for: .seconds(delay))
                await self.alarmRang(wakeAt)
            }
        }
        publish(now)
    }

    private func publish(_ now: Double) {
        guard state.isObserved, !state.hadFinished, state.clearance != .deleted, state.clearance != .forgotten,
            state.termination != .vanished
        else { return }
        let status = state.status(nodeIP: environment.configuration.nodeIP, at: now)
        guard status.json != state.lastStatus.json else { return }
        state.lastStatus = status
        writer.put(status)
    }

    private func enforceDeadline(_ now: Double) {
        guard state.termination == nil, !state.hadFinished, !state.hasFinished, let seconds = state.summary.activeDeadline,
            now >= state.acceptedAt + Double(seconds)
        else { return }
        let message = "Pod was active on the node longer than the specified deadline"
        environment.events.normal(state.pod, nil, "DeadlineExceeded", message)
        state.beginTermination(
            .failed(reason: "DeadlineExceeded", message: message), grace: state.summary.gracePeriod, at: now)
    }

    private func perform(_ action: PodAction) async {
        switch action {
        case .observe: await observe()
        case .prepareVolumes: await prepareVolumes()
        case .refreshVolumes: await refreshVolumes()
        case .measureVolumes: await measureVolumes()
        case .runSandbox(let attempt): await runSandbox(attempt: attempt)
        case .stopSandbox(let id): await stopSandbox(id)
        case .prepareImage(let container): await prepareImage(container)
        case .start(let container, let attempt): await start(container, attempt: attempt)
        case .kill(let container, let id, let grace, let message, let runHook):
            await kill(container, id, grace: grace, message: message, runHook: runHook)
        case .probe(let container, let id, let kind): await probe(container, id, kind)
        case .removeContainers(let ids): await removeContainers(ids)
        case .removeSandboxes(let ids): await removeSandboxes(ids)
        case .reclaim: await reclaim()
        case .deleteObject: await deleteObject()
        case .forget: await forget()
        }
        state.busy.remove(action.operation)
        wake()
    }
}
