/// Matches labels by a label selector (`app=web,tier in (a,b),!old`), as the query parameter spells it.
package struct LabelMatcher: Sendable, Hashable {
    enum Requirement: Sendable, Hashable {
        case `in`(String, [String])
        case notIn(String, [String])
        case exists(String)
        case notExists(String)
        case greaterThan(String, Int64)
        case lessThan(String, Int64)
    }

    let requirements: [Requirement]

    package static let everything = LabelMatcher(requirements: [])

    package var isEmpty: Bool { requirements.isEmpty }

    init(requirements: [Requirement]) { self.requirements = requirements }

    /// A 400 with Kubernetes' words when the text is not a selector.
    package init(_ text: String) throws(StatusError) {
        var parser = SelectorParser(text)
        requirements = try parser.requirements()
    }

    package func matches(_ labels: [String: String]) -> Bool {
        requirements.allSatisfy { requirement in
            switch requirement {
            case .in(let key, let values): labels[key].map(values.contains) ?? false
            case .notIn(let key, let values): labels[key].map { !values.contains($0) } ?? true
            case .exists(let key): labels[key] != nil
            case .notExists(let key): labels[key] == nil
            case .greaterThan(let key, let bound): labels[key].flatMap { Int64($0) }.map { $0 > bound } ?? false
            case .lessThan(let key, let bound): labels[key].flatMap { Int64($0) }.map { $0 < bound } ?? false
            }
        }
    }
}

private struct SelectorParser {
    private var tokens: [String] = []
    private var position = 0
    private static let symbols: Set<Character> = ["=", "!", "(", ")", ",", "<", ">"]

    init(_ text: String) {
        var word = ""
        var characters = Array(text)[...]
        func flush(_ tokens: inout [String]) {
            if !word.isEmpty { tokens.append(word) }
            word = ""
        }
        while let character = characters.popFirst() {
            if character.isWhitespace {
                flush(&tokens)
            } else if Self.symbols.contains(character) {
                flush(&tokens)
                if (character == "=" || character == "!"), characters.first == "=" {
                    characters.removeFirst()
                    tokens.append("\(character)=")
                } else {
                    tokens.append(String(character))
                }
            } else {
                word.append(character)
            }
        }
        flush(&tokens)
    }

    private var peek: String? { position < tokens.count ? tokens[position] : nil }

    private mutating func next() -> String {
        defer { position += 1 }
        return peek ?? ""
    }

    private static func isWord(_ token: String?) -> Bool {
        guard let first = token?.first else { return false }
        return !symbols.contains(first)
    }

    private static func unparsable(_ found: String, _ expected: String) -> StatusError {
        .badRequest("unable to parse requirement: found '\(found)', expected: \(expected)")
    }

    mutating func requirements() throws(StatusError) -> [LabelMatcher.Requirement] {
        var result: [LabelMatcher.Requirement] = []
        guard peek != nil else { return result }
        while true {
            result.append(try requirement())
            guard let token = peek else { return result }
            guard token == "," else { throw Self.unparsable(token, "',' or 'end of string'") }
            position += 1
            guard Self.isWord(peek) || peek == "!" else {
                throw .badRequest("unable to parse requirement: found '\(peek ?? "")', expected: identifier after ','")
            }
        }
    }

    private mutating func requirement() throws(StatusError) -> LabelMatcher.Requirement {
        if peek == "!" {
            position += 1
            let key = try key()
            return .notExists(key)
        }
        let key = try key()
        guard let token = peek, token != "," else { return .exists(key) }
        position += 1
        switch token {
        case "=", "==": return .in(key, [try value()])
        case "!=": return .notIn(key, [try value()])
        case "in": return .in(key, try values())
        case "notin": return .notIn(key, try values())
        case ">", "gt": return .greaterThan(key, try number(key))
        case "<", "lt": return .lessThan(key, try number(key))
        default: throw Self.unparsable(token, "in, notin, =, ==, !=, gt, lt")
        }
    }

    private mutating func key() throws(StatusError) -> String {
        let token = next()
        guard Self.isWord(token) else { throw Self.unparsable(token, "!, identifier, or ',' or end of string") }
        if let problem = NameRules.qualifiedName(token).first {
            throw .badRequest("unable to parse requirement: <nil>: Invalid value: \"\(token)\": \(problem)")
        }
        return token
    }

    /// A value may be left out (`key=`), which asks for the empty string.
    private mutating func value() throws(StatusError) -> String {
        guard Self.isWord(peek) else {
            if peek == nil || peek == "," { return "" }
            throw Self.unparsable(next(), "identifier")
        }
        return try checked(next())
    }

    private func checked(_ value: String) throws(StatusError) -> String {
        if let problem = NameRules.labelValue(value).first {
            throw .badRequest("unable to parse requirement: values[0]: Invalid value: \"\(value)\": \(problem)")
        }
        return value
    }

    private mutating func values() throws(StatusError) -> [String] {
        let open = next()
        guard open == "(" else { throw Self.unparsable(open, "'('") }
        var result: [String] = []
        while true {
            result.append(try value())
            let token = next()
            if token == ")" { return result }
            guard token == "," else { throw Self.unparsable(token, "',', or ')'") }
        }
    }

    private mutating func number(_ key: String) throws(StatusError) -> Int64 {
        let text = next()
        guard let number = Int64(text) else {
            throw .badRequest(
                "unable to parse requirement: values[0][\(key)]: Invalid value: \"\(text)\": for 'Gt', 'Lt' operators, the value must be an integer"
            )
        }
        return number
    }
}
