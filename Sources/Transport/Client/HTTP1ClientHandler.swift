import NIOCore
import NIOHTTP1
import NIOTLS

/// One connection of a client: one request at a time. Used on the event loop only.
final class HTTP1ClientHandler: ChannelDuplexHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPClientResponsePart
    typealias OutboundIn = HTTPClientRequestPart
    typealias OutboundOut = HTTPClientRequestPart
    typealias Answer = CheckedContinuation<HTTPResponse, any Error>

    private enum State {
        case connecting(EventLoopPromise<Void>)
        case idle
        case waiting(Answer)
        case buffering(HTTPResponse, [UInt8], Answer)
        case streaming(InboundBytes)
        /// The head of a 101 has come.
        case upgrading(HTTPResponse, Answer)
        /// Upgraded or closed.
        case left
    }

    private let isSecure: Bool
    private let bufferedBodyLimit: Int
    private let responseTimeout: Duration
    private let idleTimeout: Duration
    /// Takes the HTTP codec out of the pipeline; what it has not parsed goes on to the next handler.
    private let leaveHTTP: () -> Void
    private var state: State
    private var context: ChannelHandlerContext?
    private var deadline: ConnectionDeadline?
    private var wantsUpgrade = false
    private var isHead = false
    private var keepsAlive = true
    /// Tells the present request from those before and after it on this connection.
    private var ticket: UInt64 = 0
    /// A request that was cancelled before it came here.
    private var cancelledTicket: UInt64?
    /// Called when the connection can take another request.
    var becameIdle: () -> Void = {}
    /// What an error in the pipeline said, for the one who waits when the connection closes.
    private var cause: TransportError?

    init(
        _ configuration: HTTPClient.Configuration, leaveHTTP: @escaping () -> Void, connected: EventLoopPromise<Void>,
        isSecure: Bool
    ) {
        bufferedBodyLimit = configuration.bufferedBodyLimit
        responseTimeout = configuration.responseTimeout
        idleTimeout = configuration.idleTimeout
        self.leaveHTTP = leaveHTTP
        self.isSecure = isSecure
        state = .connecting(connected)
    }

    // MARK: - Requests

    /// Fails with `ConnectionGone` when nothing of the request has been sent.
    func send(_ head: HTTPRequestHead, body: [UInt8], wantsUpgrade: Bool, ticket: UInt64, answer: Answer) {
        guard case .idle = state, let context, context.channel.isActive else {
            return answer.resume(throwing: ConnectionGone())
        }
        if cancelledTicket == ticket {
            becameIdle()
            return answer.resume(throwing: TransportError.closed)
        }
        self.wantsUpgrade = wantsUpgrade
        isHead = head.method == .HEAD
        self.ticket = ticket
        state = .waiting(answer)
        deadline?.set(in: responseTimeout)
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        if !body.isEmpty {
            context.write(wrapOutboundOut(.body(.byteBuffer(context.channel.allocator.buffer(bytes: body)))), promise: nil)
        }
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    /// Who waits for the answer to a request, or reads it, has gone. A request that has ended is not concerned, and neither
    /// is the one that the connection carries now.
    func abandon(_ ticket: UInt64) {
        guard ticket == self.ticket else {
            if ticket > self.ticket { cancelledTicket = ticket }
            return
        }
        switch state {
        case .waiting, .buffering, .streaming, .upgrading: fail(.closed)
        case .connecting, .idle, .left: break
        }
    }

    func fail(_ error: TransportError) {
        let state = state
        self.state = .left
        deadline?.stop()
        switch state {
        case .connecting(let promise): promise.fail(error)
        case .waiting(let answer), .buffering(_, _, let answer), .upgrading(_, let answer): answer.resume(throwing: error)
        case .streaming(let inbound): inbound.finish(error)
        case .idle, .left: break
        }
        context?.close(promise: nil)
    }

    // MARK: - Pipeline

    func handlerAdded(context: ChannelHandlerContext) {
        self.context = context
        deadline = ConnectionDeadline(context.eventLoop) { [weak self] in self?.timedOut() }
    }

    func handlerRemoved(context: ChannelHandlerContext) {
        self.context = nil
        deadline?.stop()
        becameIdle = {}
    }

    func channelActive(context: ChannelHandlerContext) {
        if !isSecure { connected() }
        context.fireChannelActive()
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if case .handshakeCompleted? = event as? TLSUserEvent { connected() }
        context.fireUserInboundEventTriggered(event)
    }

    /// The connection is up, after the TLS handshake if there is one.
    private func connected() {
        guard case .connecting(let promise) = state else { return }
        state = .idle
        promise.succeed()
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        switch (state, unwrapInboundIn(data)) {
        case (.waiting(let answer), .head(let head)): receive(head, answer)
        case (.buffering(let response, var bytes, let answer), .body(let buffer)):
            state = .left
            bytes.append(contentsOf: buffer.readableBytesView)
            state = .buffering(response, bytes, answer)
        case (.streaming(let inbound), .body(let buffer)): inbound.push([UInt8](buffer: buffer))
        case (.buffering(var response, let bytes, let answer), .end):
            response.body = .bytes(bytes)
            finishExchange()
            answer.resume(returning: response)
        case (.streaming(let inbound), .end):
            finishExchange()
            inbound.finish()
        case (.upgrading(let response, let answer), .end): upgrade(response, answer)
        case (.left, _): break
        default: fail(.protocolViolation("an answer without a request"))
        }
    }

    func read(context: ChannelHandlerContext) {
        if case .streaming(let inbound) = state, !inbound.admitRead() { return }
        context.read()
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        cause = TransportError(lost: error)
        fail(cause ?? .closed)
    }

    func channelInactive(context: ChannelHandlerContext) {
        fail(cause ?? .connectionLost("the server closed the connection"))
        context.fireChannelInactive()
    }

    private func timedOut() {
        if case .idle = state { context?.close(promise: nil) } else { fail(.timedOut("waiting for the answer")) }
    }

    // MARK: - Answers

    private func receive(_ head: HTTPResponseHead, _ answer: Answer) {
        let headers = HTTPHeaders(head.headers.map { .init(name: $0.name, value: $0.value) })
        var response = HTTPResponse(status: Int(head.status.code), headers: headers)
        keepsAlive = head.isKeepAlive && !wantsUpgrade
        if response.status == 101 {
            // The decoder stops parsing only when both headers are there.
            guard wantsUpgrade, headers["Upgrade"] != nil, headers["Connection"]?.listsToken("upgrade") == true else {
                return fail(.protocolViolation("an upgrade that was not asked for"))
            }
            state = .upgrading(response, answer)
            return
        }
        let length = headers["Content-Length"].flatMap { Int($0) }
        let hasNoBody = isHead || response.status == 204 || response.status == 304
        if hasNoBody || length.map({ (0...bufferedBodyLimit).contains($0) }) == true {
            var bytes: [UInt8] = []
            if !hasNoBody, let length { bytes.reserveCapacity(min(length, 64 << 10)) }
            state = .buffering(response, bytes, answer)
            return
        }
        response.body = .stream(stream())
        deadline?.clear()
        answer.resume(returning: response)
    }

    private func stream() -> ResponseBody {
        guard let context else { return ResponseBody(source: .init(InboundBytes(resumeReading: {}), abandon: {})) }
        let channel = context.channel
        let inbound = InboundBytes(resumeReading: { channel.eventLoop.execute { channel.read() } })
        state = .streaming(inbound)
        let handler = NIOLoopBound(self, eventLoop: context.eventLoop)
        let ticket = ticket
        let source = ResponseBody.Source(inbound) {
            channel.eventLoop.execute { handler.value.abandon(ticket) }
        }
        return ResponseBody(source: source)
    }

    private func finishExchange() {
        guard keepsAlive else {
            state = .left
            context?.close(promise: nil)
            return
        }
        state = .idle
        deadline?.set(in: idleTimeout)
        becameIdle()
    }

    private func upgrade(_ response: HTTPResponse, _ answer: Answer) {
        guard let context else { return fail(.closed) }
        let tunnel = ChannelTunnel(context.channel)
        let pipeline = context.pipeline.syncOperations
        do { try pipeline.addHandler(TunnelHandler(tunnel.inbound, owner: nil), position: .after(self)) } catch {
            return fail(TransportError(lost: error))
        }
        try? context.channel.syncOptions?.setOption(.allowRemoteHalfClosure, value: true)
        state = .left
        deadline?.stop()
        pipeline.removeHandler(self, promise: nil)
        leaveHTTP()
        var response = response
        response.body = .upgrade { near in try await splice(near, tunnel) }
        answer.resume(returning: response)
    }
}

/// The connection had closed before anything of the request was sent: another one may be tried.
struct ConnectionGone: Error {}
