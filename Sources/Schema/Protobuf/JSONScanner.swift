package import JSON

/// Reads JSON text piece by piece, without a tree. The text is known to be JSON; what is not throws all the same.
struct JSONScanner {
    private let bytes: UnsafeBufferPointer<UInt8>
    private(set) var position = 0

    init(_ bytes: UnsafeBufferPointer<UInt8>) { self.bytes = bytes }

    func failure(_ reason: String) -> JSONError { JSONError(reason: reason, offset: position) }

    /// The first byte of what comes next; 0 at the end.
    mutating func peek() -> UInt8 {
        while position < bytes.count {
            switch bytes[position] {
            case 0x20, 0x09, 0x0A, 0x0D: position += 1
            default: return bytes[position]
            }
        }
        return 0
    }

    mutating func consume(_ byte: Unicode.Scalar) -> Bool {
        guard peek() == UInt8(ascii: byte) else { return false }
        position += 1
        return true
    }

    mutating func expect(_ byte: Unicode.Scalar) throws(JSONError) {
        guard consume(byte) else { throw failure("expected \(byte)") }
    }

    /// The end of a member or element: whether another one follows.
    mutating func continues(until end: Unicode.Scalar) throws(JSONError) -> Bool {
        if consume(",") { return true }
        try expect(end)
        return false
    }

    /// A string that is next, as it is between its quotes.
    mutating func rawString() throws(JSONError) -> (text: UnsafeBufferPointer<UInt8>, isEscaped: Bool) {
        try expect("\"")
        let start = position
        var isEscaped = false
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                defer { position += 1 }
                return (UnsafeBufferPointer(rebasing: bytes[start..<position]), isEscaped)
            case UInt8(ascii: "\\"):
                isEscaped = true
                position += 2
            default: position += 1
            }
        }
        throw failure("unexpected end of JSON input")
    }

    /// A string that is next, with its escapes resolved.
    mutating func string() throws(JSONError) -> String {
        _ = peek()
        let start = position
        let (text, isEscaped) = try rawString()
        guard isEscaped else { return String(decoding: text, as: UTF8.self) }
        return try JSONReader.read(Array(bytes[start..<position])).stringValue ?? ""
    }

    /// The text of the value that is next, whatever it is. Its depth does not matter.
    mutating func skip() throws(JSONError) -> UnsafeBufferPointer<UInt8> {
        let first = peek()
        let start = position
        switch first {
        case UInt8(ascii: "\""): _ = try rawString()
        case UInt8(ascii: "{"), UInt8(ascii: "["): try skipNested()
        default:
            while position < bytes.count, !Self.endsScalar(bytes[position]) { position += 1 }
            guard position > start else { throw failure("invalid character looking for beginning of value") }
        }
        return UnsafeBufferPointer(rebasing: bytes[start..<position])
    }

    private mutating func skipNested() throws(JSONError) {
        var depth = 0
        while position < bytes.count {
            switch bytes[position] {
            case UInt8(ascii: "\""):
                _ = try rawString()
                continue
            case UInt8(ascii: "{"), UInt8(ascii: "["): depth += 1
            case UInt8(ascii: "}"), UInt8(ascii: "]"): depth -= 1
            default: break
            }
            position += 1
            if depth == 0 { return }
        }
        throw failure("unexpected end of JSON input")
    }

    private static func endsScalar(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: ","), UInt8(ascii: "}"), UInt8(ascii: "]"), 0x20, 0x09, 0x0A, 0x0D: true
        default: false
        }
    }
}

/// Looks into JSON text without reading it into a tree.
package enum JSONText {
    /// The text of one member of an object; `nil` when it has none of that name, or is not an object.
    package static func member(_ name: String, of json: [UInt8]) -> ArraySlice<UInt8>? {
        json.withUnsafeBufferPointer { buffer in
            var scanner = JSONScanner(buffer)
            guard let range = try? scanner.member(name) else { return nil }
            return json[range]
        }
    }

    /// The text of a member of a member; `nil` when there is none. Reads to the end: throws when brackets or texts do not
    /// end, or something follows; what is between them is not looked at.
    package static func member(_ name: String, in outer: String, of json: [UInt8]) throws(JSONError) -> ArraySlice<UInt8>? {
        let range = try json.withUnsafeBufferPointer { (buffer) throws(JSONError) -> Range<Int>? in
            var scanner = JSONScanner(buffer)
            let range = try scanner.value(at: [outer, name])
            guard scanner.peek() == 0, scanner.position == json.count else { throw scanner.failure("text after the value") }
            return range
        }
        return range.map { json[$0] }
    }
}

extension JSONText {
    /// The levels of nesting of a JSON text.
    package static func depth(of json: [UInt8]) -> Int {
        var (depth, deepest) = (0, 0)
        var (isText, isEscaped) = (false, false)
        for byte in json {
            guard !isEscaped else {
                isEscaped = false
                continue
            }
            switch byte {
            case UInt8(ascii: "\\"): isEscaped = isText
            case UInt8(ascii: "\""): isText.toggle()
            case UInt8(ascii: "{"), UInt8(ascii: "["):
                guard !isText else { continue }
                depth += 1
                deepest = max(deepest, depth)
            case UInt8(ascii: "}"), UInt8(ascii: "]"): if !isText { depth -= 1 }
            default: break
            }
        }
        return deepest
    }
}

extension JSONScanner {
    /// Goes past a value. Returns where the member is that a path of names leads to.
    fileprivate mutating func value(at path: ArraySlice<String>) throws(JSONError) -> Range<Int>? {
        guard peek() == UInt8(ascii: "{"), let name = path.first else {
            let start = position
            _ = try skip()
            return path.isEmpty ? start..<position : nil
        }
        try expect("{")
        if consume("}") { return nil }
        var found: Range<Int>?
        repeat {
            let isNext = try string() == name
            try expect(":")
            if isNext { found = try value(at: path.dropFirst()) } else { _ = try skip() }
        } while try continues(until: "}")
        return found
    }

    fileprivate mutating func member(_ name: String) throws(JSONError) -> Range<Int>? {
        try expect("{")
        if consume("}") { return nil }
        repeat {
            let key = try string()
            try expect(":")
            _ = peek()
            let start = position
            _ = try skip()
            if key == name { return start..<position }
        } while try continues(until: "}")
        return nil
    }
}
