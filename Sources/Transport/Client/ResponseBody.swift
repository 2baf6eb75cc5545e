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
