/// Joins frames into messages and checks their order (RFC 6455, section 5.4). Holds at most one message of
/// `maxMessageBytes`.
package struct WebSocketMessages: Sendable {
    package enum Event: Sendable, Hashable {
        case text(String)
        case binary([UInt8])
        /// To be answered with a pong that has the same payload.
        case ping([UInt8])
        case pong([UInt8])
        /// To be answered with a close frame; nothing follows.
        case close(code: UInt16?, reason: String)
    }

    private let maxMessageBytes: Int
    private var started: (isText: Bool, payload: [UInt8])?
    private var isClosed = false

    package init(maxMessageBytes: Int = 1 << 20) { self.maxMessageBytes = maxMessageBytes }

    /// What a frame means; `nil` when the message goes on. Throws `WebSocketViolation`.
    package mutating func receive(_ frame: WebSocketFrame) throws(WebSocketViolation) -> Event? {
        guard !isClosed else { throw .malformed("a frame after close") }
        switch frame.opcode {
        case .ping: return .ping(frame.payload)
        case .pong: return .pong(frame.payload)
        case .close:
            isClosed = true
            return try Self.close(frame.payload)
        case .text, .binary:
            guard started == nil else { throw .malformed("a message within a message") }
            started = (frame.opcode == .text, [])
        case .continuation:
            guard started != nil else { throw .malformed("a continuation of nothing") }
        }
        return try append(frame)
    }

    private mutating func append(_ frame: WebSocketFrame) throws(WebSocketViolation) -> Event? {
        guard let size = started?.payload.count, size + frame.payload.count <= maxMessageBytes else {
            throw .tooLarge(limit: maxMessageBytes)
        }
        started?.payload.append(contentsOf: frame.payload)
        guard frame.isFinal, let message = started else { return nil }
        started = nil
        guard message.isText else { return .binary(message.payload) }
        guard let text = String(validating: message.payload, as: UTF8.self) else { throw .notText }
        return .text(text)
    }

    private static func close(_ payload: [UInt8]) throws(WebSocketViolation) -> Event {
        if payload.isEmpty { return .close(code: nil, reason: "") }
        guard payload.count >= 2 else { throw .malformed("half a close status") }
        let code = UInt16(payload[0]) << 8 | UInt16(payload[1])
        guard (1000...4999).contains(code), ![1004, 1005, 1006, 1015].contains(code) else {
            throw .malformed("close status \(code)")
        }
        guard let reason = String(validating: payload[2...], as: UTF8.self) else { throw .notText }
        return .close(code: code, reason: reason)
    }
}

extension WebSocketFrame {
    /// A close frame. The reason is cut to what fits in a control frame.
    package static func close(code: UInt16, reason: String = "") -> WebSocketFrame {
        var text = reason[...]
        while text.utf8.count > 123 { text = text.dropLast() }
        return WebSocketFrame(.close, [UInt8(code >> 8), UInt8(code & 0xFF)] + Array(text.utf8))
    }
}
