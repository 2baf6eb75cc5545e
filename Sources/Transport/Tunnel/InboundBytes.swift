import AsyncTools

/// Bytes that have arrived and wait for their one reader. Holds little more than `limit` bytes: above that the socket is
/// not read, until the reader has caught up.
final class InboundBytes: Sendable {
    private enum End: Sendable {
        case complete
        case failed(TransportError)
    }

    private typealias Waiting = CheckedContinuation<[UInt8]?, any Error>

    private enum Reader: Sendable {
        /// Waits for the next bytes.
        case one(Waiting)
        /// Is given all bytes as they arrive, and waits for the end.
        case all(@Sendable ([UInt8]) -> Void, Waiting)

        var waiting: Waiting {
            switch self {
            case .one(let waiting), .all(_, let waiting): waiting
            }
        }
    }

    private struct State: Sendable {
        var buffered: [UInt8] = []
        var end: End?
        var reader: Reader?
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
        let (taken, waiting): (Bool, Waiting?) = state.withLock { state in
            guard state.end == nil else { return (false, nil) }
            switch state.reader {
            case .one(let waiting):
                state.reader = nil
                return (true, waiting)
            case .all(let body, _): body(bytes)
            case nil: state.buffered.append(contentsOf: bytes)
            }
            return (true, nil)
        }
        waiting?.resume(returning: bytes)
        return taken
    }

    /// No more bytes will come; those buffered can still be read. The first end counts.
    func finish(_ error: TransportError? = nil) {
        let (waiting, resume): (Waiting?, Bool) = state.withLock { state in
            guard state.end == nil else { return (nil, false) }
            state.end = error.map(End.failed) ?? .complete
            defer {
                state.reader = nil
                state.readHeldBack = false
            }
            return (state.reader?.waiting, state.readHeldBack)
        }
        if resume { resumeReading() }
        guard let waiting else { return }
        if let error { waiting.resume(throwing: error) } else { waiting.resume(returning: nil) }
    }

    /// Everything that has arrived, or the next that does; `nil` at the end. Throws `TransportError`, or
    /// `CancellationError` when the calling task is cancelled.
    func next() async throws -> [UInt8]? { try await wait { .one($0) } }

    /// Calls a closure with all bytes as they arrive, on the thread that received them; it must not block, and not read from
    /// here. Returns at the end. Throws as `next` does.
    func forEach(_ body: @escaping @Sendable ([UInt8]) -> Void) async throws {
        while let early = try await wait({ .all(body, $0) }) { body(early) }
    }

    private func wait(_ reader: @Sendable (Waiting) -> Reader) async throws -> [UInt8]? {
        try await withTaskCancellationHandler {
            try await withCheckedThrowingContinuation { take(or: $0, as: reader($0)) }
        } onCancel: {
            let waiting: Waiting? = state.withLock { state in
                defer { state.reader = nil }
                return state.reader?.waiting
            }
            waiting?.resume(throwing: CancellationError())
        }
    }

    private func take(or continuation: Waiting, as reader: Reader) {
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
            if state.reader != nil { return (.failure(TransportError.protocolViolation("two readers of one stream")), false) }
            state.reader = reader
            return nil
        }
        guard let result else { return }
        if result.resume { resumeReading() }
        continuation.resume(with: result.outcome)
    }
}
