import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// A bare SwiftNIO server that answers every request with the same bytes over TLS: the floor of benchmarks, and nothing else.
package struct StaticServer: Sendable {
    private let channel: any Channel

    /// Listens on the loopback. Throws `ServerError`.
    package init(port: Int, tls: ServerTLS, bytes: Int) async throws {
        let context = try tls.makeContext(http2: false)
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let pipeline = channel.pipeline.syncOperations
                    try pipeline.addHandler(NIOSSLServerHandler(context: context))
                    try pipeline.configureHTTPServerPipeline(withErrorHandling: false)
                    try pipeline.addHandler(StaticAnswer(bytes: bytes))
                }
            }
        channel = try await bootstrap.bind(host: "127.0.0.1", port: port).get()
    }

    /// Serves until the task is cancelled.
    package func run() async throws {
        try await withTaskCancellationHandler {
            try await channel.closeFuture.get()
        } onCancel: { [channel] in
            channel.close(promise: nil)
        }
    }
}

private final class StaticAnswer: ChannelInboundHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias OutboundOut = HTTPServerResponsePart

    private let head: HTTPResponseHead
    private let body: ByteBuffer

    init(bytes: Int) {
        head = HTTPResponseHead(
            version: .http1_1, status: .ok,
            headers: ["Content-Type": "application/json", "Content-Length": "\(bytes)"])
        body = ByteBuffer(repeating: UInt8(ascii: "x"), count: bytes)
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .end = unwrapInboundIn(data) else { return }
        context.write(wrapOutboundOut(.head(head)), promise: nil)
        context.write(wrapOutboundOut(.body(.byteBuffer(body))), promise: nil)
        context.writeAndFlush(wrapOutboundOut(.end(nil)), promise: nil)
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
