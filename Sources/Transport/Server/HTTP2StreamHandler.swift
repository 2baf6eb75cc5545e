import NIOCore
import NIOHPACK
import NIOHTTP2

/// One request and its response on an HTTP/2 stream (RFC 9113, section 8).
final class HTTP2StreamHandler: ChannelInboundHandler {
    typealias InboundIn = HTTP2Frame.FramePayload
    typealias OutboundOut = HTTP2Frame.FramePayload

    private enum State {
        case receiving
        case responding
        case streaming
        case left
    }

    private let connection: ServerConnection
    private var context: ChannelHandlerContext?
    private var state = State.receiving
    private var request: HTTPRequest?
    private var task: Task<Void, Never>?
    private var timer: Scheduled<Void>?

    private let loan: BodyBudget.Loan

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
        if event is ChannelShouldQuiesceEvent, case .streaming = state { task?.cancel() }
        context.fireUserInboundEventTriggered(event)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .receiving = state else { return }
        switch unwrapInboundIn(data) {
        case .headers(let frame):
            // A second block of headers is a trailer.
            if request == nil, !receive(frame.headers) { return }
            if frame.endStream { respond() } else { expectBody(context) }
        case .data(let frame):
            guard case .byteBuffer(let buffer) = frame.data, let size = request?.body.count else { return }
            guard size + buffer.readableBytes <= connection.configuration.maxBodyBytes else { return refuseBody() }
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
        if read.expectsContinue {
            write(.headers(.init(headers: [":status": "100"])), promise: nil)
        }
        return true
    }

    private func expectBody(_ context: ChannelHandlerContext) {
        guard timer == nil else { return }
        let timeout = TimeAmount(connection.configuration.requestTimeout)
        timer = context.eventLoop.assumeIsolated().scheduleTask(in: timeout) { [weak self] in
            guard let self, case .receiving = self.state else { return }
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
        let response = connection.configuration.refusal(status, message)
        guard case .bytes(let bytes) = response.body else { return abort() }
        state = .responding
        send(response, body: bytes)
        // The rest of the request is thrown away, for a moment: some clients lose the answer when they are told at once
        // that nobody reads on (RFC 9113, section 8.1).
        timer?.cancel()
        timer = context?.eventLoop.assumeIsolated().scheduleTask(in: .seconds(1)) { [weak self] in
            self?.write(.rstStream(.noError), promise: nil)
        }
    }

    private func leave() {
        state = .left
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
    func send(_ response: HTTPResponse, body: [UInt8]) {
        guard case .responding = state, let context else { return }
        let isHead = request?.method == "HEAD"
        let hasBody = !body.isEmpty && !isHead && response.status != 204 && response.status != 304
        guard let headers = HTTP2ResponseHead.headers(response, length: isHead && body.isEmpty ? nil : body.count) else {
            return abort()
        }
        state = .left
        context.write(wrapOutboundOut(.headers(.init(headers: headers, endStream: !hasBody))), promise: nil)
        if hasBody {
            let buffer = context.channel.allocator.buffer(bytes: body)
            context.write(wrapOutboundOut(.data(.init(data: .byteBuffer(buffer), endStream: true))), promise: nil)
        }
        context.flush()
    }

    func begin(_ response: HTTPResponse, length: Int?) -> Bool {
        guard case .responding = state else { return false }
        guard let headers = HTTP2ResponseHead.headers(response, length: length) else {
            abort()
            return false
        }
        let isHead = request?.method == "HEAD"
        state = isHead ? .left : .streaming
        write(.headers(.init(headers: headers, endStream: isHead)), promise: nil)
        return !isHead
    }

    func write(_ chunk: ArraySlice<UInt8>, promise: EventLoopPromise<Void>) {
        guard case .streaming = state, let context else { return promise.fail(TransportError.closed) }
        let buffer = context.channel.allocator.buffer(bytes: chunk)
        write(.data(.init(data: .byteBuffer(buffer))), promise: promise)
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
