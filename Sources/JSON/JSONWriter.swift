/// Writes a tree as JSON text (RFC 8259), UTF-8, without a trailing newline.
package enum JSONWriter {
    package enum Style: Sendable {
        case compact
        case indented
    }

    package static func bytes(_ value: JSONValue, style: Style = .compact) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(1024)
        append(value, to: &output, style: style)
        return output
    }

    package static func string(_ value: JSONValue, style: Style = .compact) -> String {
        String(decoding: bytes(value, style: style), as: UTF8.self)
    }

    package static func append(_ value: JSONValue, to output: inout [UInt8], style: Style = .compact) {
        write(value, &output, style, 0)
    }

    /// Appends a quoted and escaped JSON string.
    package static func append(string: String, to output: inout [UInt8]) {
        output.append(UInt8(ascii: "\""))
        var string = string
        string.withUTF8 { text in
            guard text.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C }) else {
                output.append(contentsOf: text)
                return
            }
            for byte in text { escape(byte, &output) }
        }
        output.append(UInt8(ascii: "\""))
    }

    private static func escape(_ byte: UInt8, _ output: inout [UInt8]) {
        switch byte {
        case 0x22: output.append(contentsOf: [0x5C, 0x22])
        case 0x5C: output.append(contentsOf: [0x5C, 0x5C])
        case 0x0A: output.append(contentsOf: [0x5C, UInt8(ascii: "n")])
        case 0x0D: output.append(contentsOf: [0x5C, UInt8(ascii: "r")])
        case 0x09: output.append(contentsOf: [0x5C, UInt8(ascii: "t")])
        case 0..<0x20:
            let digits = Array("0123456789abcdef".utf8)
            output.append(contentsOf: [0x5C, UInt8(ascii: "u"), 0x30, 0x30, digits[Int(byte >> 4)], digits[Int(byte & 15)]])
        default: output.append(byte)
        }
    }

    private static func write(_ value: JSONValue, _ output: inout [UInt8], _ style: Style, _ level: Int) {
        switch value {
        case .null: output.append(contentsOf: "null".utf8)
        case .bool(let flag): output.append(contentsOf: (flag ? "true" : "false").utf8)
        case .int(let number): output.append(contentsOf: String(number).utf8)
        case .double(let number): write(number, &output)
        case .string(let text): append(string: text, to: &output)
        case .array(let elements):
            sequence(elements, "[", "]", &output, style, level) { element, output in
                write(element, &output, style, level + 1)
            }
        case .object(let object):
            sequence(object.members, "{", "}", &output, style, level) { member, output in
                append(string: member.key, to: &output)
                output.append(UInt8(ascii: ":"))
                if style == .indented { output.append(0x20) }
                write(member.value, &output, style, level + 1)
            }
        }
    }

    private static func write(_ number: Double, _ output: inout [UInt8]) {
        if let whole = Int64(exactly: number) {
            output.append(contentsOf: String(whole).utf8)
        } else if number.isFinite {
            output.append(contentsOf: number.description.utf8)
        } else {
            output.append(contentsOf: "null".utf8)  // JSON has no word for it
        }
    }

    private static func sequence<Element>(
        _ elements: [Element], _ open: Unicode.Scalar, _ close: Unicode.Scalar, _ output: inout [UInt8],
        _ style: Style, _ level: Int, _ element: (Element, inout [UInt8]) -> Void
    ) {
        output.append(UInt8(ascii: open))
        for (index, item) in elements.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            if style == .indented { newline(&output, level + 1) }
            element(item, &output)
        }
        if style == .indented, !elements.isEmpty { newline(&output, level) }
        output.append(UInt8(ascii: close))
    }

    private static func newline(_ output: inout [UInt8], _ level: Int) {
        output.append(0x0A)
        for _ in 0..<level { output.append(contentsOf: [0x20, 0x20]) }
    }
}
