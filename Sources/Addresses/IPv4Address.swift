/// An IPv4 address. The text form is four decimal numbers; leading zeros are refused, because programs disagree on
/// whether they mean octal (RFC 6943 section 3.1.1).
package struct IPv4Address: InternetAddress {
    package let bits: UInt32

    package init(bits: UInt32) { self.bits = bits }

    package init(_ a: UInt8, _ b: UInt8, _ c: UInt8, _ d: UInt8) {
        bits = UInt32(a) << 24 | UInt32(b) << 16 | UInt32(c) << 8 | UInt32(d)
    }

    package init?(_ text: some StringProtocol) {
        var bits: UInt32 = 0
        var octet: UInt32 = 0
        var digits = 0
        var octets = 0
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"):
                if digits > 0, octet == 0 { return nil }
                octet = octet * 10 + UInt32(byte - UInt8(ascii: "0"))
                digits += 1
                if octet > 255 { return nil }
            case UInt8(ascii: "."):
                guard digits > 0, octets < 3 else { return nil }
                bits = bits << 8 | octet
                (octet, digits, octets) = (0, 0, octets + 1)
            default:
                return nil
            }
        }
        guard digits > 0, octets == 3 else { return nil }
        self.bits = bits << 8 | octet
    }

    package var description: String { bytes.map(String.init).joined(separator: ".") }

    /// 127.0.0.0/8
    package var isLoopback: Bool { bits >> 24 == 127 }
    /// 169.254.0.0/16
    package var isLinkLocal: Bool { bits >> 16 == 0xA9FE }
    /// 224.0.0.0/4
    package var isMulticast: Bool { bits >> 28 == 0xE }
    package var isUnspecified: Bool { bits == 0 }
}
