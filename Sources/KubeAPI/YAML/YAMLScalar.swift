import JSON
import Yams

/// What a YAML scalar is in JSON.
enum YAMLScalar {
    /// `nil` for NaN and the infinities, which JSON has no word for.
    static func value(_ scalar: Yams.Node.Scalar) -> JSONValue? {
        let text = scalar.string
        guard scalar.style == .plain || scalar.style == .any, scalar.tag.rawValue != Tag.Name.str.rawValue else {
            return .string(text)
        }
        switch text {
        case "", "~", "null", "Null", "NULL": return .null
        case "true", "True", "TRUE", "yes", "Yes", "YES", "on", "On", "ON": return .bool(true)
        case "false", "False", "FALSE", "no", "No", "NO", "off", "Off", "OFF": return .bool(false)
        case ".nan", ".NaN", ".NAN", ".inf", ".Inf", ".INF", "+.inf", "+.Inf", "+.INF", "-.inf", "-.Inf", "-.INF":
            return Optional.none
        default: return number(text) ?? .string(text)
        }
    }

    private static func number(_ text: String) -> JSONValue? {
        let first = text.utf8.first ?? 0
        guard first == UInt8(ascii: "-") || first == UInt8(ascii: "+") || first == UInt8(ascii: ".") || isDigit(first) else {
            return Optional.none
        }
        let plain = text.replacing("_", with: "")
        if let integer = integer(plain) { return .int(integer) }
        guard isDecimal(plain), let number = Double(plain), number.isFinite else { return Optional.none }
        return Int64(exactly: number).map(JSONValue.int) ?? .double(number)
    }

    private static func integer(_ text: String) -> Int64? {
        var digits = Substring(text)
        let sign = digits.first == "-" ? "-" : ""
        if digits.first == "-" || digits.first == "+" { digits.removeFirst() }
        guard let first = digits.utf8.first, isDigit(first) else { return nil }
        if digits == "0" { return 0 }
        let radixes: [(prefix: String, radix: Int)] = [("0x", 16), ("0o", 8), ("0b", 2), ("0", 8)]
        for (prefix, radix) in radixes where digits.hasPrefix(prefix) {
            let rest = digits.dropFirst(prefix.count)
            guard let start = rest.first, start != "-", start != "+" else { return nil }
            return Int64(sign + rest, radix: radix)
        }
        return Int64(sign + digits)
    }

    /// Digits with at most one point and an exponent; leaves out what `Double` reads beyond that (hexadecimal, words).
    private static func isDecimal(_ text: String) -> Bool {
        var hasDigit = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): hasDigit = true
            case UInt8(ascii: "-"), UInt8(ascii: "+"), UInt8(ascii: "."), UInt8(ascii: "e"), UInt8(ascii: "E"): break
            default: return false
            }
        }
        return hasDigit
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
