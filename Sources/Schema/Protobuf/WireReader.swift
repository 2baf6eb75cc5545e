/// Why bytes are not the protobuf message they should be. Clients are told the reason, in the words of Go where it has some.
package struct ProtobufError: Error, Sendable, Hashable, CustomStringConvertible {
    package let reason: String

    package init(reason: String) { self.reason = reason }

    package var description: String { "invalid protobuf: \(reason)" }
}

/// Reads protobuf's wire format (protobuf.dev, "Encoding") field by field. Every length is checked against the buffer.
struct WireReader {
    /// One field's value. Groups, which nobody uses, are refused.
    enum Content {
        case varint(UInt64)
        case fixed64(UInt64)
        case fixed32(UInt32)
        case delimited(ArraySlice<UInt8>)
    }

    struct Field {
        let number: Int
        let content: Content
    }

    private var rest: ArraySlice<UInt8>

    init(_ bytes: ArraySlice<UInt8>) { rest = bytes }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func next() throws(ProtobufError) -> Field? {
        guard !rest.isEmpty else { return nil }
        let tag = try varint()
        guard let number = Int(exactly: tag >> 3), number > 0, number < 1 << 29 else {
            throw ProtobufError(reason: "field number out of range")
        }
        switch tag & 7 {
        case 0: return Field(number: number, content: .varint(try varint()))
        case 1: return Field(number: number, content: .fixed64(try fixed(8)))
        case 2:
            guard let count = Int(exactly: try varint()) else { throw ProtobufError(reason: "length out of range") }
            return Field(number: number, content: .delimited(try take(count)))
        case 5: return Field(number: number, content: .fixed32(UInt32(truncatingIfNeeded: try fixed(4))))
        default: throw ProtobufError(reason: "proto: illegal wireType \(tag & 7)")
        }
    }

    mutating func varint() throws(ProtobufError) -> UInt64 {
        var value: UInt64 = 0
        var shift: UInt64 = 0
        while let byte = rest.popFirst() {
            value |= UInt64(byte & 0x7F) << shift
            if byte < 0x80 { return value }
            shift += 7
            guard shift < 64 else { throw ProtobufError(reason: "proto: integer overflow") }
        }
        throw ProtobufError(reason: "unexpected EOF")
    }

    private mutating func fixed(_ count: Int) throws(ProtobufError) -> UInt64 {
        var value: UInt64 = 0
        for (index, byte) in try take(count).enumerated() { value |= UInt64(byte) << UInt64(8 * index) }
        return value
    }

    private mutating func take(_ count: Int) throws(ProtobufError) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw ProtobufError(reason: "unexpected EOF") }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
