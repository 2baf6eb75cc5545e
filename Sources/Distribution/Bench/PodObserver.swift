import AsyncTools
import KubeAPI
import KubeClient
import Schema

/// Watches the Pods of a namespace and notes when each was first seen running, and when it was gone.
final class PodObserver: Sendable {
    private struct State: Sendable {
        var isSynced = false
        var running: [String: ContinuousClock.Instant] = [:]
        var gone: Set<String> = []
        var phases: [String: String] = [:]
        /// Why the watch ended, when it was not asked to.
        var failure: String?
    }

    private let client: KubeClient
    private let namespace: String
    private let state = Guarded(State())

    init(_ client: KubeClient, namespace: String) {
        self.client = client
        self.namespace = namespace
    }

    /// Watches until the task is cancelled. When the server refuses, those who wait are told.
    func run() async {
        while !Task.isCancelled {
            do {
                try await watch()
            } catch let error as APIError where error.isGone {
                continue
            } catch {
                return state.withLock { $0.failure = "\(error)" }
            }
        }
    }

    private func watch() async throws {
        let list = try await client.list(PodShape.self, namespace: namespace)
        for pod in list.items { note(pod) }
        state.withLock { $0.isSynced = true }
        for try await event in client.watch(PodShape.self, namespace: namespace, resourceVersion: list.resourceVersion) {
            switch event {
            case .added(let pod), .modified(let pod): note(pod)
            case .deleted(let pod): _ = state.withLock { $0.gone.insert(pod.name) }
            case .bookmark: break
            }
        }
    }

    private func note(_ pod: Pod) {
        let now = ContinuousClock.now
        let phase = pod.status.phase
        state.withLock { state in
            state.phases[pod.name] = phase
            if phase == "Running", state.running[pod.name] == nil { state.running[pod.name] = now }
        }
    }

    func waitUntilSynced(_ deadline: ContinuousClock.Instant) async throws {
        try await wait(deadline, "the first list of Pods") { $0.isSynced ? [] : ["Pods"] }
    }

    /// When the last of the Pods was first seen running.
    func running(_ names: [String], _ deadline: ContinuousClock.Instant) async throws -> ContinuousClock.Instant {
        try await wait(deadline, "running Pods") { state in names.filter { state.running[$0] == nil } }
        return names.compactMap { state.current.running[$0] }.max() ?? .now
    }

    func gone(_ names: [String], _ deadline: ContinuousClock.Instant) async throws {
        try await wait(deadline, "the removal of Pods") { state in names.filter { !state.gone.contains($0) } }
    }

    /// The instants are noted as events arrive, so that looking now and then costs no precision.
    private func wait(
        _ deadline: ContinuousClock.Instant, _ what: String, _ missing: @Sendable (State) -> [String]
    ) async throws {
        while true {
            let (rest, failure) = state.withLock { (missing($0), $0.failure) }
            guard let first = rest.first else { return }
            if let failure { throw UserError("the watch of Pods ended: \(failure)", advice: "") }
            guard ContinuousClock.now < deadline else {
                let phase = state.current.phases[first] ?? "unknown"
                throw UserError(
                    "waited too long for \(what): \(rest.count) missing, \(first) is \(phase)",
                    advice: "look at `kubectl -n \(namespace) describe pods`, or give a longer --timeout")
            }
            try await Task.sleep(for: .milliseconds(4))
        }
    }
}
