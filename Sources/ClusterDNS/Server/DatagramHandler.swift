internal import NIOCore

/// Answers requests that come in datagrams.
final class DatagramHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    typealias OutboundOut = AddressedEnvelope<ByteBuffer>

    private let resolver: Resolver
    private let load: RequestLoad

    init(_ resolver: Resolver, _ load: RequestLoad) {
        self.resolver = resolver
        self.load = load
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let envelope = unwrapInboundIn(data)
        let client = envelope.remoteAddress
        switch resolver.respond(to: Array(envelope.data.readableBytesView), limit: nil) {
        case .silence:
            return
        case .reply(let bytes):
            context.write(wrapOutboundOut(AddressedEnvelope(remoteAddress: client, data: ByteBuffer(bytes: bytes))), promise: nil)
        case .pending(let query):
            let (resolver, channel, load) = (resolver, context.channel, load)
            // A client that gets no answer asks again; that is the right pace when there is too much to do.
            guard load.enter() else { return }
            Task {
                defer { load.leave() }
                let bytes = await resolver.resolve(query, limit: nil)
                channel.writeAndFlush(AddressedEnvelope(remoteAddress: client, data: ByteBuffer(bytes: bytes)), promise: nil)
            }
        }
    }

    func channelReadComplete(context: ChannelHandlerContext) { context.flush() }

    // An ICMP error for an answer to a client that has gone: nothing to do with the next request.
    func errorCaught(context: ChannelHandlerContext, error: any Error) {}
}
