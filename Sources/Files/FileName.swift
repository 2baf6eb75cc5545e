/// A name as the file system has it: bytes that need not be UTF-8. Turned into a string and back it might be another name.
package struct FileName: Sendable, Hashable, CustomStringConvertible {
    /// With the zero at the end, as the C library wants it.
    package let bytes: [CChar]

    package var description: String { String(decoding: bytes.dropLast().map(UInt8.init(bitPattern:)), as: UTF8.self) }
}
