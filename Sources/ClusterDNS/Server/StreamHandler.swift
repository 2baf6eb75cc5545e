internal import NIOCore

/// Answers requests on one TCP connection (RFC 7766): each has its length in front. One that waits for an upstream server does not hold up
/// the next; answers may come in another order.
final class StreamHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    static let maximumRequest = 4096
    static let maximumPending = 32

    private let resolver: Resolver
    private let connections: RequestLoad
    private let pending = RequestLoad(limit: StreamHandler.maximumPending)
    private var received = ByteBuffer()
    private var isCounted = false
    private var isResponding = false

    init(_ resolver: Resolver, _ connections: RequestLoad) {
        self.resolver = resolver
        self.connections = connections
    }

    func channelActive(context: ChannelHandlerContext) {
        isCounted = connections.enter()
        if !isCounted { context.close(promise: nil) }
    }

    func channelInactive(context: ChannelHandlerContext) {
        if isCounted { connections.leave() }
        isCounted = false
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received.writeImmutableBuffer(unwrapInboundIn(data))
        respondToAll(context)
    }

    /// A client that does not take its answers gets no more of them, and is no longer read from.
    func channelWritabilityChanged(context: ChannelHandlerContext) {
        let channel = context.channel
        let isWritable = channel.isWritable
        channel.setOption(.autoRead, value: isWritable).whenFailure { _ in channel.close(promise: nil) }
        if isWritable { respondToAll(context) }
        context.fireChannelWritabilityChanged()
    }

    private func respondToAll(_ context: ChannelHandlerContext) {
        // Flushing may make the channel writable, which leads here again.
        guard !isResponding else { return }
        isResponding = true
        defer { isResponding = false }
        while context.channel.isWritable, let request = nextRequest(context) {
            respond(to: request, context)
            if !context.channel.isWritable { context.flush() }
        }
        received.discardReadBytes()
        context.flush()
    }

    /// `nil` when there is no whole request. Closes the connection when one is too long.
    private func nextRequest(_ context: ChannelHandlerContext) -> [UInt8]? {
        guard let length = received.getInteger(at: received.readerIndex, as: UInt16.self) else { return nil }
        guard length <= Self.maximumRequest else {
            received.clear()
            context.close(promise: nil)
            return nil
        }
        guard received.readableBytes >= Int(length) + 2 else { return nil }
        received.moveReaderIndex(forwardBy: 2)
        return received.readBytes(length: Int(length))
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if event is IdleStateHandler.IdleStateEvent { context.close(promise: nil) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }

    private func respond(to request: [UInt8], _ context: ChannelHandlerContext) {
        switch resolver.respond(to: request, limit: Int(UInt16.max)) {
        case .silence:
            context.close(promise: nil)
        case .reply(let bytes):
            context.write(wrapOutboundOut(Self.framed(bytes)), promise: nil)
        case .pending(let query):
            guard pending.enter() else { return context.close(promise: nil) }
            Self.finish(query, resolver, context.channel, pending)
        }
    }

    private static func finish(_ query: DNSQuery, _ resolver: Resolver, _ channel: any Channel, _ pending: RequestLoad) {
        Task {
            defer { pending.leave() }
            let bytes = await resolver.resolve(query, limit: Int(UInt16.max))
            channel.writeAndFlush(framed(bytes), promise: nil)
        }
    }

    private static func framed(_ bytes: [UInt8]) -> ByteBuffer {
        ByteBuffer(bytes: DNSRecord.bytes(UInt16(clamping: bytes.count)) + bytes)
    }
}
