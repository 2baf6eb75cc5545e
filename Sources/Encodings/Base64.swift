/// Bytes as 64 characters (RFC 4648).
package enum Base64 {
    private static let standard = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/".utf8)
    private static let forURL = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_".utf8)
    private static let pad = UInt8(ascii: "=")

    // MARK: With padding (section 4)

    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        var text = characters(bytes, standard)
        while !text.count.isMultiple(of: 4) { text.append(pad) }
        return String(decoding: text, as: UTF8.self)
    }

    /// `nil` for text that is not base64. Line breaks are skipped, and bits that nobody uses are not looked at, as Go does.
    package static func decode(_ text: String) -> [UInt8]? {
        let characters = text.utf8.filter { $0 != 0x0A && $0 != 0x0D }
        guard characters.count.isMultiple(of: 4) else { return nil }
        let padding = characters.reversed().prefix { $0 == pad }.count
        guard padding <= 2 else { return nil }
        return bytes(characters.dropLast(padding), plus: UInt8(ascii: "+"), slash: UInt8(ascii: "/"))?.bytes
    }

    // MARK: For URLs and file names, without padding (section 5; RFC 7515, section 2)

    package static func encodeForURL(_ bytes: some Collection<UInt8>) -> String {
        String(decoding: characters(bytes, forURL), as: UTF8.self)
    }

    /// `nil` for a character outside the alphabet, an impossible length, or unused bits that are not zero (so that one
    /// value has one spelling).
    package static func decodeForURL(_ text: some Collection<UInt8>) -> [UInt8]? {
        guard let result = bytes(text, plus: UInt8(ascii: "-"), slash: UInt8(ascii: "_")), result.unusedBits == 0 else {
            return nil
        }
        return result.bytes
    }

    // MARK: Groups of six bits

    private static func characters(_ bytes: some Collection<UInt8>, _ alphabet: [UInt8]) -> [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count / 3 * 4 + 4)
        var accumulator: UInt32 = 0
        var bits: UInt32 = 0
        for byte in bytes {
            accumulator = (accumulator & 0xFF) << 8 | UInt32(byte)
            bits += 8
            while bits >= 6 {
                bits -= 6
                text.append(alphabet[Int(accumulator >> bits & 63)])
            }
        }
        if bits > 0 { text.append(alphabet[Int(accumulator << (6 - bits) & 63)]) }
        return text
    }

    private static func bytes(
        _ text: some Collection<UInt8>, plus: UInt8, slash: UInt8
    ) -> (bytes: [UInt8], unusedBits: UInt32)? {
        guard text.count % 4 != 1 else { return nil }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3 + 3)
        var accumulator: UInt32 = 0
        var bits: UInt32 = 0
        for character in text {
            guard let value = value(of: character, plus, slash) else { return nil }
            accumulator = (accumulator & 0xFFFF) << 6 | value
            bits += 6
            if bits >= 8 {
                bits -= 8
                bytes.append(UInt8(truncatingIfNeeded: accumulator >> bits))
            }
        }
        return (bytes, accumulator & ((1 << bits) - 1))
    }

    private static func value(of character: UInt8, _ plus: UInt8, _ slash: UInt8) -> UInt32? {
        switch character {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(character - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(character - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(character - UInt8(ascii: "0")) + 52
        case plus: 62
        case slash: 63
        default: nil
        }
    }
}
