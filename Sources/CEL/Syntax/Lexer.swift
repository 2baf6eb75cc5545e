/// One word of the source.
struct Token: Sendable, Equatable {
    enum Kind: Sendable, Equatable {
        case int(Int64)
        /// `9223372036854775808`, which is an integer only after a minus.
        case tooLargeInt
        case uint(UInt64)
        case double(Double)
        case string(String)
        case bytes([UInt8])
        case identifier(String)
        /// `` `a.b-c` ``: the name of a field that is no identifier.
        case quotedIdentifier(String)
        case symbol(String)
        case end
    }

    let kind: Kind
    let position: Int
}

/// Cuts the source into words (cel-spec, "Lexis").
struct Lexer {
    private let source: String
    private let scalars: [Unicode.Scalar]
    private var position = 0

    /// Expressions are written by people; this is far more than any of them.
    static let maximumLength = 100_000

    init(_ source: String) {
        self.source = source
        scalars = Array(source.unicodeScalars)
    }

    static func tokens(of source: String) throws(CELCompileError) -> [Token] {
        var lexer = Lexer(source)
        guard lexer.scalars.count <= maximumLength else {
            throw CELCompileError(message: "expression is longer than \(maximumLength) characters", position: 0, source: source)
        }
        var tokens: [Token] = []
        repeat { tokens.append(try lexer.token()) } while tokens.last?.kind != .end
        return tokens
    }

    private func failure(_ message: String, at position: Int) -> CELCompileError {
        CELCompileError(message: "Syntax error: \(message)", position: position, source: source)
    }

    private func peek(_ offset: Int = 0) -> Unicode.Scalar? {
        position + offset < scalars.count ? scalars[position + offset] : nil
    }

    private mutating func skipSpace() {
        while let scalar = peek() {
            if scalar == "/", peek(1) == "/" {
                while let scalar = peek(), scalar != "\n" { position += 1 }
            } else if " \t\n\r\u{0C}".unicodeScalars.contains(scalar) {
                position += 1
            } else {
                return
            }
        }
    }

    private mutating func token() throws(CELCompileError) -> Token {
        skipSpace()
        let start = position
        guard let scalar = peek() else { return Token(kind: .end, position: start) }
        if let string = try stringToken() { return Token(kind: string, position: start) }
        if scalar.isDigit || (scalar == "." && peek(1)?.isDigit == true) {
            return Token(kind: try number(), position: start)
        }
        if scalar.isLetter { return Token(kind: .identifier(word { $0.isLetter || $0.isDigit }), position: start) }
        if scalar == "`" { return Token(kind: .quotedIdentifier(try quoted()), position: start) }
        for length in [2, 1] where position + length <= scalars.count {
            let text = String(String.UnicodeScalarView(scalars[position..<position + length]))
            if Self.symbols.contains(text) {
                position += length
                return Token(kind: .symbol(text), position: start)
            }
        }
        throw failure("token recognition error at: '\(scalar)'", at: start)
    }

    private static let symbols: Set = [
        "&&", "||", "==", "!=", "<=", ">=", "<", ">", "+", "-", "*", "/", "%", "!", "?", ":", ".", ",", "(", ")", "[", "]", "{",
        "}",
    ]

    private mutating func word(_ belongs: (Unicode.Scalar) -> Bool) -> String {
        let start = position
        while let scalar = peek(), belongs(scalar) { position += 1 }
        return String(String.UnicodeScalarView(scalars[start..<position]))
    }

    private mutating func quoted() throws(CELCompileError) -> String {
        let start = position
        position += 1
        let name = word { $0 != "`" && $0 != "\n" }
        guard peek() == "`", !name.isEmpty else { throw failure("a quoted identifier has no end", at: start) }
        position += 1
        return name
    }

    // MARK: Numbers

    private mutating func number() throws(CELCompileError) -> Token.Kind {
        let start = position
        if peek() == "0", peek(1) == "x" || peek(1) == "X" {
            position += 2
            return try integer(word { $0.isHexDigit }, radix: 16, at: start)
        }
        var text = word(\.isDigit)
        var isDouble = false
        if peek() == ".", peek(1)?.isDigit == true {
            isDouble = true
            position += 1
            text += "." + word(\.isDigit)
        }
        if peek() == "e" || peek() == "E" {
            let sign = peek(1) == "+" || peek(1) == "-" ? 1 : 0
            if peek(1 + sign)?.isDigit == true {
                isDouble = true
                text += "e" + (sign == 1 && peek(1) == "-" ? "-" : "")
                position += 1 + sign
                text += word(\.isDigit)
            }
        }
        guard isDouble else { return try integer(text, radix: 10, at: start) }
        guard let value = Double(text.hasPrefix(".") ? "0" + text : text) else { throw failure("bad number", at: start) }
        return .double(value)
    }

    private mutating func integer(_ digits: String, radix: Int, at start: Int) throws(CELCompileError) -> Token.Kind {
        if peek() == "u" || peek() == "U" {
            position += 1
            guard let value = UInt64(digits, radix: radix) else { throw failure("invalid uint literal", at: start) }
            return .uint(value)
        }
        if let value = Int64(digits, radix: radix) { return .int(value) }
        guard UInt64(digits, radix: radix) == UInt64(Int64.max) + 1 else { throw failure("invalid int literal", at: start) }
        return .tooLargeInt
    }

    // MARK: Strings

    /// A string or bytes literal with its prefixes; `nil` when something else begins here.
    private mutating func stringToken() throws(CELCompileError) -> Token.Kind? {
        var isRaw = false
        var isBytes = false
        var offset = 0
        while let scalar = peek(offset), offset < 2 {
            if (scalar == "r" || scalar == "R") && !isRaw {
                isRaw = true
            } else if (scalar == "b" || scalar == "B") && !isBytes {
                isBytes = true
            } else {
                break
            }
            offset += 1
        }
        guard let quote = peek(offset), quote == "\"" || quote == "'" else { return nil }
        let start = position
        position += offset
        let isTriple = peek(1) == quote && peek(2) == quote
        position += isTriple ? 3 : 1
        var content = StringContent(isBytes: isBytes)
        while let scalar = peek() {
            if scalar == quote, !isTriple || (peek(1) == quote && peek(2) == quote) {
                position += isTriple ? 3 : 1
                return isBytes ? .bytes(content.bytes) : .string(content.text)
            }
            if scalar == "\n", !isTriple { break }
            position += 1
            if scalar == "\\", !isRaw { try escape(into: &content, at: start) } else { content.append(scalar) }
        }
        throw failure("a string has no end", at: start)
    }

    private struct StringContent {
        let isBytes: Bool
        var text = ""
        var bytes: [UInt8] = []

        mutating func append(_ scalar: Unicode.Scalar) {
            if isBytes { bytes += Array(String(scalar).utf8) } else { text.unicodeScalars.append(scalar) }
        }
    }

    private mutating func escape(into content: inout StringContent, at start: Int) throws(CELCompileError) {
        guard let scalar = peek() else { throw failure("a string has no end", at: start) }
        position += 1
        switch scalar {
        case "a": content.append("\u{07}")
        case "b": content.append("\u{08}")
        case "f": content.append("\u{0C}")
        case "n": content.append("\n")
        case "r": content.append("\r")
        case "t": content.append("\t")
        case "v": content.append("\u{0B}")
        case "\\", "'", "\"", "`", "?": content.append(scalar)
        case "x", "X": try code(digits: 2, radix: 16, into: &content, isByte: true, at: start)
        case "u": try code(digits: 4, radix: 16, into: &content, isByte: false, at: start)
        case "U": try code(digits: 8, radix: 16, into: &content, isByte: false, at: start)
        case "0", "1", "2", "3":
            position -= 1
            try code(digits: 3, radix: 8, into: &content, isByte: true, at: start)
        default: throw failure("unknown escape \\\(scalar)", at: position - 2)
        }
    }

    private mutating func code(
        digits: Int, radix: Int, into content: inout StringContent, isByte: Bool, at start: Int
    ) throws(CELCompileError) {
        guard position + digits <= scalars.count else { throw failure("a string has no end", at: start) }
        let text = String(String.UnicodeScalarView(scalars[position..<position + digits]))
        guard let value = UInt32(text, radix: radix), let scalar = Unicode.Scalar(value), !content.isBytes || isByte else {
            throw failure("bad escape \\\(text)", at: position)
        }
        position += digits
        if content.isBytes { content.bytes.append(UInt8(truncatingIfNeeded: value)) } else { content.append(scalar) }
    }
}

extension Unicode.Scalar {
    var isDigit: Bool { ("0"..."9").contains(self) }
    var isLetter: Bool { ("a"..."z").contains(self) || ("A"..."Z").contains(self) || self == "_" }
    var isHexDigit: Bool { isDigit || ("a"..."f").contains(self) || ("A"..."F").contains(self) }
}
