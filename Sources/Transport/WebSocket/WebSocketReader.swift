/// Reads the messages that come out of a WebSocket's tunnel, on the server's side, and does what the protocol asks for
/// beside: pings get their pong, a close its answer.
package struct WebSocketReader {
    private let tunnel: any ByteTunnel
    private var decoder: WebSocketDecoder
    private var messages: WebSocketMessages
    private var isClosed = false

    package init(_ tunnel: any ByteTunnel, maxMessageBytes: Int = 1 << 20) {
        self.tunnel = tunnel
        decoder = WebSocketDecoder(.server, maxFrameBytes: maxMessageBytes)
        messages = WebSocketMessages(maxMessageBytes: maxMessageBytes)
    }

    /// The bytes of the next message, text or binary; `nil` once the client has closed. What breaks the protocol is
    /// answered with a close frame and thrown as `WebSocketViolation`.
    package mutating func next() async throws -> [UInt8]? {
        while !isClosed {
            do {
                while let frame = try decoder.next() {
                    guard let event = try messages.receive(frame) else { continue }
                    if let message = try await answer(event) { return message }
                    if isClosed { return nil }
                }
            } catch let violation as WebSocketViolation {
                isClosed = true
                try await tunnel.write(WebSocketFrame.close(code: violation.closeCode).encoded())
                throw violation
            }
            guard let bytes = try await tunnel.read() else { break }
            decoder.append(bytes)
        }
        isClosed = true
        return nil
    }

    private mutating func answer(_ event: WebSocketMessages.Event) async throws -> [UInt8]? {
        switch event {
        case .binary(let bytes): return bytes
        case .text(let text): return Array(text.utf8)
        case .pong: return nil
        case .ping(let payload):
            try await tunnel.write(WebSocketFrame(.pong, payload).encoded())
            return nil
        case .close(let code, _):
            isClosed = true
            try await tunnel.write(WebSocketFrame.close(code: code ?? 1000).encoded())
            return nil
        }
    }
}
