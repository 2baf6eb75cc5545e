/// Query strings (RFC 3986, section 3.4).
enum QueryString {
    private static let digits = Array("0123456789ABCDEF".utf8)

    /// Joins parameters that have a value as `a=b&c=d`; everything outside RFC 3986's unreserved set is escaped.
    static func encode(_ parameters: [(name: String, value: String?)]) -> String {
        var text = ""
        for parameter in parameters {
            guard let value = parameter.value, !value.isEmpty else { continue }
            if !text.isEmpty { text += "&" }
            text += parameter.name + "=" + escape(value)
        }
        return text
    }

    static func escape(_ value: String) -> String {
        guard !value.utf8.allSatisfy(isUnreserved) else { return value }
        var bytes: [UInt8] = []
        bytes.reserveCapacity(value.utf8.count + 16)
        for byte in value.utf8 {
            if isUnreserved(byte) {
                bytes.append(byte)
            } else {
                bytes.append(UInt8(ascii: "%"))
                bytes.append(digits[Int(byte >> 4)])
                bytes.append(digits[Int(byte & 15)])
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    private static func isUnreserved(_ byte: UInt8) -> Bool {
        switch byte {
        case 0x30...0x39, 0x41...0x5A, 0x61...0x7A, 0x2D, 0x2E, 0x5F, 0x7E: true
        default: false
        }
    }
}
