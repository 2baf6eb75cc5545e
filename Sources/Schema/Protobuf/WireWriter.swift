/// Appends protobuf's wire format (protobuf.dev, "Encoding") to a buffer.
package struct WireWriter {
    package private(set) var bytes: [UInt8] = []

    package init() {}

    package mutating func varint(_ number: Int, _ value: UInt64) {
        tag(number, 0)
        raw(value)
    }

    package mutating func double(_ number: Int, _ value: Double) {
        tag(number, 1)
        var bits = value.bitPattern
        for _ in 0..<8 {
            bytes.append(UInt8(truncatingIfNeeded: bits))
            bits >>= 8
        }
    }

    package mutating func delimited(_ number: Int, _ content: [UInt8]) {
        tag(number, 2)
        raw(UInt64(content.count))
        bytes += content
    }

    package mutating func text(_ number: Int, _ text: String) { delimited(number, Array(text.utf8)) }

    package mutating func message(_ number: Int, _ fill: (inout WireWriter) -> Void) {
        var inner = WireWriter()
        fill(&inner)
        delimited(number, inner.bytes)
    }

    private mutating func tag(_ number: Int, _ type: UInt64) { raw(UInt64(number) << 3 | type) }

    private mutating func raw(_ value: UInt64) {
        var rest = value
        while rest >= 0x80 {
            bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
            rest >>= 7
        }
        bytes.append(UInt8(rest))
    }
}
