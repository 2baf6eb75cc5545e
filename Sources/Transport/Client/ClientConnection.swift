import AsyncTools
import Glibc
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL
import Synchronization

/// A connection to a server, and what is needed to send a request over it.
final class ClientConnection: Sendable {
    let channel: any Channel
    private let handler: NIOLoopBound<HTTP1ClientHandler>
    /// The number of the last request; a cancellation that comes late must not hit the next one.
    private let tickets = Atomic<UInt64>(0)

    private init(_ channel: any Channel, _ handler: NIOLoopBound<HTTP1ClientHandler>) {
        self.channel = channel
        self.handler = handler
    }

    /// Connects, TLS handshake included. Throws `TransportError.cannotConnect`.
    ///
    /// - Parameter becameIdle: called each time an exchange has ended and another may begin.
    static func open(
        _ configuration: HTTPClient.Configuration, tls: NIOSSLContext?,
        becameIdle: @escaping @Sendable (ClientConnection) -> Void
    ) async throws(TransportError) -> ClientConnection {
        // The caller's own, when it runs on one: then nothing changes threads.
        let loop = MultiThreadedEventLoopGroup.singleton.any()
        let connected = loop.makePromise(of: Void.self)
        let timeout = loop.scheduleTask(in: TimeAmount(configuration.connectTimeout)) {
            connected.fail(TransportError.timedOut("connecting to \(configuration.endpoint)"))
        }
        defer { timeout.cancel() }
        do {
            let (channel, handler) = try await connect(configuration, tls: tls, loop: loop, connected: connected)
            do { try await connected.futureResult.get() } catch {
                channel.close(promise: nil)
                throw error
            }
            let connection = ClientConnection(channel, handler)
            try await loop.submit {
                handler.value.becameIdle = { [weak connection] in
                    if let connection { becameIdle(connection) }
                }
            }.get()
            return connection
        } catch {
            connected.fail(error)
            throw TransportError.cannotConnect(to: "\(configuration.endpoint)", cause: reason(error))
        }
    }

    /// Throws `TransportError`, `CancellationError`, or `ConnectionGone` when the request was not sent.
    func send(_ head: HTTPRequestHead, body: [UInt8], wantsUpgrade: Bool) async throws -> HTTPResponse {
        try Task.checkCancellation()
        let ticket = tickets.wrappingAdd(1, ordering: .relaxed).newValue
        do {
            return try await withTaskCancellationHandler {
                try await withCheckedThrowingContinuation { answer in
                    let handler = handler
                    channel.eventLoop.execute {
                        handler.value.send(head, body: body, wantsUpgrade: wantsUpgrade, ticket: ticket, answer: answer)
                    }
                }
            } onCancel: {
                let handler = handler
                channel.eventLoop.execute { handler.value.abandon(ticket) }
            }
        } catch {
            try Task.checkCancellation()
            throw error
        }
    }

    private static func connect(
        _ configuration: HTTPClient.Configuration, tls: NIOSSLContext?, loop: any EventLoop,
        connected: EventLoopPromise<Void>
    ) async throws -> (any Channel, NIOLoopBound<HTTP1ClientHandler>) {
        let made = Guarded<NIOLoopBound<HTTP1ClientHandler>?>(nil)
        let bootstrap = ClientBootstrap(group: loop)
            .connectTimeout(TimeAmount(configuration.connectTimeout))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    let handler = try configure(channel, configuration, tls: tls, connected: connected)
                    let bound = NIOLoopBound(handler, eventLoop: channel.eventLoop)
                    made.withLock { $0 = bound }
                }
            }
        let channel: any Channel
        switch configuration.endpoint {
        case .https(let host, let port), .http(let host, let port):
            channel =
                try await bootstrap
                .channelOption(.socketOption(.so_keepalive), value: 1)
                .channelOption(KeepAlive.idle, value: KeepAlive.idleSeconds)
                .channelOption(KeepAlive.interval, value: KeepAlive.intervalSeconds)
                .channelOption(KeepAlive.count, value: KeepAlive.probes)
                .channelOption(.tcpOption(.tcp_nodelay), value: 1)
                .connect(host: host, port: port).get()
        case .unix(let path): channel = try await bootstrap.connect(unixDomainSocketPath: path).get()
        }
        guard let handler = made.current else { throw TransportError.closed }
        return (channel, handler)
    }

    private static func configure(
        _ channel: any Channel, _ configuration: HTTPClient.Configuration, tls: NIOSSLContext?,
        connected: EventLoopPromise<Void>
    ) throws -> HTTP1ClientHandler {
        let pipeline = channel.pipeline.syncOperations
        if let tls {
            try pipeline.addHandler(NIOSSLClientHandler(context: tls, serverHostname: configuration.verifiedName))
        }
        var limits = NIOHTTPDecoderLimitConfiguration()
        limits.maxHeaderListSize = 256 << 10
        let encoder = HTTPRequestEncoder()
        let decoder = ByteToMessageHandler(
            HTTPResponseDecoder(
                leftOverBytesStrategy: .forwardBytes, informationalResponseStrategy: .drop, limitConfiguration: limits),
            maximumBufferSize: 512 << 10)
        try pipeline.addHandler(encoder)
        try pipeline.addHandler(decoder)
        let leave: () -> Void = {
            pipeline.removeHandler(encoder, promise: nil)
            pipeline.removeHandler(decoder, promise: nil)
        }
        let handler = HTTP1ClientHandler(configuration, leaveHTTP: leave, connected: connected, isSecure: tls != nil)
        try pipeline.addHandler(handler)
        return handler
    }

    private static func reason(_ error: any Error) -> String {
        switch error {
        case TransportError.timedOut: "timed out"
        case TransportError.connectionLost(let cause): cause
        case let error as NIOConnectionError:
            error.connectionErrors.first.map { reason($0.error) } ?? error.dnsAError.map { reason($0) } ?? "no address"
        case let error as IOError: String(cString: strerror(error.errnoCode))
        default: TLSFailure.text(error) ?? "\(error)"
        }
    }
}

extension HTTPClient.Configuration {
    /// The name for SNI and verification. `nil` when an address is dialled: then the certificate must carry it.
    fileprivate var verifiedName: String? {
        guard case .https(let host, _) = endpoint else { return nil }
        let name = tls?.serverName ?? host
        let isAddress = (try? SocketAddress(ipAddress: name, port: 0)) != nil
        return isAddress ? nil : name
    }
}
