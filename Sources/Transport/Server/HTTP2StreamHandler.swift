import Logging
import NIOCore
import NIOHPACK
import NIOHTTP2

/// One request and its response on an HTTP/2 stream (RFC 9113, section 8).
final class HTTP2StreamHandler: ChannelDuplexHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundIn = HTTP2Frame.FramePayload
    typealias InboundOut = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private enum State {
        case receiving
        /// The responder is asked whether it wants so large a body; what comes meanwhile waits in `pending`.
        case admitting
        case responding
        case streaming
        case left
    }

    private let connection: ServerConnection
    private var context: ChannelHandlerContext?
    private var state = State.receiving
    private var request: HTTPRequest?
    /// Whether the length of what is streamed is known.
    private var isSized = false
    private var task: Task<Void, Never>?
    /// For the rest of the request, then for the client to take what it is sent.
    private var timer: Scheduled<Void>?

    private let loan: BodyBudget.Loan
    private var isAdmitted = false
    private var expectsContinue = false
    private var pending: [HTTP2Frame.FramePayload] = []
    private var readHeldBack = false

    init(_ connection: ServerConnection) {
        self.connection = connection
        loan = connection.bodies.loan()
    }

    func handlerAdded(context: ChannelHandlerContext) { self.context = context }

    func handlerRemoved(context: ChannelHandlerContext) { leave() }

    func channelInactive(context: ChannelHandlerContext) {
        leave()
        context.fireChannelInactive()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        leave()
        context.close(promise: nil)
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        // What has a known length comes to its end by itself.
        if event is ChannelShouldQuiesceEvent, case .streaming = state, !isSized { task?.cancel() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let payload = unwrapInboundIn(data)
        switch state {
        case .receiving: receive(payload, context)
        case .admitting: pending.append(payload)
        case .responding, .streaming, .left: break
        }
    }

    /// Until the body is wanted, no more of it is let in than the stream's window.
    func read(context: ChannelHandlerContext) {
        if case .admitting = state { readHeldBack = true } else { context.read() }
    }

    private func receive(_ payload: HTTP2Frame.FramePayload, _ context: ChannelHandlerContext) {
        switch payload {
        case .headers(let frame):
            // A second block of headers is a trailer.
            if request == nil, !receive(frame.headers) { return }
            if frame.endStream { respond() } else { expectBody(context) }
        case .data(let frame):
            guard case .byteBuffer(let buffer) = frame.data, let size = request?.body.count else { return }
            guard size + buffer.readableBytes <= connection.configuration.maxBodyBytes else { return refuseBody() }
            guard isAdmitted || size + buffer.readableBytes <= BodyBudget.free else {
                pending.append(payload)
                return admit()
            }
            guard loan.covers(size + buffer.readableBytes) else {
                return refuse(503, BodyBudget.refusal)
            }
            request?.body.append(contentsOf: buffer.readableBytesView)
            if frame.endStream { respond() }
        default: break
        }
    }

    private func receive(_ headers: HPACKHeaders) -> Bool {
        guard let read = HTTP2RequestHead.read(headers, connection: connection) else {
            refuse(400, "malformed request")
            return false
        }
        guard read.contentLength ?? 0 <= connection.configuration.maxBodyBytes else {
            refuseBody()
            return false
        }
        request = read.request
        expectsContinue = read.expectsContinue
        if read.contentLength ?? 0 > BodyBudget.free { admit() } else { goOn() }
        return true
    }

    /// Asks the responder whether it wants the body at all, before much of it is held.
    private func admit() {
        guard let request else { return }
        state = .admitting
        task = askForRefusal(of: request, connection: connection, of: self) { handler, refusal in
            handler.admitted(refusal)
        }
    }

    private func admitted(_ refusal: HTTPResponse?) {
        guard case .admitting = state, let context else { return }
        state = .receiving
        isAdmitted = true
        task = nil
        if let refusal {
            pending = []
            return refuse(with: refusal)
        }
        goOn()
        let waiting = pending
        pending = []
        for payload in waiting { channelRead(context: context, data: wrapInboundOut(payload)) }
        if readHeldBack {
            readHeldBack = false
            context.read()
        }
    }

    private func goOn() {
        guard expectsContinue else { return }
        expectsContinue = false
        write(.headers(.init(headers: [":status": "100"])), promise: nil)
    }

    private func expectBody(_ context: ChannelHandlerContext) {
        guard timer == nil else { return }
        let timeout = TimeAmount(connection.configuration.requestTimeout)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { [weak self] in
            guard let self else { return }
            switch self.state {
            case .receiving, .admitting: break
            case .responding, .streaming, .left: return
            }
            self.refuse(408, "the request did not arrive in time")
        }
    }

    private func respond() {
        guard let request else { return }
        timer?.cancel()
        state = .responding
        task = startResponding(to: request, writer: self, connection: connection)
        self.request?.body = []
    }

    private func refuseBody() {
        refuse(413, "the request's body is larger than \(connection.configuration.maxBodyBytes) bytes")
    }

    private func refuse(_ status: Int, _ message: String) {
        refuse(with: connection.configuration.refusal(status, message))
    }

    private func refuse(with response: HTTPResponse) {
        guard case .bytes(let bytes) = response.body else { return abort() }
        state = .responding
        send(response, body: bytes, promise: nil)
        // The rest of the request is thrown away, for a moment: some clients lose the answer when they are told at once
        // that nobody reads on (RFC 9113, section 8.1).
        timer?.cancel()
        timer = context?.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { [weak self] in
            self?.write(.rstStream(.noError), promise: nil)
        }
    }

    private func leave() {
        state = .left
        pending = []
        task?.cancel()
        task = nil
        timer?.cancel()
        context = nil
    }

    private func write(_ payload: HTTP2Frame.FramePayload, promise: EventLoopPromise<Void>?) {
        guard let context else {
            promise?.fail(TransportError.closed)
            return
        }
        context.writeAndFlush(wrapOutboundOut(payload), promise: promise)
    }
}

extension HTTP2StreamHandler: ResponseWriter {
    func send(_ response: HTTPResponse, body: [UInt8], promise: EventLoopPromise<Void>?) {
        guard case .responding = state, let context else {
            promise?.fail(TransportError.closed)
            return
        }
        let isHead = request?.method == "HEAD"
        let hasBody = !body.isEmpty && !isHead && response.status != 204 && response.status != 304
        guard let headers = HTTP2ResponseHead.headers(response, length: isHead && body.isEmpty ? nil : body.count) else {
            promise?.fail(TransportError.closed)
            return abort()
        }
        state = .left
        context.write(wrapOutboundOut(.headers(.init(headers: headers, endStream: !hasBody))), promise: nil)
        guard hasBody else {
            promise?.succeed()
            return context.flush()
        }
        let buffer = context.channel.allocator.buffer(bytes: body)
        let promise = promise ?? context.eventLoop.makePromise(of: Void.self)
        context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(buffer), endStream: true))), promise: promise)
        context.flush()
        limitWait(for: promise.futureResult)
    }

    /// A client that gives its streams no window, or does not read, must not keep an answer or its producer for ever.
    private func limitWait(for written: EventLoopFuture<Void>) {
        guard let context else { return }
        var isWritten = false
        let written = written.assumeIsolated()
        // At once when there was a window and room in the socket, which is the rule.
        written.whenComplete { [weak self] _ in
            isWritten = true
            self?.timer?.cancel()
        }
        if isWritten { return }
        timer?.cancel()
        let timeout = TimeAmount(connection.configuration.writeTimeout)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { [weak self] in self?.giveUp() }
    }

    private func giveUp() {
        guard let context else { return }
        connection.logger.debug("client does not read", metadata: ["peer": "\(connection.remoteAddress ?? "")"])
        write(.rstStream(.cancel), promise: nil)
        leave()
        context.close(promise: nil)
    }

    func begin(_ response: HTTPResponse, length: Int?) -> Bool {
        guard case .responding = state else { return false }
        guard let headers = HTTP2ResponseHead.headers(response, length: length) else {
            abort()
            return false
        }
        let isHead = request?.method == "HEAD"
        state = isHead ? .left : .streaming
        isSized = length != nil
        write(.headers(.init(headers: headers, endStream: isHead)), promise: nil)
        return !isHead
    }

    func write(_ chunk: ArraySlice<UInt8>, promise: EventLoopPromise<Void>) {
        guard case .streaming = state, let context else { return promise.fail(TransportError.closed) }
        let buffer = context.channel.allocator.buffer(bytes: chunk)
        write(.data(.init(data: .byteBuffer(buffer))), promise: promise)
        limitWait(for: promise.futureResult)
    }

    func end() {
        guard case .streaming = state else { return }
        state = .left
        write(.data(.init(data: .byteBuffer(ByteBuffer()), endStream: true)), promise: nil)
    }

    func abort() {
        guard case .left = state else {
            state = .left
            write(.rstStream(.internalError), promise: nil)
            return
        }
    }

    /// HTTP/2 connections have no upgrade (RFC 9113, section 8.6).
    func upgrade(_ response: HTTPResponse) -> ChannelTunnel? { nil }
}
