/// Why bytes are not JSON: what was wrong and at which byte.
package struct JSONError: Error, Sendable, Hashable, CustomStringConvertible {
    package let reason: String
    package let offset: Int

    package init(reason: String, offset: Int) {
        self.reason = reason
        self.offset = offset
    }

    package var description: String { "\(reason) at byte \(offset)" }
}

/// Reads one JSON text (RFC 8259) into a tree.
///
/// Limits: nesting of `maximumDepth`; strings must be valid UTF-8. When an object names a member twice the last one wins,
/// and the path of every repetition is in `duplicates`.
package struct JSONReader {
    package static let maximumDepth = 512

    /// A tree, and the paths (`spec.containers[0].name`) of members that were given more than once.
    package struct Document: Sendable {
        package let value: JSONValue
        package let duplicates: [String]

        package init(value: JSONValue, duplicates: [String] = []) {
            self.value = value
            self.duplicates = duplicates
        }
    }

    package static func read(_ bytes: [UInt8]) throws(JSONError) -> JSONValue { try document(bytes).value }

    package static func read(_ text: String) throws(JSONError) -> JSONValue { try document(Array(text.utf8)).value }

    package static func document(_ bytes: [UInt8]) throws(JSONError) -> Document {
        let result = bytes.withUnsafeBufferPointer { buffer -> Result<Document, JSONError> in
            var parser = Parser(bytes: buffer)
            do throws(JSONError) {
                let value = try parser.text()
                return .success(Document(value: value, duplicates: parser.duplicates))
            } catch {
                return .failure(error)
            }
        }
        return try result.get()
    }
}

private struct Parser {
    let bytes: UnsafeBufferPointer<UInt8>
    var position = 0
    var depth = 0
    var duplicates: [String] = []

    init(bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    mutating func text() throws(JSONError) -> JSONValue {
        let value = try value()
        skipSpace()
        guard position == bytes.count else { throw unexpected("after top-level value") }
        return value
    }

    func failure(_ reason: String) -> JSONError { JSONError(reason: reason, offset: position) }

    /// What Go's decoders say of a byte that cannot be where it is.
    func unexpected(_ place: String) -> JSONError {
        guard position < bytes.count else { return failure("unexpected end of JSON input") }
        let quoted: String
        switch bytes[position] {
        case UInt8(ascii: "'"): quoted = "\\'"
        case UInt8(ascii: "\\"): quoted = "\\\\"
        case 0x07: quoted = "\\a"
        case 0x08: quoted = "\\b"
        case 0x09: quoted = "\\t"
        case 0x0A: quoted = "\\n"
        case 0x0B: quoted = "\\v"
        case 0x0C: quoted = "\\f"
        case 0x0D: quoted = "\\r"
        case let byte where byte < 0x20 || byte == 0x7F: quoted = "\\x" + (byte < 16 ? "0" : "") + String(byte, radix: 16)
        case let byte where byte >= 0x80 && byte < 0xA0 || byte == 0xAD: quoted = "\\u00" + String(byte, radix: 16)
        case 0xA0: quoted = "\\u00a0"
        case let byte: quoted = String(Unicode.Scalar(byte))
        }
        return failure("invalid character '\(quoted)' \(place)")
    }

    mutating func skipSpace() {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return
            }
        }
    }

    mutating func value() throws(JSONError) -> JSONValue {
        skipSpace()
        guard position < bytes.count else { throw failure("unexpected end of JSON input") }
        switch bytes[position] {
        case UInt8(ascii: "{"): return .object(try object())
        case UInt8(ascii: "["): return .array(try array())
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "t"): return try literal("true", .bool(true))
        case UInt8(ascii: "f"): return try literal("false", .bool(false))
        case UInt8(ascii: "n"): return try literal("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        default: throw unexpected("looking for beginning of value")
        }
    }

    mutating func literal(_ word: StaticString, _ value: JSONValue) throws(JSONError) -> JSONValue {
        let count = word.utf8CodeUnitCount
        for index in 0..<count {
            guard position < bytes.count, bytes[position] == word.utf8Start[index] else {
                throw unexpected("in literal \(word) (expecting '\(Unicode.Scalar(word.utf8Start[index]))')")
            }
            position += 1
        }
        return value
    }

    mutating func enter() throws(JSONError) {
        depth += 1
        guard depth <= JSONReader.maximumDepth else {
            throw failure("nesting deeper than \(JSONReader.maximumDepth)")
        }
        position += 1
    }

    mutating func array() throws(JSONError) -> [JSONValue] {
        try enter()
        defer { depth -= 1 }
        var elements: [JSONValue] = []
        skipSpace()
        if consume(UInt8(ascii: "]")) { return elements }
        while true {
            let known = duplicates.count
            elements.append(try value())
            nameDuplicates(since: known, "[\(elements.count - 1)]")
            skipSpace()
            if consume(UInt8(ascii: ",")) { continue }
            if consume(UInt8(ascii: "]")) { return elements }
            throw unexpected("after array element")
        }
    }

    mutating func object() throws(JSONError) -> JSONObject {
        try enter()
        defer { depth -= 1 }
        var members: [JSONObject.Member] = []
        // Past a handful of members the walk for repeated names would be quadratic.
        var seen: [ExactText: Int] = [:]
        skipSpace()
        if consume(UInt8(ascii: "}")) { return JSONObject() }
        while true {
            skipSpace()
            guard position < bytes.count else { throw failure("unexpected end of JSON input") }
            guard bytes[position] == UInt8(ascii: "\"") else {
                throw unexpected("looking for beginning of object key string")
            }
            let key = try string()
            skipSpace()
            guard consume(UInt8(ascii: ":")) else { throw unexpected("after object key") }
            let known = duplicates.count
            let member = JSONObject.Member(key: key, value: try value())
            nameDuplicates(since: known, key)
            if let earlier = indexOfRepeated(key, in: members, &seen) {
                members[earlier] = member
                if duplicates.count < Self.namedDuplicates { duplicates.append(Self.shortened(key)) }
            } else {
                if members.count >= 16 { seen[ExactText(key)] = members.count }
                members.append(member)
            }
            skipSpace()
            if consume(UInt8(ascii: ",")) { continue }
            if consume(UInt8(ascii: "}")) { return JSONObject(members) }
            throw unexpected("after object key:value pair")
        }
    }

    // A body of nothing but repeated names must not cost more than its own size.
    private static let namedDuplicates = 64
    private static let longestPath = 4096

    private static func shortened(_ name: String) -> String {
        name.utf8.count <= 256 ? name : String(decoding: name.utf8.prefix(128), as: UTF8.self) + "…"
    }

    /// Puts the name of the enclosing member in front of the paths found inside it.
    mutating func nameDuplicates(since known: Int, _ name: String) {
        guard duplicates.count > known else { return }
        let name = Self.shortened(name)
        for index in known..<duplicates.count {
            let inner = duplicates[index]
            if inner.utf8.count > Self.longestPath { continue }
            duplicates[index] = inner.hasPrefix("[") ? name + inner : name + "." + inner
        }
    }

    func indexOfRepeated(_ key: String, in members: [JSONObject.Member], _ seen: inout [ExactText: Int]) -> Int? {
        if members.count < 16 { return members.firstIndex { $0.key.isSame(as: key) } }
        if seen.isEmpty { for (index, member) in members.enumerated() { seen[ExactText(member.key)] = index } }
        return seen[ExactText(key)]
    }

    mutating func consume(_ byte: UInt8) -> Bool {
        guard position < bytes.count, bytes[position] == byte else { return false }
        position += 1
        return true
    }

    mutating func number() throws(JSONError) -> JSONValue {
        let start = position
        if bytes[position] == UInt8(ascii: "-") { position += 1 }
        if position < bytes.count, bytes[position] == UInt8(ascii: "0") {
            position += 1  // nothing but a fraction or an exponent can follow
        } else {
            guard digits() > 0 else { throw unexpected("in numeric literal") }
        }
        var isInteger = true
        if consume(UInt8(ascii: ".")) {
            isInteger = false
            guard digits() > 0 else { throw unexpected("after decimal point in numeric literal") }
        }
        if position < bytes.count, bytes[position] | 0x20 == UInt8(ascii: "e") {
            isInteger = false
            position += 1
            if position < bytes.count, bytes[position] == UInt8(ascii: "+") || bytes[position] == UInt8(ascii: "-") {
                position += 1
            }
            guard digits() > 0 else { throw unexpected("in exponent of numeric literal") }
        }
        let text = UnsafeBufferPointer(rebasing: bytes[start..<position])
        if isInteger, let value = integer(text) { return .int(value) }
        guard let value = Double(String(decoding: text, as: UTF8.self)), value.isFinite else {
            throw failure("number out of range")
        }
        // 1.0 and 1 are the same number, and are written alike.
        return Int64(exactly: value).map(JSONValue.int) ?? .double(value)
    }

    mutating func digits() -> Int {
        let start = position
        while position < bytes.count, bytes[position] >= UInt8(ascii: "0"), bytes[position] <= UInt8(ascii: "9") {
            position += 1
        }
        return position - start
    }

    func integer(_ text: UnsafeBufferPointer<UInt8>) -> Int64? {
        let negative = text.first == UInt8(ascii: "-")
        var result: Int64 = 0
        for byte in text.dropFirst(negative ? 1 : 0) {
            let (scaled, overflow) = result.multipliedReportingOverflow(by: 10)
            let digit = Int64(byte &- UInt8(ascii: "0"))
            let (sum, carried) =
                negative ? scaled.subtractingReportingOverflow(digit) : scaled.addingReportingOverflow(digit)
            if overflow || carried { return nil }
            result = sum
        }
        return result
    }

    mutating func string() throws(JSONError) -> String {
        position += 1
        let start = position
        while position < bytes.count {
            let byte = bytes[position]
            if byte == UInt8(ascii: "\"") {
                let slice = UnsafeBufferPointer(rebasing: bytes[start..<position])
                guard let text = String(validating: slice, as: UTF8.self) else { throw failure("invalid UTF-8 in string") }
                position += 1
                return text
            }
            if byte == UInt8(ascii: "\\") { return try escapedString(from: start) }
            guard byte >= 0x20 else { throw unexpected("in string literal") }
            position += 1
        }
        throw failure("unexpected end of JSON input")
    }

    mutating func escapedString(from start: Int) throws(JSONError) -> String {
        var result = Array(bytes[start..<position])
        while position < bytes.count {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "\""):
                guard let text = String(validating: result, as: UTF8.self) else { throw failure("invalid UTF-8 in string") }
                position += 1
                return text
            case UInt8(ascii: "\\"):
                position += 1
                try escape(into: &result)
            case 0..<0x20:
                throw unexpected("in string literal")
            default:
                result.append(byte)
                position += 1
            }
        }
        throw failure("unexpected end of JSON input")
    }

    mutating func escape(into result: inout [UInt8]) throws(JSONError) {
        guard position < bytes.count else { throw failure("unexpected end of JSON input") }
        let byte = bytes[position]
        position += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): result.append(byte)
        case UInt8(ascii: "b"): result.append(0x08)
        case UInt8(ascii: "f"): result.append(0x0C)
        case UInt8(ascii: "n"): result.append(0x0A)
        case UInt8(ascii: "r"): result.append(0x0D)
        case UInt8(ascii: "t"): result.append(0x09)
        case UInt8(ascii: "u"): try unicodeEscape(into: &result)
        default:
            position -= 1
            throw unexpected("in string escape code")
        }
    }

    mutating func unicodeEscape(into result: inout [UInt8]) throws(JSONError) {
        var code = try hexadecimal()
        if (0xD800..<0xDC00).contains(code), position + 1 < bytes.count,
            bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
        {
            position += 2
            let low = try hexadecimal()
            code = (0xDC00..<0xE000).contains(low) ? 0x10000 + ((code - 0xD800) << 10) + (low - 0xDC00) : 0xFFFD
        }
        // A lone surrogate has no UTF-8 form; it reads as the replacement character.
        let scalar = Unicode.Scalar(code) ?? "\u{FFFD}"
        result.append(contentsOf: String(scalar).utf8)
    }

    mutating func hexadecimal() throws(JSONError) -> UInt32 {
        var code: UInt32 = 0
        for _ in 0..<4 {
            guard position < bytes.count else { throw failure("unexpected end of JSON input") }
            let byte = bytes[position]
            let digit: UInt8
            switch byte {
            case UInt8(ascii: "0")...UInt8(ascii: "9"): digit = byte - UInt8(ascii: "0")
            case UInt8(ascii: "a")...UInt8(ascii: "f"): digit = byte - UInt8(ascii: "a") + 10
            case UInt8(ascii: "A")...UInt8(ascii: "F"): digit = byte - UInt8(ascii: "A") + 10
            default: throw unexpected("in \\u hexadecimal character escape")
            }
            code = code << 4 | UInt32(digit)
            position += 1
        }
        return code
    }
}
