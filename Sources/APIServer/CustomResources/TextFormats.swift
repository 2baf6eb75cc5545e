import Addresses
import Encodings
import Schema

/// The formats of strings that are checked; others are taken as they are.
enum TextFormats {
    static func isValid(_ text: String, as format: String) -> Bool {
        switch format {
        case "date-time", "datetime": Timestamp(rfc3339: text) != nil
        case "date": text.utf8.count == 10 && Timestamp(rfc3339: "\(text)T00:00:00Z") != nil
        case "byte": Base64.decode(text) != nil
        case "ipv4": IPAddress(text) != nil && !text.contains(":")
        case "ipv6": IPAddress(text) != nil && text.contains(":")
        case "cidr": IPv4CIDR(text) != nil || IPv6CIDR(text) != nil
        case "uuid", "uuid3", "uuid4", "uuid5": isUUID(text)
        case "email": isEmail(text)
        case "uri": isURI(text)
        case "hostname": NameRules.dns1123Subdomain(text.lowercased()).isEmpty
        default: true
        }
    }

    private static func isUUID(_ text: String) -> Bool {
        let digits = text.utf8.filter { $0 != UInt8(ascii: "-") }
        let isHexadecimal = digits.allSatisfy { byte in
            (0x30...0x39).contains(byte) || (0x61...0x66).contains(byte | 0x20)
        }
        return digits.count == 32 && isHexadecimal && [32, 36].contains(text.utf8.count)
    }

    private static func isEmail(_ text: String) -> Bool {
        let parts = text.split(separator: "@", omittingEmptySubsequences: false)
        return parts.count >= 2 && parts.allSatisfy { !$0.isEmpty } && !text.contains(where: \.isWhitespace)
    }

    private static func isURI(_ text: String) -> Bool {
        guard let colon = text.firstIndex(of: ":"), text.first?.isLetter == true else { return false }
        return text[..<colon].utf8.allSatisfy { (0x61...0x7A).contains($0 | 0x20) || "0123456789+-.".utf8.contains($0) }
    }
}
