import CEL
import Encodings
import JSON
import Schema

/// How the expressions of a schema see its values: with the types the schema declares.
extension StructuralSchema {
    /// The type of the values of a node; `nil` where nothing is known of them, and expressions cannot name them.
    ///
    /// - Parameter isResource: the node is an object of the API, whose kind and name every expression may read.
    static func expressionType(
        _ kind: Kind?, format: String, isIntOrString: Bool, isResource: Bool, items: StructuralSchema?,
        additional: Additional, properties: [(name: String, schema: StructuralSchema)]
    ) -> CELType? {
        if isIntOrString { return .dyn }
        switch kind {
        case .array?: return items?.expressionType.map { .list($0) }
        case .object?:
            if case .schema(let values) = additional { return values.expressionType.map { .map(.string, $0) } }
            var fields: [String: CELType] = isResource ? resourceFields : [:]
            for property in properties where fields[property.name] == nil {
                guard let type = property.schema.expressionType, let name = expressionName(property.name) else { continue }
                fields[name] = type
            }
            let known = fields
            return .object(CELObjectType("object") { known[$0] })
        case .string?:
            switch format {
            case "byte": return .bytes
            case "duration": return .duration
            case "date", "date-time": return .timestamp
            default: return .string
            }
        case .boolean?: return .bool
        case .integer?: return .int
        case .number?: return .double
        case nil: return nil
        }
    }

    private static let resourceFields: [String: CELType] = [
        "apiVersion": .string, "kind": .string,
        "metadata": .object(CELObjectType("object") { ["name", "generateName"].contains($0) ? .string : nil }),
    ]

    /// A value with the types that the schema declares; what does not fit them stays as it is.
    func expressionValue(_ value: JSONValue) -> CELValue {
        switch (kind, value) {
        case (.number?, .int(let number)): return .double(Double(number))
        case (.integer?, .double(let number)): return Int64(exactly: number).map { .int($0) } ?? .double(number)
        case (.string?, .string(let text)): return expressionText(text)
        case (.array?, .array(let elements)):
            guard let items else { return CELValue(json: value) }
            return .list(elements.map(items.expressionValue))
        case (.object?, .object(let object)):
            if case .schema(let values) = additional {
                return .map(CELMap(object.members.map { ($0.key, values.expressionValue($0.value)) }))
            }
            let fields = object.members.compactMap { member -> (String, CELValue)? in
                guard let name = Self.expressionName(member.key) else { return nil }
                return (name, self[member.key]?.expressionValue(member.value) ?? CELValue(json: member.value))
            }
            return .map(CELMap(fields))
        default: return CELValue(json: value)
        }
    }

    private func expressionText(_ text: String) -> CELValue {
        switch format {
        case "byte": return Base64.decode(text).map { .bytes($0) } ?? .string(text)
        case "duration": return CELDuration(text).map { .duration($0) } ?? .string(text)
        case "date-time": return Timestamp(rfc3339: text).map { .timestamp($0) } ?? .string(text)
        case "date": return Timestamp(rfc3339: "\(text)T00:00:00Z").map { .timestamp($0) } ?? .string(text)
        default: return .string(text)
        }
    }

    private static let keywords: Set = [
        "true", "false", "null", "in", "as", "break", "const", "continue", "else", "for", "function", "if", "import", "let",
        "loop", "package", "namespace", "return", "var", "void", "while",
    ]

    /// A property's name as an identifier: `a-b` is `a__dash__b`; `nil` for a name that cannot be one.
    static func expressionName(_ name: String) -> String? {
        if keywords.contains(name) { return "__\(name)__" }
        guard let first = name.utf8.first, !(0x30...0x39).contains(first) else { return nil }
        var result = ""
        var rest = Substring(name)
        while let character = rest.first {
            if rest.hasPrefix("__") {
                result += "__underscores__"
                rest = rest.dropFirst(2)
                continue
            }
            switch character {
            case ".": result += "__dot__"
            case "-": result += "__dash__"
            case "/": result += "__slash__"
            case _ where character.isASCII && (character.isLetter || character.isNumber || character == "_"):
                result.append(character)
            default: return nil
            }
            rest = rest.dropFirst()
        }
        return result
    }
}
