import NIOCore
import NIOHTTP1

/// One HTTP/1.1 connection: reads a request whole, lets it be answered, then goes on with the next one.
///
/// While a request is being answered the socket is read only until something comes, so that the client's leaving is
/// noticed, but a client that sends many requests at once is held back by TCP. What one read brought waits in `pending`.
final class HTTP1ServerHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    enum State {
        case idle
        case receiving
        /// The responder is asked whether it wants so large a body.
        case admitting
        case responding
        case streaming(HTTP1ResponseEncoding.Framing)
        /// The last response is on its way; what still comes in is thrown away.
        case closing
        /// Upgraded or closed.
        case left
    }

    let connection: ServerConnection
    private let decoder: ByteToMessageHandler<HTTPRequestDecoder>
    private(set) var context: ChannelHandlerContext?
    var state = State.idle
    var head: HTTP1RequestHead?
    private var task: Task<Void, Never>?
    private var deadline: ConnectionDeadline?
    /// Whether the responder wants the body of the present request, however large.
    private var isAdmitted = false
    /// For the body of the present request.
    private var loan: BodyBudget.Loan?
    private var pending: [HTTPServerRequestPart] = []
    private var readHeldBack = false
    /// Set when the server drains, or when what the client sent after this request cannot be understood.
    private(set) var isLastExchange = false

    init(_ connection: ServerConnection, decoder: ByteToMessageHandler<HTTPRequestDecoder>) {
        self.connection = connection
        self.decoder = decoder
    }

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        deadline = ConnectionDeadline(context.eventLoop) { [weak self] in self?.timedOut() }
        deadline?.set(in: connection.configuration.idleTimeout)
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        deadline?.stop()
        pending = []
    }

    func channelInactive(context: ChannelHandlerContext) {
        state = .left
        task?.cancel()
        task = nil
        pending = []
        deadline?.stop()
        context.fireChannelInactive()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let part = unwrapInboundIn(data)
        switch state {
        case .idle, .receiving: receive(part)
        case .admitting, .responding, .streaming: pending.append(part)
        case .closing, .left: break
        }
    }

    /// A client that asks and asks without reading its answers is not read from.
    private var isClogged: Bool { context.map { !$0.channel.isWritable } ?? false }

    func channelWritabilityChanged(context: ChannelHandlerContext) {
        if case .idle = state {
            if context.channel.isWritable { goOn() } else { deadline?.set(in: connection.configuration.writeTimeout) }
        }
        context.fireChannelWritabilityChanged()
    }

    func read(context: ChannelHandlerContext) {
        switch state {
        case .idle where isClogged || !pending.isEmpty: readHeldBack = true
        // After an upgrade request come bytes that nobody may parse.
        case .responding where !pending.isEmpty || head?.wantsUpgrade == true, .streaming where !pending.isEmpty:
            readHeldBack = true
        case .admitting: readHeldBack = true
        case .idle, .receiving, .responding, .streaming, .closing, .left: context.read()
        }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is ChannelShouldQuiesceEvent { drain() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        guard error is HTTPParserError || error is ByteToMessageDecoderError.PayloadTooLargeError else {
            context.close(promise: nil)
            return
        }
        switch state {
        case .idle, .receiving, .admitting:
            let tooLarge = error as? HTTPParserError == .headerOverflow || !(error is HTTPParserError)
            refuse(tooLarge ? 431 : 400, tooLarge ? "the request's headers are too large" : "malformed request")
        case .responding, .streaming: isLastExchange = true
        case .closing, .left: break
        }
    }

    private func receive(_ part: HTTPServerRequestPart) {
        switch part {
        case .head(let head): receive(head)
        case .body(let buffer):
            guard let size = head?.request.body.count else { return }
            guard size + buffer.readableBytes <= connection.configuration.maxBodyBytes else { return refuseBody() }
            guard isAdmitted || size + buffer.readableBytes <= BodyBudget.free else {
                pending.append(part)
                return admit()
            }
            let loan = loan ?? connection.bodies.loan()
            self.loan = loan
            guard loan.covers(size + buffer.readableBytes) else {
                return refuse(503, BodyBudget.refusal)
            }
            head?.request.body.append(contentsOf: buffer.readableBytesView)
        case .end: respond()
        }
    }

    private func receive(_ head: HTTPRequestHead) {
        do throws(HTTP1RequestHead.Refusal) {
            let head = try HTTP1RequestHead(head, connection: connection)
            if let length = head.contentLength, length > connection.configuration.maxBodyBytes { return refuseBody() }
            self.head = head
            state = .receiving
            deadline?.set(in: connection.configuration.requestTimeout)
            if let length = head.contentLength, length > 0 {
                self.head?.request.body.reserveCapacity(min(length, 64 << 10))
            }
            isAdmitted = false
            if head.contentLength ?? 0 > BodyBudget.free { admit() } else { sendContinue() }
        } catch { refuse(error.status, error.message) }
    }

    private func sendContinue() {
        guard head?.expectsContinue == true else { return }
        let answer = ByteBuffer(staticString: "HTTP/1.1 100 Continue\r\n\r\n")
        context?.writeAndFlush(wrapOutboundOut(answer), promise: nil)
    }

    /// Asks the responder whether it wants the body at all, before much of it is held.
    private func admit() {
        guard let head else { return }
        state = .admitting
        task = askForRefusal(of: head.request, connection: connection, of: self) { handler, refusal in
            handler.admitted(refusal)
        }
    }

    private func admitted(_ refusal: HTTPResponse?) {
        guard case .admitting = state else { return }
        task = nil
        state = .receiving
        isAdmitted = true
        if let refusal {
            pending = []
            return refuse(with: refusal)
        }
        if head?.request.body.isEmpty == true { sendContinue() }
        resumePending()
        readOn()
    }

    private func respond() {
        guard let head else { return }
        state = .responding
        deadline?.clear()
        task = startResponding(to: head.request, writer: self, connection: connection)
        self.head?.request.body = []
    }

    private func refuseBody() {
        refuse(413, "the request's body is larger than \(connection.configuration.maxBodyBytes) bytes")
    }

    /// Answers without asking the responder, and closes: what follows on the connection cannot be told apart.
    func refuse(_ status: Int, _ message: String) {
        refuse(with: connection.configuration.refusal(status, message))
    }

    private func refuse(with response: HTTPResponse) {
        guard let context else { return }
        guard case .bytes(let bytes) = response.body else { return context.close(promise: nil) }
        var buffer = context.channel.allocator.buffer(capacity: 512 + bytes.count)
        guard HTTP1ResponseEncoding.writeHead(response, framing: .length(bytes.count), closes: true, into: &buffer) else {
            return context.close(promise: nil)
        }
        if head?.isHead != true { buffer.writeBytes(bytes) }
        context.writeAndFlush(wrapOutboundOut(buffer), promise: nil)
        state = .closing
        head = nil
        loan = nil
        // Closing with unread bytes would reset the connection and could destroy the answer under way.
        context.close(mode: .output, promise: nil)
        deadline?.set(in: .seconds(1))
    }

    private func timedOut() {
        switch state {
        case .receiving, .admitting: refuse(408, "the request did not arrive in time")
        case .idle, .closing, .streaming: context?.close(promise: nil)
        case .responding, .left: break
        }
    }

    /// A client that stops reading must not keep a producer for ever.
    func holdDeadline(until promise: EventLoopPromise<Void>) {
        guard let deadline else { return }
        deadline.set(in: connection.configuration.writeTimeout)
        promise.futureResult.assumeIsolated().whenComplete { [weak self] _ in
            guard let self, case .streaming = self.state else { return }
            deadline.clear()
        }
    }

    private func drain() {
        isLastExchange = true
        switch state {
        case .idle: closeWhenWritten()
        // What has a known length comes to its end by itself.
        case .streaming(.length): break
        case .streaming: task?.cancel()
        case .receiving, .admitting, .responding, .closing, .left: break
        }
    }

    /// The response has been written: on to the next request, or the end.
    func finishExchange(closes: Bool) {
        task = nil
        head = nil
        loan = nil
        if closes { return closeWhenWritten() }
        state = .idle
        if isClogged { deadline?.set(in: connection.configuration.writeTimeout) } else { goOn() }
    }

    /// Closes once the client has taken what is on its way, or has had the time to.
    private func closeWhenWritten() {
        guard let context else { return }
        state = .closing
        deadline?.set(in: connection.configuration.writeTimeout)
        context.writeAndFlush(wrapOutboundOut(ByteBuffer())).assumeIsolated().whenComplete { _ in
            context.close(promise: nil)
        }
    }

    /// To the requests that have come already, then to reading further ones.
    private func goOn() {
        deadline?.set(in: connection.configuration.idleTimeout)
        resumePending()
        readOn()
    }

    private func readOn() {
        switch state {
        case .idle where !isClogged, .receiving:
            guard readHeldBack else { return }
            readHeldBack = false
            context?.read()
        case .idle, .admitting, .responding, .streaming, .closing, .left: break
        }
    }

    private func resumePending() {
        guard !pending.isEmpty else { return }
        var parts = pending[...]
        pending = []
        while let part = parts.first {
            switch state {
            case .admitting:
                // The part that made it ask waits already.
                pending += parts
                return
            case .idle where isClogged, .responding, .streaming:
                pending = Array(parts) + pending
                return
            case .idle, .receiving:
                parts.removeFirst()
                receive(part)
            case .closing, .left: return
            }
        }
    }

    /// Takes this handler and the decoder out, so that the bytes flow to the tunnel, those already read first.
    func leave(for tunnel: ChannelTunnel) -> Bool {
        // Parts that wait here were parsed as HTTP: the client did not mean to leave it.
        guard let context, pending.isEmpty else { return false }
        let pipeline = context.pipeline.syncOperations
        let handler = TunnelHandler(tunnel.inbound, owner: task)
        do { try pipeline.addHandler(handler, position: .after(self)) } catch { return false }
        try? context.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
        state = .left
        deadline?.stop()
        pipeline.removeHandler(self, promise: nil)
        pipeline.removeHandler(decoder, promise: nil)
        if readHeldBack { context.channel.read() }
        return true
    }
}
