/// Texts as Go writes them in double quotes, which messages of Kubernetes are full of.
enum GoQuoting {
    static func quoted(_ text: String) -> String {
        var result = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"", "\\": result += "\\\(scalar)"
            case "\n": result += "\\n"
            case "\t": result += "\\t"
            case "\r": result += "\\r"
            case "\u{7}": result += "\\a"
            case "\u{8}": result += "\\b"
            case "\u{B}": result += "\\v"
            case "\u{C}": result += "\\f"
            case _ where scalar.value < 0x20 || scalar.value == 0x7F: result += "\\x" + hexadecimal(scalar.value, 2)
            case _ where isPrinted(scalar): result.unicodeScalars.append(scalar)
            default:
                let isWide = scalar.value > 0xFFFF
                result += (isWide ? "\\U" : "\\u") + hexadecimal(scalar.value, isWide ? 8 : 4)
            }
        }
        return result + "\""
    }

    /// JSON as Go writes it: the characters that mean something in HTML are escaped. They only stand in texts.
    static func withoutHTML(_ json: String) -> String {
        replacingMarkup(in: json, less: "\\u003c", greater: "\\u003e", ampersand: "\\u0026")
    }

    /// Words that a browser may take for a page.
    static func escapedForHTML(_ text: String) -> String {
        replacingMarkup(in: text, less: "&lt;", greater: "&gt;", ampersand: "&amp;")
    }

    private static func replacingMarkup(in text: String, less: String, greater: String, ampersand: String) -> String {
        guard text.utf8.contains(where: { $0 == 0x3C || $0 == 0x3E || $0 == 0x26 }) else { return text }
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "<": result += less
            case ">": result += greater
            case "&": result += ampersand
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }

    /// Letters, marks, numbers, punctuation, symbols and the plain space.
    private static func isPrinted(_ scalar: Unicode.Scalar) -> Bool {
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator: false
        case .spaceSeparator: scalar == " "
        default: true
        }
    }

    private static func hexadecimal(_ number: UInt32, _ digits: Int) -> String {
        let text = String(number, radix: 16)
        return String(repeating: "0", count: max(0, digits - text.count)) + text
    }
}
