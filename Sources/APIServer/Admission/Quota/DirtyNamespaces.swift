import AsyncTools

/// Namespaces that have to be counted, for one who counts them.
final class DirtyNamespaces: Sendable {
    private struct State: Sendable {
        var names: Set<String> = []
        var waiter: CheckedContinuation<Void, Never>?
    }

    private let state = Guarded(State())

    func add(_ names: Set<String>) {
        guard !names.isEmpty else { return }
        state.withLock { $0.names.formUnion(names) }
        wake()
    }

    func takeAll() -> Set<String> {
        state.withLock { state in
            defer { state.names = [] }
            return state.names
        }
    }

    /// Returns when there are some, or at a time; `false` when cancelled.
    func wait(until time: ContinuousClock.Instant?) async -> Bool {
        await withTaskGroup(of: Void.self) { group in
            if let time {
                group.addTask {
                    try? await Task.sleep(until: time)
                    self.wake()
                }
            }
            await self.wait()
            group.cancelAll()
        }
        return !Task.isCancelled
    }

    private func wait() async {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let isReady = state.withLock { state in
                    if Task.isCancelled || !state.names.isEmpty { return true }
                    state.waiter = continuation
                    return false
                }
                if isReady { continuation.resume() }
            }
        } onCancel: {
            wake()
        }
    }

    private func wake() {
        let waiter = state.withLock { state in
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }
}
