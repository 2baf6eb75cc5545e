/// One rtnetlink request being written: `nlmsghdr`, a fixed header, then nested attributes (rtnetlink(7)).
/// Numbers are in the machine's byte order, everything is padded to four bytes.
struct NetlinkMessage {
    static let headerLength = 16
    private(set) var bytes: [UInt8]

    init(type: UInt16, flags: UInt16) {
        bytes = []
        append(UInt32(0))
        append(type)
        append(flags)
        append(UInt32(0))
        append(UInt32(0))
    }

    /// The finished request with its length and sequence number filled in.
    func finished(sequence: UInt32) -> [UInt8] {
        var result = bytes
        Self.put(UInt32(truncatingIfNeeded: bytes.count), at: 0, in: &result)
        Self.put(sequence, at: 8, in: &result)
        return result
    }

    mutating func append<T: FixedWidthInteger>(_ value: T) {
        withUnsafeBytes(of: value) { bytes.append(contentsOf: $0) }
    }

    mutating func append(_ raw: [UInt8]) {
        bytes.append(contentsOf: raw)
        pad()
    }

    mutating func attribute(_ type: UInt16, bytes payload: [UInt8]) {
        append(UInt16(truncatingIfNeeded: payload.count + 4))
        append(type)
        append(payload)
    }

    mutating func attribute<T: FixedWidthInteger>(_ type: UInt16, _ value: T) {
        attribute(type, bytes: withUnsafeBytes(of: value) { Array($0) })
    }

    mutating func attribute(_ type: UInt16, text: String) { attribute(type, bytes: Array(text.utf8) + [0]) }

    /// An attribute that holds what the closure writes.
    mutating func nested(_ type: UInt16, _ write: (inout NetlinkMessage) -> Void) {
        let start = bytes.count
        append(UInt16(0))
        append(type | 0x8000)
        write(&self)
        Self.put(UInt16(truncatingIfNeeded: bytes.count - start), at: start, in: &bytes)
    }

    private mutating func pad() { while bytes.count % 4 != 0 { bytes.append(0) } }

    private static func put<T: FixedWidthInteger>(_ value: T, at offset: Int, in bytes: inout [UInt8]) {
        withUnsafeBytes(of: value) { source in
            for (index, byte) in source.enumerated() { bytes[offset + index] = byte }
        }
    }
}
