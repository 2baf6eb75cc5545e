import AsyncTools
import KubeAPI
import Schema

/// The changes that one subscriber has not taken yet: at most one for each object, so a slow subscriber costs no more
/// than the cache does. Later changes of an object are merged into the waiting one.
final class ChangeBuffer<S: Resource>: Sendable {
    private enum Entry {
        case object(ObjectKey)
        case synced
    }

    private struct State: Sendable {
        var order = FIFO<Entry>()
        var pending: [ObjectKey: InformerChange<S>] = [:]
        var waiter: CheckedContinuation<Void, Never>?
        var isFinished = false

        mutating func forget(_ key: ObjectKey) {
            order.removeLast { if case .object(key) = $0 { true } else { false } }
        }
    }

    private let state = Guarded(State())

    func push(_ key: ObjectKey, _ change: InformerChange<S>) {
        wake { state in
            let waiting = state.pending[key]
            let merged = Self.merge(waiting, change)
            state.pending[key] = merged
            if waiting == nil {
                state.order.append(.object(key))
            } else if merged == nil {
                // Came and went unseen. Keeping its place would let a churn of names fill the memory.
                state.forget(key)
            }
        }
    }

    func pushSynced() { wake { $0.order.append(.synced) } }

    func finish() { wake { $0.isFinished = true } }

    /// The next change; waits for one. `nil` once finished or cancelled. One reader at a time.
    func next() async -> InformerChange<S>? {
        while !Task.isCancelled {
            if let ready = take() { return ready.change }
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let isReady = state.withLock { state in
                        guard state.order.isEmpty, !state.isFinished else { return true }
                        state.waiter = continuation
                        return false
                    }
                    if isReady { continuation.resume() }
                }
            } onCancel: {
                finish()
            }
        }
        return nil
    }

    private struct Ready: Sendable { let change: InformerChange<S>? }

    /// `nil` when the reader has to wait.
    private func take() -> Ready? {
        state.withLock { state -> Ready? in
            while let entry = state.order.popFirst() {
                switch entry {
                case .synced: return Ready(change: .synced)
                case .object(let key):
                    if let change = state.pending.removeValue(forKey: key) { return Ready(change: change) }
                }
            }
            return state.isFinished ? Ready(change: nil) : nil
        }
    }

    private func wake(_ change: (inout State) -> Void) {
        let waiter = state.withLock { state -> CheckedContinuation<Void, Never>? in
            guard !state.isFinished else { return nil }
            change(&state)
            defer { state.waiter = nil }
            return state.waiter
        }
        waiter?.resume()
    }

    /// The one change that stands for two in a row.
    static func merge(_ first: InformerChange<S>?, _ second: InformerChange<S>) -> InformerChange<S>? {
        switch (first, second) {
        case (.applied(_, let old), .applied(let new, _)): return .applied(new, old: old)
        case (.applied(_, nil), .deleted): return nil
        case (.deleted(let old), .applied(let new, _)): return .applied(new, old: old)
        default: return second
        }
    }
}
