import NIOCore

/// Carries a polled stream to a writer. Used on the event loop only.
///
/// Each pass sends one piece, and the next pass comes when the socket has taken it.
final class StreamPump<Writer: ResponseWriter> {
    private let writer: Writer
    private let passes: LoopPasses
    private let loop: any EventLoop
    private var state = State.new

    private enum State {
        case new
        case running(any StreamPoller, pass: @Sendable () -> Void, ended: () -> Void)
        case stopped
    }

    init(to writer: Writer, over connection: ServerConnection) {
        self.writer = writer
        passes = connection.passes
        loop = connection.eventLoop
    }

    /// - Parameter ended: called once, at the end of the stream or when it cannot go on.
    func start(_ stream: some PolledStream, ended: @escaping () -> Void) {
        guard case .new = state else {
            writer.end()
            return ended()
        }
        let pump = NIOLoopBound(self, eventLoop: loop)
        let pass: @Sendable () -> Void = { pump.value.run() }
        let passes = passes
        state = .running(stream.makePoller { passes.add(pass) }, pass: pass, ended: ended)
        passes.add(pass)
    }

    /// The client has left, or the server is draining: an end that the reader of an open stream may meet at any time.
    func stop() {
        let before = state
        state = .stopped
        guard case .running(_, _, let ended) = before else { return }
        writer.end()
        ended()
    }

    private func run() {
        guard case .running(let poller, _, _) = state else { return }
        switch poller.poll() {
        case .pending: break
        case .bytes(let bytes): write(bytes)
        case .end: stop()
        }
    }

    /// A stream that has so much to say gains nothing by waiting for more.
    private static var largePiece: Int { 16 << 10 }

    private func write(_ bytes: [UInt8]) {
        let isSmall = bytes.count < Self.largePiece
        let promise = loop.makePromise(of: Void.self)
        writer.write(bytes[...], promise: promise)
        promise.futureResult.assumeIsolated().whenComplete { result in
            guard case .running(_, let pass, _) = self.state else { return }
            switch result {
            case .success where isSmall: self.passes.addRested(pass)
            case .success: self.passes.add(pass)
            case .failure: self.stop()
            }
        }
    }
}
