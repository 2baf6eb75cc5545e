import AsyncTools
import Glibc
package import Logging
import NIOCore
import NIOPosix
import NIOSSL

/// Serves HTTP/1.1 and HTTP/2 on one port, with or without TLS.
///
/// Every request is answered in a task of its own that is cancelled when the client leaves. The task runs on the
/// connection's event loop: a responder must not block its thread.
package final class HTTPServer: Sendable {
    package let configuration: Configuration
    let responder: any HTTPResponder
    let bodies: BodyBudget
    let answers: BodyBudget
    let logger: Logger
    let connections = OpenConnections()
    private let tls: Guarded<NIOSSLContext?>
    private let listener = Guarded<(any Channel)?>(nil)
    private let passes = Guarded<[ObjectIdentifier: LoopPasses]>([:])

    /// Throws `ServerError.badCertificate`.
    package init(configuration: Configuration, responder: any HTTPResponder, logger: Logger) throws(ServerError) {
        self.configuration = configuration
        self.responder = responder
        bodies = BodyBudget(bytes: configuration.maxHeldBodyBytes)
        answers = BodyBudget(bytes: configuration.maxHeldAnswerBytes)
        self.logger = logger
        tls = Guarded(try configuration.tls?.makeContext(http2: configuration.http2))
    }

    /// `nil` before `bind`.
    func passes(of loop: any EventLoop) -> LoopPasses? { passes.withLock { $0[ObjectIdentifier(loop)] } }

    var tlsContext: NIOSSLContext? { tls.current }

    var verifiesClients: Bool { configuration.tls?.verifiesClients ?? true }

    /// The port in use, once bound.
    package var boundPort: Int? { listener.current?.localAddress?.port }

    /// New connections see the new certificate; existing ones keep theirs. Throws `ServerError.badCertificate`, and
    /// then goes on with the old one.
    package func replaceCertificate(_ certificate: ServerTLS) throws(ServerError) {
        let context = try certificate.makeContext(http2: configuration.http2)
        tls.withLock { $0 = context }
    }

    /// Starts to listen and returns the port. From here on connections are answered; `run()` keeps the server until the
    /// end. Throws `ServerError.cannotListen`.
    @discardableResult
    package func bind() async throws(ServerError) -> Int {
        if let port = boundPort { return port }
        let pipeline = ConnectionPipeline(server: self)
        let limit = configuration.maxConnections
        let bootstrap = ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 1024)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(ConnectionLimitHandler(limit: limit))
                }
            }
            .childChannelOption(.socketOption(.so_keepalive), value: 1)
            .childChannelOption(KeepAlive.idle, value: KeepAlive.idleSeconds)
            .childChannelOption(KeepAlive.interval, value: KeepAlive.intervalSeconds)
            .childChannelOption(KeepAlive.count, value: KeepAlive.probes)
            .childChannelOption(.tcpOption(.tcp_nodelay), value: 1)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture { try pipeline.configure(channel) }
            }
        do {
            for loop in MultiThreadedEventLoopGroup.singleton.makeIterator() {
                let opened = try await LoopPasses.open(on: loop)
                passes.withLock { $0[ObjectIdentifier(loop)] = opened }
            }
            let channel = try await bootstrap.bind(host: configuration.host, port: configuration.port).get()
            listener.withLock { $0 = channel }
            return channel.localAddress?.port ?? configuration.port
        } catch { throw .cannotListen(on: address, cause: Self.reason(error)) }
    }

    /// Serves until the task is cancelled, then lets unfinished requests end (`drainTimeout`). Throws
    /// `ServerError.cannotListen`.
    package func run() async throws {
        try await bind()
        guard let channel = listener.current else { return }
        logger.info("listening", metadata: ["address": "\(configuration.host)", "port": "\(boundPort ?? 0)"])
        await withTaskCancellationHandler {
            try? await channel.closeFuture.get()
        } onCancel: {
            channel.close(promise: nil)
        }
        let timeout = configuration.drainTimeout
        // In a task of its own, because this one is cancelled.
        await Task { [connections] in await connections.drain(within: timeout) }.value
        listener.withLock { $0 = nil }
    }

    private var address: String {
        let host = configuration.host
        return host.contains(":") ? "[\(host)]:\(configuration.port)" : "\(host):\(configuration.port)"
    }

    private static func reason(_ error: any Error) -> String {
        guard let error = error as? IOError else { return "\(error)" }
        return switch error.errnoCode {
        case EADDRINUSE: "the port is in use"
        case EADDRNOTAVAIL: "this machine does not have the address"
        case EACCES: "not permitted"
        default: String(cString: strerror(error.errnoCode))
        }
    }
}
