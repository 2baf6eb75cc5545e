/// A checksum of a stored version: finds bits that changed on the disk, which SQLite itself does not. It protects against
/// accidents, not against people.
///
/// Each eight bytes are mixed in by a multiplication with an odd number, which loses nothing: a change of one word always
/// changes the result.
enum Checksum {
    private static let multiplier: UInt64 = 0x9E37_79B9_7F4A_7C15

    static func of(_ key: String, _ revision: Revision, _ value: [UInt8]?) -> Int64 {
        var sum = mix(0, UInt64(bitPattern: revision))
        var key = key
        sum = key.withUTF8 { mix(sum, UnsafeRawBufferPointer($0)) }
        if let value { sum = value.withUnsafeBytes { mix(sum, $0) } } else { sum = mix(sum, 1) }
        return Int64(bitPattern: sum)
    }

    private static func mix(_ sum: UInt64, _ bytes: UnsafeRawBufferPointer) -> UInt64 {
        var sum = mix(sum, UInt64(bytes.count))
        var offset = 0
        while offset + 8 <= bytes.count {
            sum = mix(sum, bytes.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
            offset += 8
        }
        var rest: UInt64 = 0
        for byte in bytes[offset...] { rest = rest << 8 | UInt64(byte) }
        return mix(sum, rest)
    }

    private static func mix(_ sum: UInt64, _ word: UInt64) -> UInt64 {
        let product = (sum ^ word) &* multiplier
        return product ^ (product >> 32)
    }
}
