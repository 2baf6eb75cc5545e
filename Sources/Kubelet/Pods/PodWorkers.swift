import AsyncTools
import ContainerRuntime
import Files
import KubeAPI
import KubeClient
import Logging
import Schema

/// One worker per Pod of this node: begins them, hands them news of the API and of the runtime, and sweeps up what no
/// Pod answers for.
final class PodWorkers: Sendable {
    private struct State: Sendable {
        var workers: [String: PodWorker] = [:]
        /// Runtime ids (of containers and sandboxes) to Pod UIDs.
        var owners: [String: String] = [:]
        /// Pods of which the runtime held something when the kubelet started.
        var found: Set<String> = []
    }

    private let environment: PodEnvironment
    private let pods: Informer<PodShape>
    private let state = Guarded(State())
    private var logger: Logger { environment.logger }

    init(environment: PodEnvironment) {
        self.environment = environment
        pods = Informer(
            environment.client, PodShape.self, fieldSelector: "spec.nodeName=\(environment.configuration.nodeName)",
            logger: environment.logger)
    }

    /// The Pods of this node as the API has them.
    var all: [Pod] { pods.all }

    subscript(key: ObjectKey) -> Pod? { pods[key] }

    func worker(uid: String) -> PodWorker? { state.current.workers[uid] }

    func run() async throws {
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask { try await self.pods.run() }
            group.addTask { try await self.environment.services.run() }
            group.addTask { try await self.followRuntime() }
            try await findWhatIsThere()
            for await change in pods.changes() { handle(change, &group) }
        }
    }

    // MARK: News of the API

    private func handle(_ change: InformerChange<PodShape>, _ group: inout ThrowingDiscardingTaskGroup<any Error>) {
        switch change {
        case .applied(let pod, let old):
            // A Pod of the same name may have taken the place of another between two looks.
            if let old, old.uid != pod.uid { vanish(old) }
            apply(pod, &group)
        case .deleted(let pod): vanish(pod)
        case .synced:
            group.addTask { await self.sweepOrphans() }
        }
    }

    private func apply(_ pod: Pod, _ group: inout ThrowingDiscardingTaskGroup<any Error>) {
        if let worker = worker(uid: pod.uid) {
            worker.update(pod)
            return
        }
        let isNew = state.withLock { $0.found.remove(pod.uid) == nil }
        let worker = PodWorker(pod, isNew: isNew, environment: environment) { [weak self] id, uid in
            self?.state.withLock { $0.owners[id] = uid }
        }
        state.withLock { $0.workers[pod.uid] = worker }
        logger.info("pod accepted", metadata: ["pod": "\(pod.key)", "uid": "\(pod.uid)"])
        group.addTask {
            await worker.run()
            self.state.withLock { state in
                state.workers[pod.uid] = nil
                state.owners = state.owners.filter { $0.value != pod.uid }
            }
        }
    }

    private func vanish(_ pod: Pod) {
        worker(uid: pod.uid)?.objectVanished()
    }

    // MARK: News of the runtime

    /// Waits for the runtime, then notes of which Pods it holds something.
    private func findWhatIsThere() async throws {
        while true {
            do {
                let uids = Set(try await environment.runtime.sandboxes(podUID: nil).map(\.uid))
                state.withLock { $0.found = uids }
                return
            } catch {
                try Task.checkCancellation()
                logger.debug("runtime does not answer yet", metadata: ["error": "\(error)"])
                try await Task.sleep(for: .milliseconds(50))
            }
        }
    }

    /// Hears of starts and ends as they happen; lists everything every 10 s as a safety net, every second while the
    /// runtime tells of nothing.
    private func followRuntime() async throws {
        let isFollowing = Guarded(false)
        try await withThrowingDiscardingTaskGroup { group in
            group.addTask {
                while !Task.isCancelled {
                    isFollowing.withLock { $0 = true }
                    do {
                        try await self.environment.runtime.events { await self.route($0) }
                    } catch {
                        self.logger.debug("runtime events ended", metadata: ["error": "\(error)"])
                    }
                    isFollowing.withLock { $0 = false }
                    await self.observeAll()
                    try await Task.sleep(for: .milliseconds(200))
                }
            }
            group.addTask {
                while !Task.isCancelled {
                    try await Task.sleep(for: isFollowing.current ? .seconds(10) : .seconds(1))
                    await self.compareAll()
                }
            }
        }
    }

    private func route(_ event: RuntimeEvent) async {
        let worker = state.withLock { state in state.owners[event.containerID].flatMap { state.workers[$0] } }
        guard let worker else { return }
        // Not awaited: one Pod's slow answer must not hold back the others' news.
        Task { await worker.containerChanged(event.containerID, event.kind) }
    }

    func observeAll() async {
        for worker in state.current.workers.values { await worker.observeAgain() }
    }

    /// Asks those workers to look again whose knowledge differs from the runtime's.
    private func compareAll() async {
        guard let containers = try? await environment.runtime.containers(podUID: nil),
            let sandboxes = try? await environment.runtime.sandboxes(podUID: nil)
        else { return }
        for worker in state.current.workers.values {
            let own = containers.filter { $0.labels[RuntimeLabel.podUID] == worker.uid }
            await worker.compare(own, sandboxes.filter { $0.uid == worker.uid })
        }
    }

    // MARK: Orphans

    /// Removes sandboxes, directories and logs of Pods that are not in the API any more.
    private func sweepOrphans() async {
        guard let sandboxes = try? await environment.runtime.sandboxes(podUID: nil) else { return }
        let configuration = environment.configuration
        var orphans: [String: ObjectKey] = [:]
        for sandbox in sandboxes where worker(uid: sandbox.uid) == nil {
            orphans[sandbox.uid] = ObjectKey(namespace: sandbox.namespace, name: sandbox.name)
        }
        for name in FileSystem.names(in: configuration.dataDirectory + "/logs") {
            let parts = name.split(separator: "_", omittingEmptySubsequences: false).map(String.init)
            guard parts.count == 3, worker(uid: parts[2]) == nil else { continue }
            orphans[parts[2]] = ObjectKey(namespace: parts[0], name: parts[1])
        }
        for uid in FileSystem.names(in: configuration.dataDirectory + "/pods") where worker(uid: uid) == nil {
            orphans[uid] = orphans[uid] ?? ObjectKey(namespace: "unknown", name: uid)
        }
        for (uid, key) in orphans {
            do {
                for container in try await environment.runtime.containers(podUID: uid) where container.state == .running {
                    try await environment.runtime.stopContainer(container.id, timeout: 2)
                }
                try await NodeSweep.remove(
                    podUID: uid, key, configuration: configuration, runtime: environment.runtime, cgroups: environment.cgroups)
                logger.info("orphaned pod removed", metadata: ["pod": "\(key)", "uid": "\(uid)"])
            } catch {
                logger.warning("orphaned pod not removed", metadata: ["pod": "\(key)", "error": "\(error)"])
            }
        }
    }
}

extension PodWorker {
    /// Looks again when the runtime's list does not agree with what is known.
    func compare(_ containers: [RuntimeContainer], _ sandboxes: [RuntimeSandbox]) {
        guard state.isObserved, state.busy.isDisjoint(with: [.sandbox, .clearance]) else { return }
        let isStale = containers.contains { container in
            guard let known = state.containers[container.name]?.current, known.id == container.id else { return false }
            return known.state.order < container.state.order
        }
        let lost = state.containers.values.contains { record in
            guard let current = record.current, current.state == .running else { return false }
            return !containers.contains { $0.id == current.id }
        }
        let sandboxIsReady = sandboxes.contains { $0.id == state.sandbox.id && $0.isReady }
        if isStale || lost || state.sandbox.isReady != sandboxIsReady { observeAgain() }
    }
}
