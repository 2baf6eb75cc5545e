import Logging
import NIOCore
import NIOHPACK
import NIOHTTP1
import NIOHTTP2
import NIOSSL
import NIOTLS

/// Makes the pipeline of an accepted connection.
struct ConnectionPipeline: Sendable {
    let server: HTTPServer

    func configure(_ channel: any Channel) throws {
        server.connections.add(channel)
        if let tls = server.tlsContext {
            let pipeline = channel.pipeline.syncOperations
            let handshake = HandshakeHandler(self, timeout: TimeAmount(server.configuration.handshakeTimeout))
            try pipeline.addHandler(server.verifiesClients ? NIOSSLServerHandler(context: tls) : handshake.collecting(tls))
            try pipeline.addHandler(handshake)
        } else {
            try configureHTTP1(channel, peer: .anonymous)
        }
    }

    func configureHTTP1(_ channel: any Channel, peer: HTTPPeer) throws {
        let configuration = server.configuration
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderFieldSize = configuration.maxHeaderBytes
        limits.maxHeaderListSize = configuration.maxHeaderBytes
        limits.maxHeaderFieldCount = configuration.maxHeaderFields
        let decoder = ByteToMessageHandler(
            HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes, limitConfiguration: limits),
            maximumBufferSize: configuration.maxHeaderBytes + configuration.maxPathBytes + 64 << 10)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(decoder)
        try pipeline.addHandler(HTTP1ServerHandler(try connection(channel, peer), decoder: decoder))
    }

    func configureHTTP2(_ channel: any Channel, peer: HTTPPeer) throws {
        let configuration = server.configuration
        let connection = try connection(channel, peer)
        let lifetime = NIOHTTP2ServerConnectionManagementHandler(
            eventLoop: channel.eventLoop,
            configuration: .init(
                maxIdleTime: TimeAmount(configuration.idleTimeout), maxAge: nil,
                maxGraceTime: TimeAmount(configuration.drainTimeout),
                keepalive: .init(pingInterval: .seconds(30), ackTimeout: .seconds(20))))
        var settings = NIOHTTP2Handler.ConnectionConfiguration()
        settings.initialSettings = [
            HTTP2Setting(parameter: .maxConcurrentStreams, value: configuration.maxStreams),
            HTTP2Setting(parameter: .maxHeaderListSize, value: configuration.maxHeaderBytes),
        ]
        let handler = NIOHTTP2Handler(
            mode: .server, eventLoop: channel.eventLoop, connectionConfiguration: settings,
            streamDelegate: lifetime.http2StreamDelegate
        ) { stream in
            stream.eventLoop.makeCompletedFuture {
                try stream.pipeline.syncOperations.addHandler(HTTP2StreamHandler(connection))
            }
        }
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(handler)
        try pipeline.addHandler(lifetime)
        try pipeline.addHandler(CloseOnError())
    }

    private func connection(_ channel: any Channel, _ peer: HTTPPeer) throws -> ServerConnection {
        guard let passes = server.passes(of: channel.eventLoop) else { throw TransportError.closed }
        return ServerConnection(
            channel: channel, configuration: server.configuration, responder: server.responder, bodies: server.bodies,
            answers: server.answers, passes: passes, peer: peer, logger: server.logger)
    }
}

/// Waits for the TLS handshake, at most so long, and then puts the protocol's handlers in its place.
final class HandshakeHandler: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = ByteBuffer

    private let pipeline: ConnectionPipeline
    private let timeout: TimeAmount
    private var timer: Scheduled<Void>?
    private var isOver = false
    /// What the client presented, when nobody verifies it here.
    private var presented: [NIOSSLCertificate]?

    init(_ pipeline: ConnectionPipeline, timeout: TimeAmount) {
        self.pipeline = pipeline
        self.timeout = timeout
    }

    /// A TLS handler that takes any certificate, and leaves the chain with this one.
    func collecting(_ context: NIOSSLContext) -> NIOSSLServerHandler {
        NIOSSLServerHandler(context: context) { [weak self] certificates, verdict in
            self?.presented = certificates
            verdict.succeed(.certificateVerified)
        }
    }

    func handlerAdded(context: ChannelHandlerContext) {
        let channel = context.channel
        timer = context.eventLoop.scheduleTask(in: timeout) { channel.close(promise: nil) }
    }

    /// The connection ended, or ran out of time, before it began.
    func channelInactive(context: ChannelHandlerContext) {
        fail()
        context.fireChannelInactive()
    }

    private func fail() {
        guard !isOver else { return }
        isOver = true
        pipeline.server.configuration.handshakeFailed()
    }

    func handlerRemoved(context: ChannelHandlerContext) { timer?.cancel() }

    func userInboundEventTriggered(context: ChannelHandlerContext, event: Any) {
        guard case .handshakeCompleted(let negotiated)? = event as? TLSUserEvent else {
            return context.fireUserInboundEventTriggered(event)
        }
        timer?.cancel()
        isOver = true
        do {
            let peer = try peer(context)
            if negotiated == "h2" {
                try pipeline.configureHTTP2(context.channel, peer: peer)
            } else {
                try pipeline.configureHTTP1(context.channel, peer: peer)
            }
        } catch { return context.close(promise: nil) }
        context.fireUserInboundEventTriggered(event)
        context.pipeline.syncOperations.removeHandler(self, promise: nil)
    }

    /// A resumed session knows its certificate, and presents nothing.
    private func peer(_ context: ChannelHandlerContext) throws -> HTTPPeer {
        let leaf = try context.pipeline.syncOperations.nioSSL_peerCertificate()
        guard let leaf else { return .anonymous }
        if pipeline.server.verifiesClients { return .certificates([try leaf.toDERBytes()]) }
        return .presentedCertificates(try (presented ?? [leaf]).map { try $0.toDERBytes() })
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        pipeline.server.logger.debug("TLS handshake failed", metadata: ["error": "\(error)"])
        fail()
        context.close(promise: nil)
    }
}

/// The last handler: what no other one has dealt with ends the connection.
private final class CloseOnError: ChannelInboundHandler {
    typealias InboundIn = Never

    func errorCaught(context: ChannelHandlerContext, error: any Error) { context.close(promise: nil) }
}
