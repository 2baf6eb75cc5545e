/// Appends protobuf's wire format (protobuf.dev, "Encoding") to a buffer.
package struct WireWriter {
    package private(set) var bytes: [UInt8]

    package init(_ bytes: [UInt8] = []) { self.bytes = bytes }

    package mutating func reserve(_ count: Int) { bytes.reserveCapacity(bytes.count + count) }

    /// Appends fields that are encoded already.
    package mutating func append(_ fields: some Collection<UInt8>) { bytes.append(contentsOf: fields) }

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

    package mutating func delimited(_ number: Int, _ content: some Collection<UInt8>) {
        tag(number, 2)
        raw(UInt64(content.count))
        bytes.append(contentsOf: content)
    }

    package mutating func text(_ number: Int, _ text: String) { delimited(number, text.utf8) }

    package mutating func message(_ number: Int, _ fill: (inout WireWriter) -> Void) {
        let start = begin(number)
        fill(&self)
        end(start)
    }

    /// Opens a message, which everything written until `end` belongs to.
    package mutating func begin(_ number: Int) -> Int {
        tag(number, 2)
        bytes.append(0)
        return bytes.count
    }

    /// Closes the message that `begin` opened, now that its length is known.
    ///
    /// One byte was kept free for the length. What a longer one needs is made by moving the content, which costs less than
    /// finding out lengths beforehand.
    package mutating func end(_ start: Int) {
        let count = bytes.count - start
        var extra = 0
        var rest = count >> 7
        while rest > 0 {
            extra += 1
            rest >>= 7
            bytes.append(0)
        }
        guard extra > 0 else {
            bytes[start - 1] = UInt8(truncatingIfNeeded: count)
            return
        }
        bytes.withUnsafeMutableBytes { buffer in
            let moved = UnsafeMutableRawBufferPointer(rebasing: buffer[(start + extra)...])
            moved.copyMemory(from: UnsafeRawBufferPointer(rebasing: buffer[start..<(start + count)]))
            for index in 0...extra {
                let more: UInt8 = index < extra ? 0x80 : 0
                buffer[start - 1 + index] = UInt8(truncatingIfNeeded: count >> (7 * index)) & 0x7F | more
            }
        }
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
