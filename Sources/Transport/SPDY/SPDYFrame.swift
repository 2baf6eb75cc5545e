/// One frame of SPDY/3.1, as far as a client that opens streams needs to know it (draft-mbelshe-httpbis-spdy-00,
/// section 2.2).
package enum SPDYFrame: Sendable, Hashable {
    /// `isLast`: the sender's side of the stream ends here.
    case data(stream: UInt32, [UInt8], isLast: Bool)
    /// The peer accepts a stream; `isLast` when it will send nothing on it.
    case reply(stream: UInt32, isLast: Bool)
    case reset(stream: UInt32, status: UInt32)
    /// To be answered with the same number when it is even: then the peer began it.
    case ping(UInt32)
    case goAway
    /// Settings, windows, headers and kinds unknown: nothing that a client must act on.
    case other(kind: UInt16)
}

/// Turns bytes into frames, in whatever pieces they arrive. Holds at most one frame of `maxFrameBytes`.
package struct SPDYDecoder: Sendable {
    /// What no SPDY/3.1 peer sends; nothing can be read after it.
    package enum Violation: Error, Sendable, Hashable {
        case version(UInt16)
        case tooLarge(limit: Int)
        case short(kind: UInt16)
    }

    private let maxFrameBytes: Int
    private var buffer: [UInt8] = []
    /// What comes before it in `buffer` has been read.
    private var start = 0

    private static let headerBytes = 8

    package init(maxFrameBytes: Int = 1 << 20) { self.maxFrameBytes = maxFrameBytes }

    package mutating func append(_ bytes: [UInt8]) { buffer.append(contentsOf: bytes) }

    /// The next whole frame; `nil` when more bytes are needed.
    package mutating func next() throws(Violation) -> SPDYFrame? {
        let bytes = buffer[start...]
        guard bytes.count >= Self.headerBytes else { return waitForMore() }
        let length = Int(Self.number(bytes, at: 5, size: 3))
        guard length <= maxFrameBytes else { throw .tooLarge(limit: maxFrameBytes) }
        guard bytes.count - Self.headerBytes >= length else { return waitForMore() }
        let payload = bytes.dropFirst(Self.headerBytes).prefix(length)
        let frame = try Self.frame(bytes.prefix(Self.headerBytes), payload)
        start += Self.headerBytes + length
        return frame
    }

    private mutating func waitForMore() -> SPDYFrame? {
        buffer.removeFirst(start)
        start = 0
        return nil
    }

    private static func frame(
        _ header: ArraySlice<UInt8>, _ payload: ArraySlice<UInt8>
    ) throws(Violation) -> SPDYFrame {
        let isLast = number(header, at: 4, size: 1) & 1 != 0
        let word = number(header, at: 0, size: 4)
        guard word >> 31 == 1 else { return .data(stream: word, Array(payload), isLast: isLast) }
        let version = UInt16(word >> 16 & 0x7FFF)
        guard version == 3 else { throw .version(version) }
        let kind = UInt16(truncatingIfNeeded: word)
        let (needed, stream) = (kind == 3 ? 8 : 4, UInt32(0x7FFF_FFFF))
        guard [2, 3, 6].contains(kind) else { return kind == 7 ? .goAway : .other(kind: kind) }
        guard payload.count >= needed else { throw .short(kind: kind) }
        switch kind {
        case 2: return .reply(stream: number(payload, at: 0, size: 4) & stream, isLast: isLast)
        case 3: return .reset(stream: number(payload, at: 0, size: 4) & stream, status: number(payload, at: 4, size: 4))
        default: return .ping(number(payload, at: 0, size: 4))
        }
    }

    private static func number(_ bytes: ArraySlice<UInt8>, at offset: Int, size: Int) -> UInt32 {
        bytes.dropFirst(offset).prefix(size).reduce(0) { $0 << 8 | UInt32($1) }
    }
}
