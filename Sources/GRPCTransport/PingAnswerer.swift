package import NIOCore
import NIOHTTP2

/// Answers the peer's HTTP/2 PING frames before the HTTP/2 handler counts them.
///
/// Go's gRPC servers send a PING with every read, to estimate the bandwidth-delay product. SwiftNIO takes 200 control
/// frames in 30 seconds for an attack and closes the connection; the limit cannot be set through the gRPC transport.
/// Frames: RFC 9113, sections 4.1 and 6.7.
package final class PingAnswerer: ChannelInboundHandler {
    package typealias InboundIn = ByteBuffer
    package typealias InboundOut = ByteBuffer
    package typealias OutboundOut = ByteBuffer

    private static let headerLength = 9
    private static let pingType: UInt8 = 0x6
    private static let acknowledgement: UInt8 = 0x1

    /// What came of a frame whose end, or whose header, has not come yet: 16 bytes at most.
    private var held = ByteBuffer()
    /// How much of the current frame is still to be passed on.
    private var passing = 0

    package static func insert(into channel: any Channel) -> EventLoopFuture<Void> {
        channel.eventLoop.makeCompletedFuture {
            let pipeline = channel.pipeline.syncOperations
            let http2 = try pipeline.handler(type: NIOHTTP2Handler.self)
            try pipeline.addHandler(PingAnswerer(), position: .before(http2))
        }
    }

    package func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        var input = unwrapInboundIn(data)
        if held.readableBytes > 0 {
            held.writeBuffer(&input)
            input = held
            held = ByteBuffer()
        }
        var output = context.channel.allocator.buffer(capacity: input.readableBytes)
        var answers = ByteBuffer()
        while input.readableBytes > 0 {
            if passing > 0 {
                passing -= move(min(passing, input.readableBytes), from: &input, to: &output)
                continue
            }
            guard let frame = FrameHeader(input) else { break }
            if frame.isPing {
                guard frame.hasAllOf(input) else { break }
                answer(&input, into: &answers)
            } else {
                passing = Self.headerLength + frame.length
            }
        }
        held = input.slice()
        if answers.readableBytes > 0 { context.writeAndFlush(wrapOutboundOut(answers), promise: nil) }
        if output.readableBytes > 0 { context.fireChannelRead(wrapInboundOut(output)) }
    }

    private func move(_ count: Int, from input: inout ByteBuffer, to output: inout ByteBuffer) -> Int {
        guard var bytes = input.readSlice(length: count) else { return 0 }
        return output.writeBuffer(&bytes)
    }

    private func answer(_ input: inout ByteBuffer, into answers: inout ByteBuffer) {
        guard var frame = input.readSlice(length: Self.headerLength + FrameHeader.pingLength) else { return }
        frame.setInteger(Self.acknowledgement, at: frame.readerIndex + 4)
        answers.writeBuffer(&frame)
    }

    private struct FrameHeader {
        static let pingLength = 8

        /// Of the payload, in bytes.
        let length: Int
        /// A well-formed PING that is no acknowledgement; anything odd is left to the HTTP/2 handler to refuse.
        let isPing: Bool

        init?(_ buffer: ByteBuffer) {
            let start = buffer.readerIndex
            guard buffer.readableBytes >= PingAnswerer.headerLength,
                let word = buffer.getInteger(at: start, as: UInt32.self),
                let flags = buffer.getInteger(at: start + 4, as: UInt8.self),
                let stream = buffer.getInteger(at: start + 5, as: UInt32.self)
            else { return nil }
            length = Int(word >> 8)
            isPing =
                UInt8(truncatingIfNeeded: word) == PingAnswerer.pingType && length == Self.pingLength
                && flags & PingAnswerer.acknowledgement == 0 && stream & 0x7fff_ffff == 0
        }

        func hasAllOf(_ buffer: ByteBuffer) -> Bool { buffer.readableBytes >= PingAnswerer.headerLength + length }
    }
}
