import JSON

/// A path of field names that a schema knows: `.spec.color`, `.labels['a.b']`.
struct SchemaPath: Sendable {
    /// Written as in error causes: `spec.color`, `labels[a.b]`.
    let text: String
    /// The first field.
    let root: String
    /// What the path leads to; `nil` for the value of a map that allows anything.
    let schema: StructuralSchema?

    struct Malformed: Error, Sendable { let reason: String }

    /// - Parameter allowsBrackets: whether names may stand in brackets and quotes.
    init(_ path: String, in schema: StructuralSchema, allowsBrackets: Bool = true) throws(Malformed) {
        var rest = Substring(path)
        var text = ""
        var root = ""
        var current: StructuralSchema? = schema
        while let delimiter = rest.first {
            rest = rest.dropFirst()
            let name: String
            switch delimiter {
            case ".": name = try Self.name(&rest)
            case "[":
                guard allowsBrackets else { throw Malformed(reason: "array notation is not allowed") }
                name = try Self.quoted(&rest)
            default: throw Malformed(reason: "expected [ or . but got: \(Self.token(path))")
            }
            guard let node = current else { throw Self.unknown }
            if !node.properties.isEmpty {
                guard let found = node[name] else { throw Self.unknown }
                text += text.isEmpty ? name : ".\(name)"
                current = found
            } else {
                text += "[\(name)]"
                switch node.additional {
                case .schema(let values): current = values
                case .anything: current = nil
                case .none: throw Self.unknown
                }
            }
            if root.isEmpty { root = name }
        }
        self.text = text
        self.root = root
        self.schema = current
    }

    private static let unknown = Malformed(reason: "does not refer to a valid field")
    private static let end = Malformed(reason: "unexpected end of JSON path")

    private static func token(_ text: String) -> Substring { text.prefix { !".[]".contains($0) } }

    private static func name(_ rest: inout Substring) throws(Malformed) -> String {
        guard let first = rest.first else { throw end }
        let name = rest.prefix { !".[]".contains($0) }
        if name.isEmpty {
            rest = rest.dropFirst()
            return String(first)
        }
        rest = rest.dropFirst(name.count)
        return String(name)
    }

    private static func quoted(_ rest: inout Substring) throws(Malformed) -> String {
        guard let first = rest.first else { throw end }
        guard first == "'" else {
            throw Malformed(reason: "expected single quoted string but got \(rest.prefix { !".[]".contains($0) })")
        }
        rest = rest.dropFirst()
        var name = ""
        while let character = rest.first, character != "'" {
            rest = rest.dropFirst()
            if character == "\\", let escaped = rest.first {
                guard let plain = escapes[escaped] else {
                    throw Malformed(reason: "invalid string literal: invalid escape char \\\(escaped)")
                }
                name.append(plain)
                rest = rest.dropFirst()
            } else {
                name.append(character)
            }
        }
        guard rest.first == "'" else { throw end }
        rest = rest.dropFirst()
        guard let last = rest.first else { throw end }
        guard last == "]" else { throw Malformed(reason: "expected ] but got \(last)") }
        rest = rest.dropFirst()
        return name
    }

    private static let escapes: [Character: Character] = [
        "a": "\u{07}", "b": "\u{08}", "f": "\u{0C}", "n": "\n", "r": "\r", "t": "\t", "v": "\u{0B}", "'": "'", "\\": "\\",
    ]
}
