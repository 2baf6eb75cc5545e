/// Wakes one task. What is raised before anybody waits is not lost; raised twice, it wakes once.
package final class Signal: Sendable {
    private enum State: Sendable {
        case lowered, raised
        case awaited(CheckedContinuation<Bool, Never>)
    }

    private let state = Guarded(State.lowered)

    package init() {}

    package func raise() { take(.raised)?.resume(returning: true) }

    /// Returns once it is raised, and lowers it; `false` when the calling task is cancelled. One task may wait at a time.
    package func wait() async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let answer: Bool? = state.withLock { state in
                    // Under the lock: a cancellation before this is seen here, one after it finds who waits.
                    if Task.isCancelled { return false }
                    if case .raised = state {
                        state = .lowered
                        return true
                    }
                    state = .awaited(continuation)
                    return nil
                }
                if let answer { continuation.resume(returning: answer) }
            }
        } onCancel: {
            take(.lowered)?.resume(returning: false)
        }
    }

    /// Who waits, who is then to be told; with nobody there, a raised signal stays raised.
    private func take(_ next: State) -> CheckedContinuation<Bool, Never>? {
        state.withLock { state in
            if case .awaited(let continuation) = state {
                state = .lowered
                return continuation
            }
            if case .raised = next { state = .raised }
            return nil
        }
    }
}
