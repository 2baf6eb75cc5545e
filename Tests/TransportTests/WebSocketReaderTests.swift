import Testing
import Transport

@Suite(.timeLimit(.minutes(10)))
struct WebSocketReaderTests {
    private static let key: [UInt8] = [9, 8, 7, 6]

    /// What a client reads until the end.
    private func frames(_ tunnel: any ByteTunnel) async throws -> [WebSocketFrame] {
        var decoder = WebSocketDecoder(.client)
        var frames: [WebSocketFrame] = []
        while let bytes = try await tunnel.read() {
            decoder.append(bytes)
            while let frame = try decoder.next() { frames.append(frame) }
        }
        return frames
    }

    @Test func messagesComeOutAndTheProtocolIsAnswered() async throws {
        let (server, client) = MemoryTunnel.pair()
        for frame in [
            WebSocketFrame(.binary, [1], isFinal: false), WebSocketFrame(.ping, [5]), WebSocketFrame(.continuation, [2]),
            WebSocketFrame(.text, Array("x".utf8)), .close(code: 1001), WebSocketFrame(.binary, [3]),
        ] { try await client.write(frame.encoded(maskingKey: Self.key)) }
        var reader = WebSocketReader(server)
        #expect(try await reader.next() == [1, 2])
        #expect(try await reader.next() == Array("x".utf8))
        #expect(try await reader.next() == nil)
        #expect(try await reader.next() == nil)
        await server.finishWriting()
        #expect(try await frames(client) == [WebSocketFrame(.pong, [5]), .close(code: 1001)])
    }

    @Test func clientsThatBreakTheProtocolAreTold() async throws {
        let (server, client) = MemoryTunnel.pair()
        try await client.write(WebSocketFrame(.binary, [1]).encoded())
        var reader = WebSocketReader(server)
        await #expect(throws: WebSocketViolation.self) { _ = try await reader.next() }
        #expect(try await reader.next() == nil)
        await server.finishWriting()
        #expect(try await frames(client) == [.close(code: 1002)])
    }

    @Test func messagesAreBounded() async throws {
        let (server, client) = MemoryTunnel.pair()
        try await client.write(WebSocketFrame(.binary, [UInt8](repeating: 0, count: 20)).encoded(maskingKey: Self.key))
        var reader = WebSocketReader(server, maxMessageBytes: 10)
        await #expect(throws: WebSocketViolation.tooLarge(limit: 10)) { _ = try await reader.next() }
    }

    @Test func clientsThatVanishEndTheReading() async throws {
        let (server, client) = MemoryTunnel.pair()
        await client.finishWriting()
        var reader = WebSocketReader(server)
        #expect(try await reader.next() == nil)
    }
}
