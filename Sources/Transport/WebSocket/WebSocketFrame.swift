/// One frame of the WebSocket protocol, unmasked (RFC 6455, section 5.2).
package struct WebSocketFrame: Sendable, Hashable {
    package enum Opcode: UInt8, Sendable {
        case continuation = 0
        case text = 1
        case binary = 2
        case close = 8
        case ping = 9
        case pong = 10

        var isControl: Bool { rawValue >= 8 }
    }

    package var opcode: Opcode
    /// Whether the message ends with this frame.
    package var isFinal: Bool
    package var payload: [UInt8]

    package init(_ opcode: Opcode, _ payload: [UInt8], isFinal: Bool = true) {
        self.opcode = opcode
        self.payload = payload
        self.isFinal = isFinal
    }

    /// The frame as sent. A client must mask, with a fresh unpredictable key each time; a server must not.
    package func encoded(maskingKey: [UInt8]? = nil) -> [UInt8] {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(payload.count + 14)
        bytes.append((isFinal ? 0x80 : 0) | opcode.rawValue)
        let maskBit: UInt8 = maskingKey?.count == 4 ? 0x80 : 0
        if payload.count < 126 {
            bytes.append(maskBit | UInt8(payload.count))
        } else if let short = UInt16(exactly: payload.count) {
            bytes.append(maskBit | 126)
            bytes.append(contentsOf: [UInt8(short >> 8), UInt8(short & 0xFF)])
        } else {
            bytes.append(maskBit | 127)
            let long = UInt64(payload.count)
            bytes.append(contentsOf: (0..<8).map { UInt8(truncatingIfNeeded: long >> (56 - 8 * UInt64($0))) })
        }
        guard let maskingKey, maskBit != 0 else { return bytes + payload }
        bytes.append(contentsOf: maskingKey)
        for (offset, byte) in payload.enumerated() { bytes.append(byte ^ maskingKey[offset & 3]) }
        return bytes
    }
}

/// Why a connection must be closed, with the status to close it with (RFC 6455, section 7.4.1).
package enum WebSocketViolation: Error, Sendable, Hashable {
    case malformed(String)
    case tooLarge(limit: Int)
    case notText

    package var closeCode: UInt16 {
        switch self {
        case .malformed: 1002
        case .notText: 1007
        case .tooLarge: 1009
        }
    }
}
