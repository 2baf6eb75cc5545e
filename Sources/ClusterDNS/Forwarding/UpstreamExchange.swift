internal import NIOCore
internal import NIOPosix

/// One request to one upstream server, on a socket of its own: the system picks a port that nobody can guess.
struct UpstreamExchange {
    let group: any EventLoopGroup
    let timeLimit: TimeAmount

    struct NoAnswer: Error {}

    /// Sends the request in a datagram and waits for the answer to it. Datagrams that answer something else are passed over.
    func ask(_ server: SocketAddress, _ request: [UInt8], id: UInt16, question: [UInt8]) async throws -> UpstreamAnswer {
        let loop = group.next()
        let promise = loop.makePromise(of: UpstreamAnswer.self)
        let channel = try await Self.failing(promise) {
            try await DatagramBootstrap(group: loop).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(DatagramAnswerHandler(promise, id: id, question: question))
                }
            }.connect(to: server).get()
        }
        channel.writeAndFlush(AddressedEnvelope(remoteAddress: server, data: ByteBuffer(bytes: request)), promise: nil)
        return try await answer(promise, channel)
    }

    /// The same over TCP, for answers that do not fit a datagram.
    func askOverTCP(_ server: SocketAddress, _ request: [UInt8], id: UInt16, question: [UInt8]) async throws -> UpstreamAnswer {
        let loop = group.next()
        let promise = loop.makePromise(of: UpstreamAnswer.self)
        let channel = try await Self.failing(promise) {
            try await ClientBootstrap(group: loop).connectTimeout(timeLimit).channelInitializer { channel in
                channel.eventLoop.makeCompletedFuture {
                    try channel.pipeline.syncOperations.addHandler(StreamAnswerHandler(promise, id: id, question: question))
                }
            }.connect(to: server).get()
        }
        channel.writeAndFlush(ByteBuffer(bytes: DNSRecord.bytes(UInt16(clamping: request.count)) + request), promise: nil)
        return try await answer(promise, channel)
    }

    /// A promise must be kept, also when the channel it was for never came to be.
    private static func failing<R: Sendable>(
        _ promise: EventLoopPromise<UpstreamAnswer>, _ connect: () async throws -> R
    ) async throws -> R {
        do { return try await connect() } catch {
            promise.fail(error)
            throw error
        }
    }

    private func answer(_ promise: EventLoopPromise<UpstreamAnswer>, _ channel: any Channel) async throws -> UpstreamAnswer {
        let timer = channel.eventLoop.scheduleTask(in: timeLimit) { promise.fail(NoAnswer()) }
        defer {
            timer.cancel()
            channel.close(promise: nil)
        }
        return try await promise.futureResult.get()
    }
}

private final class DatagramAnswerHandler: ChannelInboundHandler {
    typealias InboundIn = AddressedEnvelope<ByteBuffer>
    private let promise: EventLoopPromise<UpstreamAnswer>
    private let id: UInt16
    private let question: [UInt8]

    init(_ promise: EventLoopPromise<UpstreamAnswer>, id: UInt16, question: [UInt8]) {
        self.promise = promise
        self.id = id
        self.question = question
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        let bytes = Array(unwrapInboundIn(data).data.readableBytesView)
        if let answer = UpstreamAnswer(bytes, id: id, question: question) { promise.succeed(answer) }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { promise.fail(error) }

    func channelInactive(context: ChannelHandlerContext) { promise.fail(UpstreamExchange.NoAnswer()) }
}

private final class StreamAnswerHandler: ChannelInboundHandler {
    typealias InboundIn = ByteBuffer
    private let promise: EventLoopPromise<UpstreamAnswer>
    private let id: UInt16
    private let question: [UInt8]
    private var received: [UInt8] = []

    init(_ promise: EventLoopPromise<UpstreamAnswer>, id: UInt16, question: [UInt8]) {
        self.promise = promise
        self.id = id
        self.question = question
    }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        received += unwrapInboundIn(data).readableBytesView
        guard received.count >= 2 else { return }
        let length = Int(received[0]) << 8 | Int(received[1])
        guard received.count >= length + 2 else { return }
        if let answer = UpstreamAnswer(Array(received[2..<length + 2]), id: id, question: question) {
            promise.succeed(answer)
        } else {
            promise.fail(UpstreamExchange.NoAnswer())
        }
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) { promise.fail(error) }

    func channelInactive(context: ChannelHandlerContext) { promise.fail(UpstreamExchange.NoAnswer()) }
}
