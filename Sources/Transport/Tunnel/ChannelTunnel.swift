import NIOCore

/// A connection that has left HTTP.
final class ChannelTunnel: ByteTunnel {
    private let channel: any Channel
    let inbound: InboundBytes

    init(_ channel: any Channel) {
        self.channel = channel
        inbound = InboundBytes(resumeReading: { channel.eventLoop.execute { channel.read() } })
    }

    deinit { channel.close(promise: nil) }

    func read() async throws -> [UInt8]? { try await inbound.next() }

    /// Cancelling a write that the peer does not take ends the connection: a part of the bytes may have been sent.
    func write(_ bytes: [UInt8]) async throws {
        try Task.checkCancellation()
        let channel = channel
        do {
            try await withTaskCancellationHandler {
                try await channel.writeAndFlush(ByteBuffer(bytes: bytes))
            } onCancel: {
                channel.close(promise: nil)
            }
        } catch {
            try Task.checkCancellation()
            throw TransportError(lost: error)
        }
    }

    func finishWriting() async {
        // It fails when the peer has closed already, which ends our side just as well.
        try? await channel.close(mode: .output)
    }

    func close() async {
        inbound.finish(.closed)
        try? await channel.close()
    }
}

/// Moves bytes from the socket to a tunnel's reader, no faster than it reads.
final class TunnelHandler: ChannelDuplexHandler {
    typealias InboundIn = ByteBuffer
    typealias OutboundIn = ByteBuffer
    typealias OutboundOut = ByteBuffer

    private let inbound: InboundBytes
    /// The task that owns the tunnel, when it must not outlive the connection.
    private let owner: Task<Void, Never>?

    init(_ inbound: InboundBytes, owner: Task<Void, Never>?) {
        self.inbound = inbound
        self.owner = owner
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        inbound.push([UInt8](buffer: unwrapInboundIn(data)))
    }

    func read(context: ChannelHandlerContext) {
        if inbound.admitRead() { context.read() }
    }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        if let event = event as? ChannelEvent, event == .inputClosed { inbound.finish() }
        if event is ChannelShouldQuiesceEvent { owner?.cancel() }
        context.fireUserInboundEventTriggered(event)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        inbound.finish(TransportError(lost: error))
        context.close(promise: nil)
    }

    func channelInactive(context: ChannelHandlerContext) {
        inbound.finish()
        owner?.cancel()
        context.fireChannelInactive()
    }
}
