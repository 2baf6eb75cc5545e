internal import NIOCore
internal import NIOPosix

/// The sockets of the server: one for datagrams and one for connections, on the same address and port.
struct DNSServer {
    static let maximumConnections = 256
    static let maximumPending = 512
    static let idleTime = TimeAmount.seconds(10)

    let datagrams: any Channel
    let connections: any Channel

    /// Opens both sockets. Port 0 lets the system pick one.
    /// - Throws: when the address is not there or the port is taken.
    static func open(host: String, port: Int, group: any EventLoopGroup, resolver: Resolver) async throws -> DNSServer {
        let load = RequestLoad(limit: maximumPending)
        let datagrams = try await DatagramBootstrap(group: group)
            .channelOption(.socketOption(.so_reuseaddr), value: 1)
            .channelOption(.recvAllocator, value: FixedSizeRecvByteBufferAllocator(capacity: StreamHandler.maximumRequest))
            .channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramHandler(resolver, load))
                }
            }.bind(host: host, port: port).get()
        do {
            let actualPort = datagrams.localAddress?.port ?? port
            let connections = try await openConnections(host: host, port: actualPort, group: group, resolver: resolver)
            return DNSServer(datagrams: datagrams, connections: connections)
        } catch {
            try? await datagrams.close()
            throw error
        }
    }

    private static func openConnections(
        host: String, port: Int, group: any EventLoopGroup, resolver: Resolver
    ) async throws -> any Channel {
        let counter = RequestLoad(limit: maximumConnections)
        return try await ServerBootstrap(group: group)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .serverChannelOption(.backlog, value: 128)
            .childChannelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandlers([
                        IdleStateHandler(allTimeout: idleTime), StreamHandler(resolver, counter),
                    ])
                }
            }.bind(host: host, port: port).get()
    }

    var port: Int? { datagrams.localAddress?.port }

    /// Until both sockets are closed.
    func waitUntilClosed() async throws {
        try await datagrams.closeFuture.get()
        try await connections.closeFuture.get()
    }

    func close() async {
        try? await datagrams.close()
        try? await connections.close()
    }
}
