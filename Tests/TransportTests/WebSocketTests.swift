import Testing
import Transport

struct WebSocketTests {
    private static let key: [UInt8] = [1, 2, 3, 4]

    private func read(_ bytes: [UInt8], _ role: WebSocketDecoder.Role, limit: Int = 1 << 20) throws -> [WebSocketFrame] {
        var decoder = WebSocketDecoder(role, maxFrameBytes: limit)
        decoder.append(bytes)
        var frames: [WebSocketFrame] = []
        while let frame = try decoder.next() { frames.append(frame) }
        return frames
    }

    /// The examples of RFC 6455, section 5.7.
    @Test func examplesOfTheStandardAreRead() throws {
        let hello = Array("Hello".utf8)
        #expect(try read([0x81, 0x05] + hello, .client) == [WebSocketFrame(.text, hello)])
        let masked: [UInt8] = [0x81, 0x85, 0x37, 0xfa, 0x21, 0x3d, 0x7f, 0x9f, 0x4d, 0x51, 0x58]
        #expect(try read(masked, .server) == [WebSocketFrame(.text, hello)])
        #expect(WebSocketFrame(.text, hello).encoded(maskingKey: [0x37, 0xfa, 0x21, 0x3d]) == masked)
        let fragments: [UInt8] = [0x01, 0x03, 0x48, 0x65, 0x6c, 0x80, 0x02, 0x6c, 0x6f]
        var messages = WebSocketMessages()
        let events = try read(fragments, .client).map { try messages.receive($0) }
        #expect(events == [nil, .text("Hello")])
    }

    @Test(arguments: [0, 1, 125, 126, 127, 65_535, 65_536, 200_000])
    func framesOfAllLengthsComeBack(length: Int) throws {
        let frame = WebSocketFrame(.binary, (0..<length).map { UInt8(truncatingIfNeeded: $0) }, isFinal: false)
        #expect(try read(frame.encoded(), .client) == [frame])
        #expect(try read(frame.encoded(maskingKey: Self.key) + frame.encoded(maskingKey: Self.key), .server) == [frame, frame])
    }

    @Test func framesInSingleBytesComeBack() throws {
        let sent = [WebSocketFrame(.text, Array("ab".utf8)), .close(code: 1000, reason: "done"), WebSocketFrame(.ping, [])]
        var decoder = WebSocketDecoder(.server)
        var frames: [WebSocketFrame] = []
        for byte in sent.flatMap({ $0.encoded(maskingKey: Self.key) }) {
            decoder.append([byte])
            while let frame = try decoder.next() { frames.append(frame) }
        }
        #expect(frames == sent)
    }

    @Test(
        arguments: [
            [0xC1, 0x80, 0, 0, 0, 0],  // a reserved bit
            [0x83, 0x80, 0, 0, 0, 0],  // an unknown opcode
            [0x81, 0x05],  // not masked
            [0x09, 0x80, 0, 0, 0, 0],  // a split ping
            [0x89, 0xFE, 0, 126],  // a long ping
            [0x82, 0xFE, 0, 5],  // a length that is not minimal
            [0x82, 0xFF, 0x80, 0, 0, 0, 0, 0, 0, 0],  // a huge length
            [0x82, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF, 0xFF],
        ] as [[UInt8]])
    func malformedFrameIsRefused(bytes: [UInt8]) {
        #expect(throws: WebSocketViolation.self) { try read(bytes, .server) }
    }

    @Test func frameAboveTheLimitIsRefusedBeforeItArrives() {
        #expect(throws: WebSocketViolation.tooLarge(limit: 1000)) { try read([0x82, 0xFE, 0x03, 0xE9], .server, limit: 1000) }
    }

    @Test func anyBytesAreReadWithoutATrap() {
        var generator = SystemRandomNumberGenerator()
        for _ in 0..<5_000 {
            let bytes = (0..<Int.random(in: 0..<40)).map { _ in UInt8.random(in: 0...255, using: &generator) }
            _ = try? read(bytes, .server, limit: 64)
            _ = try? read(bytes, .client, limit: 64)
        }
    }

    @Test func controlFramesMayComeWithinAMessage() throws {
        var messages = WebSocketMessages(maxMessageBytes: 4)
        #expect(try messages.receive(WebSocketFrame(.binary, [1, 2], isFinal: false)) == nil)
        #expect(try messages.receive(WebSocketFrame(.ping, [9])) == .ping([9]))
        #expect(try messages.receive(WebSocketFrame(.continuation, [3, 4])) == .binary([1, 2, 3, 4]))
        #expect(try messages.receive(.close(code: 1001, reason: "bye")) == .close(code: 1001, reason: "bye"))
        #expect(throws: WebSocketViolation.self) { try messages.receive(WebSocketFrame(.ping, [])) }
    }

    @Test func messagesOutOfOrderAreRefused() {
        #expect(throws: WebSocketViolation.self) {
            var messages = WebSocketMessages()
            _ = try messages.receive(WebSocketFrame(.continuation, []))
        }
        #expect(throws: WebSocketViolation.self) {
            var messages = WebSocketMessages()
            _ = try messages.receive(WebSocketFrame(.text, [], isFinal: false))
            _ = try messages.receive(WebSocketFrame(.text, []))
        }
        #expect(throws: WebSocketViolation.tooLarge(limit: 3)) {
            var messages = WebSocketMessages(maxMessageBytes: 3)
            _ = try messages.receive(WebSocketFrame(.text, [65, 65], isFinal: false))
            _ = try messages.receive(WebSocketFrame(.continuation, [65, 65]))
        }
        #expect(throws: WebSocketViolation.notText) {
            var messages = WebSocketMessages()
            _ = try messages.receive(WebSocketFrame(.text, [0xFF]))
        }
        for payload: [UInt8] in [[3], [0, 0], [3, 0xED], [3, 232, 0xFF]] {
            #expect(throws: WebSocketViolation.self) {
                var messages = WebSocketMessages()
                _ = try messages.receive(WebSocketFrame(.close, payload))
            }
        }
    }

    @Test func longCloseReasonIsCut() {
        let frame = WebSocketFrame.close(code: 1011, reason: String(repeating: "ä", count: 200))
        #expect(frame.payload.count <= 125)
        #expect(String(validating: frame.payload.dropFirst(2), as: UTF8.self) != nil)
    }

    private func handshake(_ changes: HTTPHeaders = [:]) -> HTTPRequest {
        var headers: HTTPHeaders = [
            "Upgrade": "websocket", "Connection": "keep-alive, Upgrade", "Sec-WebSocket-Version": "13",
            "Sec-WebSocket-Key": "dGhlIHNhbXBsZSBub25jZQ==", "Sec-WebSocket-Protocol": "v4.channel.k8s.io, v5.channel.k8s.io",
        ]
        for field in changes.fields { headers[field.name] = field.value }
        return HTTPRequest("GET", "/exec", headers: headers)
    }

    /// The key and its proof are those of RFC 6455, section 1.3.
    @Test func handshakeIsAcceptedWithTheProtocolTheServerLikesBest() throws {
        let accepted = try WebSocketHandshake.accept(handshake(), protocols: ["v5.channel.k8s.io", "v4.channel.k8s.io"]).get()
        #expect(accepted.headers["Sec-WebSocket-Accept"] == "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=")
        #expect(accepted.headers["Sec-WebSocket-Protocol"] == "v5.channel.k8s.io")
        #expect(accepted.subprotocol == "v5.channel.k8s.io")
    }

    @Test func handshakeThatIsNotOneIsRefused() {
        func status(_ changes: HTTPHeaders, protocols: [String] = ["v5.channel.k8s.io"]) -> Int? {
            switch WebSocketHandshake.accept(handshake(changes), protocols: protocols) {
            case .success: nil
            case .failure(let refusal): refusal.status
            }
        }
        #expect(status([:]) == nil)
        #expect(status(["Upgrade": "SPDY/3.1"]) == 400)
        #expect(status(["Connection": "close"]) == 400)
        #expect(status(["Sec-WebSocket-Version": "8"]) == 426)
        #expect(status(["Sec-WebSocket-Key": "short"]) == 400)
        #expect(status([:], protocols: ["v9"]) == 400)
        #expect(status([:], protocols: []) == nil)
    }
}
