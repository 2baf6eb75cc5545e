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
        while let length = received.getInteger(at: received.readerIndex, as: UInt16.self) {
            guard length <= Self.maximumRequest else { return context.close(promise: nil) }
            guard received.readableBytes >= Int(length) + 2 else { break }
            received.moveReaderIndex(forwardBy: 2)
            respond(to: received.readBytes(length: Int(length)) ?? [], context)
        }
        received.discardReadBytes()
        context.flush()
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
