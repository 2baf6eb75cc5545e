import Transport

/// Calls a closure when the last one who holds it lets go.
final class EndObserver: Sendable {
    private let ended: @Sendable () -> Void

    init(_ ended: @escaping @Sendable () -> Void) { self.ended = ended }

    deinit { ended() }
}

/// A streamed body that tells when it is over: read to its end, cut, or let go of.
struct ObservedStream<Base: AsyncSequence<[UInt8], any Error> & Sendable>: AsyncSequence, Sendable {
    struct AsyncIterator: AsyncIteratorProtocol {
        fileprivate var base: Base.AsyncIterator
        fileprivate var observer: EndObserver?

        mutating func next() async throws -> [UInt8]? {
            let chunk = try await base.next(isolation: #isolation)
            if chunk == nil { observer = nil }
            return chunk
        }
    }

    let base: Base
    let observer: EndObserver

    func makeAsyncIterator() -> AsyncIterator { AsyncIterator(base: base.makeAsyncIterator(), observer: observer) }
}

extension ObservedStream: PolledStream where Base: PolledStream {
    func makePoller(wake: @escaping @Sendable () -> Void) -> ObservedPoller {
        ObservedPoller(base.makePoller(wake: wake), observer)
    }
}

final class ObservedPoller: StreamPoller {
    private let base: any StreamPoller
    private var observer: EndObserver?

    fileprivate init(_ base: any StreamPoller, _ observer: EndObserver) {
        self.base = base
        self.observer = observer
    }

    func poll() -> Polled {
        let polled = base.poll()
        if case .end = polled { observer = nil }
        return polled
    }
}

extension HTTPBody {
    /// The same body; the closure is called once when it has ended. Bytes have ended already.
    func observed(_ ended: @escaping @Sendable () -> Void) -> HTTPBody {
        switch self {
        case .bytes:
            ended()
            return self
        case .stream(let chunks): return .stream(Self.observed(chunks, EndObserver(ended)))
        case .upgrade(let use):
            let observer = EndObserver(ended)
            return .upgrade { tunnel in
                defer { withExtendedLifetime(observer) {} }
                try await use(tunnel)
            }
        }
    }

    private static func observed(
        _ chunks: some AsyncSequence<[UInt8], any Error> & Sendable, _ observer: EndObserver
    ) -> any AsyncSequence<[UInt8], any Error> & Sendable {
        ObservedStream(base: chunks, observer: observer)
    }
}
