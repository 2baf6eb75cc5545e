import JSON

extension JSONValue {
    /// As errors of patches show a value: `map[a:1 b:[x y]]`, with the members in the order of their names.
    var goText: String {
        switch self {
        case .null: "<nil>"
        case .bool(let flag): flag ? "true" : "false"
        case .int, .double: JSONWriter.string(self)
        case .string(let text): text
        case .array(let elements): "[" + elements.map(\.goText).joined(separator: " ") + "]"
        case .object(let object):
            "map[" + object.sorted { $0.key < $1.key }.map { "\($0.key):\($0.value.goText)" }.joined(separator: " ") + "]"
        }
    }
}
