import Testing

@testable import KubeClient

@Suite struct FrameDecoderTests {
    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test func aChunkWithOneFrameIsThatFrame() throws {
        var decoder = FrameDecoder()
        let frames = try decoder.push(bytes("{}\n"))
        let rest = decoder.finish()
        #expect(frames == [bytes("{}\n")])
        #expect(rest == nil)
    }

    @Test func framesAreCutAtNewlinesWhereverChunksEnd() throws {
        let text = "{\"a\":1}\n{\"b\":2}\n\n{\"c\":3}\n"
        for size in 1...text.utf8.count {
            var decoder = FrameDecoder()
            var frames: [String] = []
            var rest = bytes(text)[...]
            while !rest.isEmpty {
                frames += try decoder.push(Array(rest.prefix(size))).map {
                    String(decoding: $0, as: UTF8.self).replacing("\n", with: "")
                }
                rest = rest.dropFirst(size)
            }
            #expect(frames == ["{\"a\":1}", "{\"b\":2}", "{\"c\":3}"], "chunks of \(size) bytes")
            let unfinished = decoder.finish()
            #expect(unfinished == nil)
        }
    }

    @Test func aLastFrameWithoutNewlineIsNotLost() throws {
        var decoder = FrameDecoder()
        let frames = try decoder.push(bytes("{}\n{\"a\""))
        let rest = decoder.finish()
        #expect(frames == [bytes("{}")])
        #expect(rest == bytes("{\"a\""))
    }

    @Test func aFrameLongerThanTheLimitIsRefused() throws {
        var decoder = FrameDecoder(limit: 8)
        let whole = try decoder.push(bytes("1234567\n"))
        let unfinished = try decoder.push(bytes("12345678"))
        #expect(whole.count == 1)
        #expect(unfinished.isEmpty)
        #expect(throws: FrameDecoder.FrameTooLong.self) { _ = try decoder.push(bytes("9")) }
    }
}
