import AsyncTools

/// Passes values from one task to another, one at a time: the giver waits until its value was taken.
final class Handoff<Value: Sendable>: Sendable {
    private enum State: Sendable {
        case empty
        case wanted(CheckedContinuation<Value?, any Error>)
        case offered(Value, CheckedContinuation<Bool, Never>)
        case ended((any Error)?)
    }

    private let state = Guarded(State.empty)

    /// Waits until the value was taken. `false`: the task was cancelled or the handoff has ended, and the value is dropped.
    func give(_ value: Value) async -> Bool {
        await withTaskCancellationHandler {
            await withCheckedContinuation { continuation in
                let taker: CheckedContinuation<Value?, any Error>?? = state.withLock { state in
                    if Task.isCancelled { return .some(nil) }
                    switch state {
                    case .wanted(let taker):
                        state = .empty
                        return .some(taker)
                    case .empty:
                        state = .offered(value, continuation)
                        return nil
                    case .offered, .ended: return .some(nil)
                    }
                }
                guard let taker else { return }
                taker?.resume(returning: value)
                continuation.resume(returning: taker != nil)
            }
        } onCancel: {
            let giver: CheckedContinuation<Bool, Never>? = state.withLock { state in
                guard case .offered(_, let giver) = state else { return nil }
                state = .empty
                return giver
            }
            giver?.resume(returning: false)
        }
    }

    /// The next value; `nil` once the handoff ended without an error or the task is cancelled.
    func take() async throws -> Value? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { (continuation: CheckedContinuation<Value?, any Error>) in
                let offer: Offer = state.withLock { state in
                    switch state {
                    case .offered(let value, let giver):
                        state = .empty
                        return .value(value, giver)
                    case .ended(let error): return .ended(error)
                    case .empty where !Task.isCancelled:
                        state = .wanted(continuation)
                        return .none
                    case .empty, .wanted: return .ended(nil)
                    }
                }
                switch offer {
                case .value(let value, let giver):
                    giver.resume(returning: true)
                    continuation.resume(returning: value)
                case .ended(let error?): continuation.resume(throwing: error)
                case .ended(nil): continuation.resume(returning: nil)
                case .none: break
                }
            }
        } onCancel: {
            let taker: CheckedContinuation<Value?, any Error>? = state.withLock { state in
                guard case .wanted(let taker) = state else { return nil }
                state = .empty
                return taker
            }
            taker?.resume(returning: nil)
        }
    }

    private enum Offer {
        case value(Value, CheckedContinuation<Bool, Never>)
        case ended((any Error)?)
        case none
    }

    /// Ends it, with an error for the taker or without. Only the first end counts.
    func end(_ error: (any Error)?) {
        let before: State = state.withLock { state in
            let before = state
            if case .ended = before { return before }
            state = .ended(error)
            return before
        }
        switch before {
        case .wanted(let taker):
            if let error { taker.resume(throwing: error) } else { taker.resume(returning: nil) }
        case .offered(_, let giver): giver.resume(returning: false)
        case .empty, .ended: break
        }
    }
}
