import AsyncTools

/// Bytes that have arrived and wait for their one reader. Holds little more than `limit` bytes: above that the socket is
/// not read, until the reader has caught up.
final class InboundBytes: Sendable {
    private enum End: Sendable {
        case complete
        case failed(TransportError)
    }

    private struct State: Sendable {
        var buffered: [UInt8] = []
        var end: End?
        var waiting: CheckedContinuation<[UInt8]?, any Error>?
        var readHeldBack = false
    }

    private let state = Guarded(State())
    private let limit: Int
    private let resumeReading: @Sendable () -> Void

    init(limit: Int = 64 << 10, resumeReading: @escaping @Sendable () -> Void) {
        self.limit = limit
        self.resumeReading = resumeReading
    }

    /// Whether the socket may be read now. After a `false`, `resumeReading` is called once there is room.
    func admitRead() -> Bool {
        state.withLock { state in
            guard state.buffered.count >= limit, state.end == nil else { return true }
            state.readHeldBack = true
            return false
        }
    }

    /// `false` when the end was told before: the bytes are dropped.
    @discardableResult
    func push(_ bytes: [UInt8]) -> Bool {
        if bytes.isEmpty { return true }
        let (taken, waiting): (Bool, CheckedContinuation<[UInt8]?, any Error>?) = state.withLock { state in
            guard state.end == nil else { return (false, nil) }
            if let waiting = state.waiting {
                state.waiting = nil
                return (true, waiting)
            }
            state.buffered.append(contentsOf: bytes)
            return (true, nil)
        }
        waiting?.resume(returning: bytes)
        return taken
    }

    /// No more bytes will come; those buffered can still be read. The first end counts.
    func finish(_ error: TransportError? = nil) {
        let (waiting, resume): (CheckedContinuation<[UInt8]?, any Error>?, Bool) = state.withLock { state in
            guard state.end == nil else { return (nil, false) }
            state.end = error.map(End.failed) ?? .complete
            defer {
                state.waiting = nil
                state.readHeldBack = false
            }
            return (state.waiting, state.readHeldBack)
        }
        if resume { resumeReading() }
        guard let waiting else { return }
        if let error { waiting.resume(throwing: error) } else { waiting.resume(returning: nil) }
    }

    /// Everything that has arrived, or the next that does; `nil` at the end. Throws `TransportError`, or
    /// `CancellationError` when the calling task is cancelled.
    func next() async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { take(or: $0) }
        } onCancel: {
            let waiting: CheckedContinuation<[UInt8]?, any Error>? = state.withLock { state in
                defer { state.waiting = nil }
                return state.waiting
            }
            waiting?.resume(throwing: CancellationError())
        }
    }

    private func take(or continuation: CheckedContinuation<[UInt8]?, any Error>) {
        let result: (outcome: Result<[UInt8]?, any Error>, resume: Bool)? = state.withLock { state in
            if !state.buffered.isEmpty {
                let bytes = state.buffered
                state.buffered = []
                defer { state.readHeldBack = false }
                return (.success(bytes), state.readHeldBack)
            }
            switch state.end {
            case .complete: return (.success(nil), false)
            case .failed(let error): return (.failure(error), false)
            case nil: break
            }
            // Under the lock: a cancellation before this finds no waiter, one after it finds ours.
            if Task.isCancelled { return (.failure(CancellationError()), false) }
            if state.waiting != nil { return (.failure(TransportError.protocolViolation("two readers of one stream")), false) }
            state.waiting = continuation
            return nil
        }
        guard let result else { return }
        if result.resume { resumeReading() }
        continuation.resume(with: result.outcome)
    }
}
