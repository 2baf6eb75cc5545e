import AsyncTools

/// One end of a tunnel within this process. What one end writes the other reads; a writer waits while the other end has
/// more than 64 KiB to read.
package final class MemoryTunnel: ByteTunnel {
    private let incoming: MemoryPipe
    private let outgoing: MemoryPipe

    private init(incoming: MemoryPipe, outgoing: MemoryPipe) {
        self.incoming = incoming
        self.outgoing = outgoing
    }

    /// The two ends.
    package static func pair() -> (near: MemoryTunnel, far: MemoryTunnel) {
        let there = MemoryPipe()
        let back = MemoryPipe()
        return (MemoryTunnel(incoming: back, outgoing: there), MemoryTunnel(incoming: there, outgoing: back))
    }

    package func read() async throws -> [UInt8]? { try await incoming.bytes.next() }

    package func write(_ bytes: [UInt8]) async throws { try await outgoing.write(bytes) }

    package func finishWriting() async { outgoing.bytes.finish() }

    /// What this end has written can still be read at the other; what the other has written is lost.
    package func close() async {
        outgoing.bytes.finish()
        incoming.bytes.finish(.closed)
    }
}

/// One direction of a `MemoryTunnel`.
private final class MemoryPipe: Sendable {
    private enum Writer: Sendable {
        case none
        case roomCame
        case waiting(CheckedContinuation<Void, Never>)
    }

    let bytes: InboundBytes
    private let writer: Guarded<Writer>

    init() {
        let writer = Guarded(Writer.none)
        self.writer = writer
        bytes = InboundBytes(resumeReading: { Self.wake(writer) })
    }

    func write(_ chunk: [UInt8]) async throws {
        try Task.checkCancellation()
        guard bytes.push(chunk) else { throw TransportError.closed }
        while !bytes.admitRead() {
            await withTaskCancellationHandler {
                await withCheckedContinuation { continuation in
                    let resumed = writer.withLock { writer in
                        if case .roomCame = writer {
                            writer = .none
                            return true
                        }
                        writer = .waiting(continuation)
                        return false
                    }
                    if resumed { continuation.resume() }
                }
            } onCancel: {
                Self.wake(writer)
            }
            try Task.checkCancellation()
        }
    }

    private static func wake(_ writer: Guarded<Writer>) {
        let waiting: CheckedContinuation<Void, Never>? = writer.withLock { writer in
            guard case .waiting(let continuation) = writer else {
                writer = .roomCame
                return nil
            }
            writer = .none
            return continuation
        }
        waiting?.resume()
    }
}
