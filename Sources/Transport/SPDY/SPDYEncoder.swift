/// Writes the frames of a SPDY/3.1 client. Streams must be opened in the order they are sent, because their headers are
/// one compressed stream.
package struct SPDYEncoder: Sendable {
    private var headersBegan = false
    private var nextStream: UInt32 = 1

    /// The longest payload of a frame.
    private static let maxPayload = 0xFF_FFFF

    package init() {}

    /// The frame that opens a stream, and the stream's number. Header names must be in lower case.
    package mutating func open(headers: [(name: String, value: String)]) -> (frame: [UInt8], stream: UInt32) {
        let stream = nextStream
        nextStream += 2
        var payload = Self.bytes(stream) + Self.bytes(0) + [0, 0]
        payload.append(contentsOf: compressed(Self.block(headers)))
        return (Self.control(kind: 1, payload), stream)
    }

    /// - Parameter isLast: nothing more is sent on the stream.
    package static func data(stream: UInt32, _ bytes: some Collection<UInt8>, isLast: Bool = false) -> [UInt8] {
        var frames: [UInt8] = []
        var rest = bytes[...]
        repeat {
            let piece = rest.prefix(maxPayload)
            rest = rest.dropFirst(maxPayload)
            frames.append(contentsOf: Self.bytes(stream))
            frames.append(contentsOf: Self.bytes(UInt32(piece.count) | (isLast && rest.isEmpty ? 1 << 24 : 0)))
            frames.append(contentsOf: piece)
        } while !rest.isEmpty
        return frames
    }

    package static func ping(_ number: UInt32) -> [UInt8] { control(kind: 6, bytes(number)) }

    private static func control(kind: UInt16, _ payload: [UInt8]) -> [UInt8] {
        bytes(0x8003_0000 | UInt32(kind)) + bytes(UInt32(payload.count & maxPayload)) + payload
    }

    private static func block(_ headers: [(name: String, value: String)]) -> [UInt8] {
        var block = bytes(UInt32(headers.count))
        for header in headers {
            for text in [header.name, header.value] {
                block.append(contentsOf: bytes(UInt32(text.utf8.count)))
                block.append(contentsOf: text.utf8)
            }
        }
        return block
    }

    /// A zlib stream (RFC 1950) with SPDY's dictionary, named by its checksum, whose blocks are stored and not compressed
    /// (RFC 1951, section 3.2.4). The empty block at the end makes the reader give out what came before it.
    private mutating func compressed(_ block: [UInt8]) -> [UInt8] {
        var output: [UInt8] = headersBegan ? [] : [0x78, 0xBB, 0xE3, 0xC6, 0xA7, 0xC2]
        headersBegan = true
        var rest = block[...]
        while !rest.isEmpty {
            let piece = rest.prefix(0xFFFF)
            rest = rest.dropFirst(0xFFFF)
            let (high, low) = (UInt8(piece.count >> 8), UInt8(piece.count & 0xFF))
            output.append(contentsOf: [0, low, high, ~low, ~high])
            output.append(contentsOf: piece)
        }
        return output + [0, 0, 0, 0xFF, 0xFF]
    }

    private static func bytes(_ number: UInt32) -> [UInt8] {
        [24, 16, 8, 0].map { UInt8(truncatingIfNeeded: number >> $0) }
    }
}
