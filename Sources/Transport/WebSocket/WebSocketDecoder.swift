/// Turns bytes into frames, in whatever pieces they arrive. Holds at most one frame of `maxFrameBytes`.
package struct WebSocketDecoder: Sendable {
    /// Which side is reading: frames from a client are masked, frames from a server are not (RFC 6455, section 5.1).
    package enum Role: Sendable {
        case server
        case client
    }

    private let role: Role
    private let maxFrameBytes: Int
    private var buffer: [UInt8] = []
    /// What comes before it in `buffer` has been read.
    private var start = 0

    package init(_ role: Role, maxFrameBytes: Int = 1 << 20) {
        self.role = role
        self.maxFrameBytes = maxFrameBytes
    }

    package mutating func append(_ bytes: [UInt8]) { buffer.append(contentsOf: bytes) }

    /// The next whole frame; `nil` when more bytes are needed. Throws `WebSocketViolation`; nothing can be read after it.
    package mutating func next() throws(WebSocketViolation) -> WebSocketFrame? {
        guard let header = try readHeader(buffer[start...]), buffer.count - start - header.size >= header.length else {
            buffer.removeFirst(start)
            start = 0
            return nil
        }
        var payload = Array(buffer[(start + header.size)...].prefix(header.length))
        if let key = header.key {
            for index in payload.indices { payload[index] ^= key[index & 3] }
        }
        start += header.size + header.length
        return WebSocketFrame(header.opcode, payload, isFinal: header.isFinal)
    }

    private struct Header {
        let opcode: WebSocketFrame.Opcode
        let isFinal: Bool
        let size: Int
        let length: Int
        let key: [UInt8]?
    }

    private func readHeader(_ bytes: ArraySlice<UInt8>) throws(WebSocketViolation) -> Header? {
        guard let first = bytes.first, let second = bytes.dropFirst().first else { return nil }
        let isFinal = first & 0x80 != 0
        guard first & 0x70 == 0 else { throw .malformed("reserved bits are set") }
        guard let opcode = WebSocketFrame.Opcode(rawValue: first & 0x0F) else { throw .malformed("unknown opcode") }
        let isMasked = second & 0x80 != 0
        guard isMasked == (role == .server) else { throw .malformed(isMasked ? "a masked frame" : "an unmasked frame") }
        let short = second & 0x7F
        guard !opcode.isControl || (isFinal && short < 126) else { throw .malformed("a control frame that is split or long") }
        let lengthBytes = short == 127 ? 8 : short == 126 ? 2 : 0
        guard bytes.count >= 2 + lengthBytes else { return nil }
        var length = UInt64(short)
        if lengthBytes > 0 {
            length = bytes.dropFirst(2).prefix(lengthBytes).reduce(0) { $0 << 8 | UInt64($1) }
            guard length >= (lengthBytes == 2 ? 126 : 65_536) else { throw .malformed("a length that is not minimal") }
        }
        guard length <= UInt64(max(0, maxFrameBytes)) else { throw .tooLarge(limit: maxFrameBytes) }
        let size = 2 + lengthBytes + (isMasked ? 4 : 0)
        guard bytes.count >= size else { return nil }
        return Header(
            opcode: opcode, isFinal: isFinal, size: size, length: Int(length),
            key: isMasked ? Array(bytes.dropFirst(2 + lengthBytes).prefix(4)) : nil)
    }
}
