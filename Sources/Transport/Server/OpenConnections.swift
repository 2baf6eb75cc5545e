import AsyncTools
import NIOCore

/// The connections a server has accepted.
final class OpenConnections: Sendable {
    private let channels = Guarded([ObjectIdentifier: any Channel]())

    var count: Int { channels.withLock { $0.count } }

    func add(_ channel: any Channel) {
        let id = ObjectIdentifier(channel)
        channels.withLock { $0[id] = channel }
        channel.closeFuture.whenComplete { _ in self.channels.withLock { _ = $0.removeValue(forKey: id) } }
    }

    /// Asks every connection to end after what it is doing, and ends those that have not by the time-out.
    func drain(within timeout: Duration) async {
        let open = channels.withLock { Array($0.values) }
        for channel in open { channel.pipeline.fireUserInboundEventTriggered(ChannelShouldQuiesceEvent()) }
        let clock = ContinuousClock()
        let deadline = clock.now + timeout
        while count > 0, clock.now < deadline { try? await clock.sleep(for: .milliseconds(20)) }
        let late = channels.withLock { Array($0.values) }
        for channel in late { try? await channel.close() }
    }
}

/// Stops accepting while there are too many connections; the next ones wait in the system's backlog.
final class ConnectionLimitHandler: ChannelDuplexHandler {
    typealias InboundIn = any Channel
    typealias OutboundIn = Never

    private let limit: Int
    private var open = 0
    private var readHeldBack = false

    init(limit: Int) { self.limit = limit }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let child = unwrapInboundIn(data)
        open += 1
        let bound = NIOLoopBound((self, context), eventLoop: context.eventLoop)
        child.closeFuture.hop(to: context.eventLoop).whenComplete { _ in
            let (handler, context) = bound.value
            handler.closed(context)
        }
        context.fireChannelRead(data)
    }

    func read(context: ChannelHandlerContext) {
        if open < limit { context.read() } else { readHeldBack = true }
    }

    private func closed(_ context: ChannelHandlerContext) {
        open -= 1
        guard readHeldBack, open < limit else { return }
        readHeldBack = false
        context.read()
    }
}
