import NIOCore
import NIOEmbedded
import Testing

@testable import GRPCTransport

struct PingAnswererTests {
    private static let ping = frame(type: 6, flags: 0, stream: 0, Array(1...8))
    private static let answer = frame(type: 6, flags: 1, stream: 0, Array(1...8))
    private static let data = frame(type: 0, flags: 1, stream: 5, Array(repeating: 0x2A, count: 300))
    private static let headers = frame(type: 1, flags: 4, stream: 5, [0x88])

    @Test(arguments: [1, 2, 8, 9, 16, 17, 26, 100, 4096])
    func pingsAreAnsweredAndEverythingElseGoesOnHoweverItIsCut(size: Int) throws {
        let input = Self.ping + Self.headers + Self.ping + Self.data + Self.ping + Self.ping + Self.data
        let (passed, answered) = try exchange(input, size)
        #expect(passed == Self.headers + Self.data + Self.data)
        #expect(answered == Self.answer + Self.answer + Self.answer + Self.answer)
    }

    @Test func aThousandPingsInARowReachNobody() throws {
        let (passed, answered) = try exchange(Array(repeating: Self.ping, count: 1000).flatMap(\.self), 4096)
        #expect(passed.isEmpty)
        #expect(answered.count == 1000 * Self.answer.count)
    }

    @Test func acknowledgementsAndMalformedPingsAreLeftToTheHTTP2Handler() throws {
        let short = Self.frame(type: 6, flags: 0, stream: 0, [1, 2, 3])
        let onAStream = Self.frame(type: 6, flags: 0, stream: 3, Array(1...8))
        let input = Self.answer + short + onAStream
        let (passed, answered) = try exchange(input, 7)
        #expect(passed == input)
        #expect(answered.isEmpty)
    }

    @Test func theStartOfAFrameWaitsForItsHeader() throws {
        let (passed, answered) = try exchange(Array(Self.data.prefix(8)), 8)
        #expect(passed.isEmpty)
        #expect(answered.isEmpty)
    }

    /// Feeds the bytes in pieces of `size`; what went on to the next handler, and what was written back.
    private func exchange(_ input: [UInt8], _ size: Int) throws -> (passed: [UInt8], answered: [UInt8]) {
        let channel = EmbeddedChannel()
        try channel.pipeline.syncOperations.addHandler(PingAnswerer())
        var passed: [UInt8] = []
        var answered: [UInt8] = []
        for start in stride(from: 0, to: input.count, by: size) {
            try channel.writeInbound(ByteBuffer(bytes: input[start..<min(start + size, input.count)]))
            while let buffer = try channel.readInbound(as: ByteBuffer.self) { passed += buffer.readableBytesView }
            while let buffer = try channel.readOutbound(as: ByteBuffer.self) { answered += buffer.readableBytesView }
        }
        _ = try channel.finish(acceptAlreadyClosed: true)
        return (passed, answered)
    }

    /// RFC 9113, section 4.1.
    private static func frame(type: UInt8, flags: UInt8, stream: UInt8, _ payload: [UInt8]) -> [UInt8] {
        [0, UInt8(payload.count >> 8), UInt8(payload.count & 0xFF), type, flags, 0, 0, 0, stream] + payload
    }
}
