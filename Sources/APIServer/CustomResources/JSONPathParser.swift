import JSON

/// Reads the text of a `JSONPath`.
struct JSONPathParser {
    private var rest: Substring
    private static let maximumSteps = 64
    /// How deep filters may stand inside filters.
    private static let maximumFilters = 4
    private var filters = 0

    init(_ text: String) {
        var text = Substring(text)
        // `kubectl` also takes the path in braces.
        if text.first == "{", text.last == "}" { text = text.dropFirst().dropLast() }
        if text.first == "$" { text = text.dropFirst() }
        rest = text
    }

    mutating func steps() throws(JSONPath.Malformed) -> [JSONPath.Step] {
        var steps: [JSONPath.Step] = []
        while let first = rest.first {
            guard steps.count < Self.maximumSteps else { throw JSONPath.Malformed(reason: "too many steps") }
            switch first {
            case ".":
                rest.removeFirst()
                if rest.first == "." {
                    rest.removeFirst()
                    steps.append(.descend)
                    if rest.first == "[" { continue }
                }
                if rest.first == "[" { continue }
                if rest.isEmpty, steps.isEmpty { return [] }
                steps.append(try member())
            case "[": steps.append(try bracket())
            default:
                guard steps.isEmpty else { throw unexpected(first) }
                steps.append(try member())
            }
        }
        return steps
    }

    private func unexpected(_ character: Character) -> JSONPath.Malformed {
        JSONPath.Malformed(reason: "unexpected \"\(character)\"")
    }

    private mutating func member() throws(JSONPath.Malformed) -> JSONPath.Step {
        var name = ""
        while let character = rest.first, !".[]()=!<> ".contains(character) {
            rest.removeFirst()
            if character == "\\", let escaped = rest.first {
                name.append(escaped)
                rest.removeFirst()
            } else {
                name.append(character)
            }
        }
        guard !name.isEmpty else { throw JSONPath.Malformed(reason: "a name is missing") }
        return name == "*" ? .all : .member(name)
    }

    private mutating func bracket() throws(JSONPath.Malformed) -> JSONPath.Step {
        rest.removeFirst()
        defer { if rest.first == "]" { rest.removeFirst() } }
        switch rest.first {
        case "?"?: return try filter()
        case "'"?, "\""?:
            let name = try quoted()
            try close()
            return .member(name)
        case "*"?:
            rest.removeFirst()
            try close()
            return .all
        default:
            let text = rest.prefix { $0 != "]" }
            rest = rest.dropFirst(text.count)
            try close()
            let parts = text.split(separator: ":", omittingEmptySubsequences: false)
            if parts.count == 2 { return .slice(Int(parts[0]), Int(parts[1])) }
            guard let index = Int(text) else { throw JSONPath.Malformed(reason: "\"\(text)\" is not an index") }
            return .index(index)
        }
    }

    private func close() throws(JSONPath.Malformed) {
        guard rest.first == "]" else { throw JSONPath.Malformed(reason: "\"]\" is missing") }
    }

    private mutating func quoted() throws(JSONPath.Malformed) -> String {
        let quote = rest.removeFirst()
        var text = ""
        while let character = rest.first {
            rest.removeFirst()
            if character == quote { return text }
            if character == "\\", let escaped = rest.first {
                text.append(escaped)
                rest.removeFirst()
            } else {
                text.append(character)
            }
        }
        throw JSONPath.Malformed(reason: "a quote is missing")
    }

    /// `?(@.path == constant)`
    private mutating func filter() throws(JSONPath.Malformed) -> JSONPath.Step {
        guard rest.hasPrefix("?(") else { throw JSONPath.Malformed(reason: "\"(\" is missing") }
        guard filters < Self.maximumFilters else { throw JSONPath.Malformed(reason: "filters nest too deeply") }
        filters += 1
        defer { filters -= 1 }
        rest.removeFirst(2)
        skipBlanks()
        guard rest.first == "@" else { throw JSONPath.Malformed(reason: "a filter begins with \"@\"") }
        rest.removeFirst()
        var path: [JSONPath.Step] = []
        loop: while let first = rest.first, path.count < Self.maximumSteps {
            switch first {
            case ".":
                rest.removeFirst()
                path.append(try member())
            case "[": path.append(try bracket())
            default: break loop
            }
        }
        skipBlanks()
        var step = JSONPath.Step.filter(path, .exists, .null)
        let comparisons: [JSONPath.Comparison] = [.equal, .notEqual, .atMost, .atLeast, .less, .greater]
        if let comparison = comparisons.first(where: { rest.hasPrefix($0.rawValue) }) {
            rest.removeFirst(comparison.rawValue.count)
            skipBlanks()
            step = .filter(path, comparison, try constant())
            skipBlanks()
        }
        guard rest.first == ")" else { throw JSONPath.Malformed(reason: "\")\" is missing") }
        rest.removeFirst()
        try close()
        return step
    }

    private mutating func constant() throws(JSONPath.Malformed) -> JSONValue {
        if rest.first == "'" || rest.first == "\"" { return .string(try quoted()) }
        let text = rest.prefix { $0 != ")" && $0 != " " }
        rest = rest.dropFirst(text.count)
        guard let value = try? JSONReader.read(Array(text.utf8)) else {
            throw JSONPath.Malformed(reason: "\"\(text)\" is not a constant")
        }
        return value
    }

    private mutating func skipBlanks() { while rest.first == " " { rest.removeFirst() } }
}
