extension Functions {
    /// The standard string functions and cel-go's extension. Positions count scalars.
    static let strings: [String: Function] = [
        "contains": method("contains", on: .string, 1...1, gives: .bool) { (call) throws(CELError) in
            .bool(position(of: try call.string(1), in: try call.string(0), from: 0) != nil)
        },
        "startsWith": method("startsWith", on: .string, 1...1, gives: .bool) { (call) throws(CELError) in
            .bool(try call.string(0).unicodeScalars.starts(with: call.string(1).unicodeScalars))
        },
        "endsWith": method("endsWith", on: .string, 1...1, gives: .bool) { (call) throws(CELError) in
            .bool(try call.string(0).unicodeScalars.reversed().starts(with: call.string(1).unicodeScalars.reversed()))
        },
        "charAt": method("charAt", on: .string, 1...1, gives: .string) { (call) throws(CELError) in
            let scalars = Array(try call.string(0).unicodeScalars)
            let index = try call.int(1)
            guard index >= 0, index <= scalars.count else { throw CELError("index out of range: \(index)") }
            return .string(index == scalars.count ? "" : String(scalars[Int(index)]))
        },
        "indexOf": method("indexOf", on: .string, 1...2, gives: .int) { (call) throws(CELError) in
            let text = try call.string(0)
            let start = call.count > 2 ? try call.int(2) : 0
            guard start >= 0, start <= text.unicodeScalars.count else { throw CELError("index out of range: \(start)") }
            return .int(Int64(position(of: try call.string(1), in: text, from: Int(start)) ?? -1))
        },
        "lastIndexOf": method("lastIndexOf", on: .string, 1...2, gives: .int, lastIndex),
        "lowerAscii": method("lowerAscii", on: .string, gives: .string) { (call) throws(CELError) in
            .string(mapped(try call.string(0)) { (0x41...0x5A).contains($0) ? $0 + 32 : $0 })
        },
        "upperAscii": method("upperAscii", on: .string, gives: .string) { (call) throws(CELError) in
            .string(mapped(try call.string(0)) { (0x61...0x7A).contains($0) ? $0 - 32 : $0 })
        },
        "trim": method("trim", on: .string, gives: .string) { (call) throws(CELError) in
            let scalars = Array(try call.string(0).unicodeScalars)
            let start = scalars.firstIndex { !$0.properties.isWhitespace } ?? scalars.count
            let end = (scalars.lastIndex { !$0.properties.isWhitespace } ?? start - 1) + 1
            return .string(text(scalars[start..<max(start, end)]))
        },
        "reverse": method("reverse", on: .string, gives: .string) { (call) throws(CELError) in
            .string(text(try call.string(0).unicodeScalars.reversed()[...]))
        },
        "replace": method("replace", on: .string, 2...3, gives: .string, replace),
        "split": method("split", on: .string, 1...2, gives: .list(.string), split),
        "substring": method("substring", on: .string, 1...2, gives: .string) { (call) throws(CELError) in
            let scalars = Array(try call.string(0).unicodeScalars)
            let start = try call.int(1)
            let end = call.count > 2 ? try call.int(2) : Int64(scalars.count)
            guard start >= 0, start <= scalars.count else { throw CELError("index out of range: \(start)") }
            guard end >= 0, end <= scalars.count else { throw CELError("index out of range: \(end)") }
            guard start <= end else { throw CELError("invalid substring range. start: \(start), end: \(end)") }
            return .string(text(scalars[Int(start)..<Int(end)]))
        },
        "join": method("join", on: .list(.string), 0...1, gives: .string) { (call) throws(CELError) in
            var parts: [String] = []
            for element in try call.list(0) {
                guard let part = element.stringValue else { throw call.mismatch }
                parts.append(part)
            }
            return .string(parts.joined(separator: call.count > 1 ? try call.string(1) : ""))
        },
        "format": method("format", on: .string, 1...1, gives: .string) { (call) throws(CELError) in
            .string(try TextFormat.text(call.string(0), call.list(1)))
        },
        "strings.quote": function("strings.quote", 1...1, gives: .string) { (call) throws(CELError) in
            .string(quoted(try call.string(0)))
        },
    ]

    static func text(_ scalars: ArraySlice<Unicode.Scalar>) -> String { String(String.UnicodeScalarView(scalars)) }

    private static func mapped(_ text: String, _ change: (UInt32) -> UInt32) -> String {
        var view = String.UnicodeScalarView()
        for scalar in text.unicodeScalars { view.append(Unicode.Scalar(change(scalar.value)) ?? scalar) }
        return String(view)
    }

    /// The first place at or after `start` where the part begins, counted in scalars.
    private static func position(of part: String, in text: String, from start: Int) -> Int? {
        positions(of: Array(part.unicodeScalars), in: Array(text.unicodeScalars), from: start, limit: 1).first
    }

    /// Places that do not overlap, found by the Knuth–Morris–Pratt automaton: linear in the text.
    private static func positions(
        of part: [Unicode.Scalar], in text: [Unicode.Scalar], from start: Int, limit: Int
    ) -> [Int] {
        guard !part.isEmpty else { return Array((start...max(start, text.count)).prefix(limit)) }
        var fallback = [0]
        var matched = 0
        for scalar in part.dropFirst() {
            while matched > 0, part[matched] != scalar { matched = fallback[matched - 1] }
            if part[matched] == scalar { matched += 1 }
            fallback.append(matched)
        }
        var found: [Int] = []
        matched = 0
        var index = start
        while index < text.count, found.count < limit {
            while matched > 0, part[matched] != text[index] { matched = fallback[matched - 1] }
            if part[matched] == text[index] { matched += 1 }
            index += 1
            if matched == part.count {
                found.append(index - part.count)
                matched = 0
            }
        }
        return found
    }

    private static let lastIndex: @Sendable (Arguments) throws(CELError) -> CELValue = { (call) throws(CELError) in
        let text = Array(try call.string(0).unicodeScalars.reversed())
        let part = Array(try call.string(1).unicodeScalars.reversed())
        let last = call.count > 2 ? try call.int(2) : Int64(text.count)
        guard last >= 0, last <= text.count else { throw CELError("index out of range: \(last)") }
        // The last place to begin at, seen from the end of the reversed text.
        let skipped = max(0, text.count - Int(last) - part.count)
        guard let found = positions(of: part, in: text, from: skipped, limit: 1).first else { return .int(-1) }
        return .int(Int64(text.count - found - part.count))
    }

    private static let replace: @Sendable (Arguments) throws(CELError) -> CELValue = { (call) throws(CELError) in
        let text = Array(try call.string(0).unicodeScalars)
        let part = Array(try call.string(1).unicodeScalars)
        let replacement = Array(try call.string(2).unicodeScalars)
        let limit = call.count > 3 ? try call.int(3) : -1
        let places = positions(of: part, in: text, from: 0, limit: limit < 0 ? .max : Int(clamping: limit))
        guard places.count * replacement.count <= maximumText else { throw CELError("the text is too long") }
        var result: [Unicode.Scalar] = []
        var index = 0
        for place in places {
            result += text[index..<place] + replacement
            index = place + part.count
        }
        return .string(Self.text((result + text[index...])[...]))
    }

    /// No expression may make a text grow without bound.
    static let maximumText = 10_000_000

    private static let split: @Sendable (Arguments) throws(CELError) -> CELValue = { (call) throws(CELError) in
        let text = Array(try call.string(0).unicodeScalars)
        let separator = Array(try call.string(1).unicodeScalars)
        let limit = call.count > 2 ? try call.int(2) : -1
        if limit == 0 { return .list([]) }
        let cuts = limit < 0 ? Int.max : Int(clamping: limit) - 1
        if separator.isEmpty {
            let count = min(text.count, cuts)
            let single = text[..<count].map { CELValue.string(String($0)) }
            return .list(single + (count < text.count ? [.string(Self.text(text[count...]))] : []))
        }
        var parts: [CELValue] = []
        var index = 0
        for place in positions(of: separator, in: text, from: 0, limit: cuts) {
            parts.append(.string(Self.text(text[index..<place])))
            index = place + separator.count
        }
        return .list(parts + [.string(Self.text(text[index...]))])
    }

    private static func quoted(_ text: String) -> String {
        var quoted = "\""
        for scalar in text.unicodeScalars {
            switch scalar {
            case "\"": quoted += "\\\""
            case "\\": quoted += "\\\\"
            case "\n": quoted += "\\n"
            case "\r": quoted += "\\r"
            case "\t": quoted += "\\t"
            case "\u{07}": quoted += "\\a"
            case "\u{08}": quoted += "\\b"
            case "\u{0B}": quoted += "\\v"
            case "\u{0C}": quoted += "\\f"
            default: quoted.unicodeScalars.append(scalar)
            }
        }
        return quoted + "\""
    }
}
