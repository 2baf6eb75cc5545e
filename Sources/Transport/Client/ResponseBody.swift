/// The body of an answer, as it arrives. Where one piece ends and the next begins means nothing. It can be read once;
/// letting go of it before its end closes the connection.
struct ResponseBody: AsyncSequence, Sendable {
    final class Source: Sendable {
        let inbound: InboundBytes
        private let abandon: @Sendable () -> Void

        init(_ inbound: InboundBytes, abandon: @escaping @Sendable () -> Void) {
            self.inbound = inbound
            self.abandon = abandon
        }

        deinit { abandon() }
    }

    struct AsyncIterator: AsyncIteratorProtocol {
        let source: Source

        func next() async throws -> [UInt8]? { try await source.inbound.next() }
    }

    let source: Source

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(source: source) }
}

extension HTTPBody {
    /// Calls a closure with each piece as it arrives, on the thread that received it, which is quicker than to ask for one after
    /// the other; the closure must not block. Returns at the end. Throws what the stream throws, and
    /// `TransportError.protocolViolation` for a tunnel.
    package func forEach(_ body: @escaping @Sendable ([UInt8]) -> Void) async throws {
        switch self {
        case .bytes(let bytes): body(bytes)
        case .stream(let chunks as ResponseBody): try await chunks.source.inbound.forEach(body)
        case .stream(let chunks): for try await chunk in chunks { body(chunk) }
        case .upgrade: throw TransportError.protocolViolation("an upgraded connection has no body")
        }
    }
}
