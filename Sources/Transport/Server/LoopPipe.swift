import AsyncTools
import Glibc
import NIOCore
import NIOPosix

/// Calls a closure on an event loop after the loop has turned to its sockets.
///
/// No task or timer does that: a loop goes on through all that are due, and what was scheduled for a moment later is due by the
/// time that the others are done. A byte sent through a pipe is found among the sockets.
final class LoopPipe: Sendable {
    private let channel: any Channel
    private let called: Called

    private typealias Called = Guarded<@Sendable () -> Void>

    /// Throws `IOError`. Letting go of it closes the pipe.
    static func open(on loop: any EventLoop) async throws -> LoopPipe {
        var ends: [CInt] = [-1, -1]
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        guard socketpair(AF_UNIX, kind, 0, &ends) == 0 else { throw IOError(errnoCode: errno, reason: "socketpair") }
        let called = Called({})
        do {
            let channel = try await NIOPipeBootstrap(group: loop)
                .channelInitializer { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.addHandler(Handler(called: called))
                    }
                }
                .takingOwnershipOfDescriptors(input: ends[0], output: ends[1]).get()
            return LoopPipe(channel, called)
        } catch {
            for end in ends { close(end) }
            throw error
        }
    }

    private init(_ channel: any Channel, _ called: Called) {
        self.channel = channel
        self.called = called
    }

    deinit { channel.close(promise: nil) }

    func onCall(_ called: @escaping @Sendable () -> Void) { self.called.withLock { $0 = called } }

    /// From any thread.
    func call() { channel.writeAndFlush(ByteBuffer(integer: UInt8(0)), promise: nil) }

    private final class Handler: ChannelInboundHandler, Sendable {
        typealias InboundIn = ByteBuffer

        private let called: Called

        init(called: Called) { self.called = called }

        func channelRead(context: ChannelHandlerContext, data: NIOAny) { called.current() }
    }
}
