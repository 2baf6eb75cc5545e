import Testing
import Transport

struct SPDYTests {
    private func frames(_ bytes: [UInt8], limit: Int = 1 << 20) throws -> [SPDYFrame] {
        var decoder = SPDYDecoder(maxFrameBytes: limit)
        var frames: [SPDYFrame] = []
        for byte in bytes {
            decoder.append([byte])
            while let frame = try decoder.next() { frames.append(frame) }
        }
        return frames
    }

    /// The bytes follow from the draft's sections 2.6.1 and 2.6.10 and RFC 1951, section 3.2.4.
    @Test func streamsAreOpenedWithStoredHeaders() {
        var encoder = SPDYEncoder()
        let first = encoder.open(headers: [("a", "bc")])
        #expect(first.stream == 1)
        let block: [UInt8] = [0, 0, 0, 1, 0, 0, 0, 1, 0x61, 0, 0, 0, 2, 0x62, 0x63]
        let stored: [UInt8] = [0, 15, 0, 240, 255] + block + [0, 0, 0, 255, 255]
        let zlib: [UInt8] = [0x78, 0xBB, 0xE3, 0xC6, 0xA7, 0xC2]
        #expect(first.frame == [0x80, 3, 0, 1, 0, 0, 0, 41, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0] + zlib + stored)
        let second = encoder.open(headers: [("a", "bc")])
        #expect(second.stream == 3)
        #expect(second.frame == [0x80, 3, 0, 1, 0, 0, 0, 35, 0, 0, 0, 3, 0, 0, 0, 0, 0, 0] + stored)
    }

    @Test func framesInSingleBytesComeBack() throws {
        let bytes =
            SPDYEncoder.data(stream: 5, Array("hello".utf8)) + SPDYEncoder.data(stream: 5, [], isLast: true)
            + SPDYEncoder.ping(2) + [0x80, 3, 0, 2, 1, 0, 0, 4, 0, 0, 0, 7] + [0x80, 3, 0, 3, 0, 0, 0, 8, 0, 0, 0, 7, 0, 0, 0, 5]
            + [0x80, 3, 0, 7, 0, 0, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0] + [0x80, 3, 0, 4, 0, 0, 0, 4, 0, 0, 0, 0]
        #expect(
            try frames(bytes) == [
                .data(stream: 5, Array("hello".utf8), isLast: false), .data(stream: 5, [], isLast: true), .ping(2),
                .reply(stream: 7, isLast: true), .reset(stream: 7, status: 5), .goAway, .other(kind: 4),
            ])
    }

    @Test func dataThatIsTooLongForOneFrameIsSplit() throws {
        let payload = [UInt8](repeating: 7, count: 0x100_0001)
        var decoder = SPDYDecoder(maxFrameBytes: 1 << 25)
        decoder.append(SPDYEncoder.data(stream: 1, payload, isLast: true))
        let first = try decoder.next()
        let second = try decoder.next()
        #expect(first == .data(stream: 1, [UInt8](repeating: 7, count: 0xFF_FFFF), isLast: false))
        #expect(second == .data(stream: 1, [7, 7], isLast: true))
    }

    @Test func whatNoPeerSendsIsRefused() {
        #expect(throws: SPDYDecoder.Violation.version(2)) { try frames([0x80, 2, 0, 6, 0, 0, 0, 0]) }
        #expect(throws: SPDYDecoder.Violation.short(kind: 6)) { try frames([0x80, 3, 0, 6, 0, 0, 0, 0]) }
        #expect(throws: SPDYDecoder.Violation.short(kind: 3)) { try frames([0x80, 3, 0, 3, 0, 0, 0, 4, 0, 0, 0, 1]) }
        #expect(throws: SPDYDecoder.Violation.tooLarge(limit: 4)) { try frames([0, 0, 0, 1, 0, 0, 0, 5], limit: 4) }
    }
}
