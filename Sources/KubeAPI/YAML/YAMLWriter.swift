package import JSON

/// Writes a tree as YAML in block style, so that `YAMLReader` and any YAML 1.1 or 1.2 reader give the same tree back.
package enum YAMLWriter {
    package static func string(_ value: JSONValue) -> String {
        var output = ""
        switch value {
        case .object(let object) where !object.isEmpty: write(object, &output, indent: 0, isFirstInline: false)
        case .array(let elements) where !elements.isEmpty: write(elements, &output, indent: 0)
        default: output = scalar(value) + "\n"
        }
        return output
    }

    /// Readers look no further for the colon behind a key (YAML 1.2, section 7.4.2, says 1024).
    private static let longestSimpleKey = 1000

    /// - Parameter isFirstInline: the first member follows a dash on its line.
    private static func write(_ object: JSONObject, _ output: inout String, indent: Int, isFirstInline: Bool) {
        for (position, member) in object.members.enumerated() {
            if !(isFirstInline && position == 0) { output += String(repeating: " ", count: indent) }
            let key = text(member.key)
            let isSimple = key.unicodeScalars.count <= longestSimpleKey
            output += isSimple ? "\(key):" : "? \(key)\n\(String(repeating: " ", count: indent)):"
            switch member.value {
            case .object(let inner) where !inner.isEmpty:
                output += "\n"
                write(inner, &output, indent: indent + 2, isFirstInline: false)
            case .array(let elements) where !elements.isEmpty:
                output += "\n"
                write(elements, &output, indent: indent)
            default: output += " \(scalar(member.value))\n"
            }
        }
    }

    private static func write(_ elements: [JSONValue], _ output: inout String, indent: Int) {
        for element in elements {
            output += String(repeating: " ", count: indent) + "-"
            switch element {
            case .object(let inner) where !inner.isEmpty:
                output += " "
                write(inner, &output, indent: indent + 2, isFirstInline: true)
            case .array(let inner) where !inner.isEmpty:
                output += "\n"
                write(inner, &output, indent: indent + 2)
            default: output += " \(scalar(element))\n"
            }
        }
    }

    private static func scalar(_ value: JSONValue) -> String {
        switch value {
        case .string(let string): text(string)
        default: JSONWriter.string(value)
        }
    }

    /// Plain where nobody can take it for something else; otherwise quoted as in JSON, which YAML reads alike.
    private static func text(_ string: String) -> String {
        isPlain(string) ? string : escaped(JSONWriter.string(.string(string)))
    }

    /// Escapes what JSON writes as it is, but YAML does not print (YAML 1.2, section 5.1) or takes for the end of a line.
    private static func escaped(_ quoted: String) -> String {
        guard quoted.unicodeScalars.contains(where: isSpecial) else { return quoted }
        var output = ""
        for scalar in quoted.unicodeScalars {
            if isSpecial(scalar) {
                let digits = String(scalar.value, radix: 16)
                output += "\\u" + String(repeating: "0", count: max(0, 4 - digits.count)) + digits
            } else {
                output.unicodeScalars.append(scalar)
            }
        }
        return output
    }

    private static func isSpecial(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.value {
        case 0x7F...0x9F, 0x2028, 0x2029, 0xFEFF, 0xFFFE, 0xFFFF: true
        default: false
        }
    }

    private static let words: Set<String> = ["null", "true", "false", "yes", "no", "on", "off", "y", "n"]

    private static func isPlain(_ string: String) -> Bool {
        guard let first = string.utf8.first, isLetter(first) || first == UInt8(ascii: "/"), string.utf8.count < 120 else {
            return false
        }
        let isHarmless = string.utf8.allSatisfy { byte in
            isLetter(byte) || (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) || "-_./@".utf8.contains(byte)
        }
        return isHarmless && !words.contains(string.lowercased())
    }

    private static func isLetter(_ byte: UInt8) -> Bool {
        (UInt8(ascii: "a")...UInt8(ascii: "z")).contains(byte | 0x20)
    }
}
