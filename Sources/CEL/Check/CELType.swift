/// What checking knows of a value's type.
package indirect enum CELType: Sendable {
    /// Anything; nothing is checked.
    case dyn
    case null, bool, int, uint, double, string, bytes, timestamp, duration, type
    case list(CELType)
    case map(CELType, CELType)
    /// A value with known fields.
    case object(CELObjectType)
    case optional(CELType)
    /// A type of a library, by its name.
    case opaque(String)

    package var name: String {
        switch self {
        case .dyn: "dyn"
        case .null: "null"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .timestamp: "timestamp"
        case .duration: "duration"
        case .type: "type"
        case .list(let element): "list(\(element.name))"
        case .map(let key, let value): "map(\(key.name), \(value.name))"
        case .object(let type): type.name
        case .optional(let inner): "optional_type(\(inner.name))"
        case .opaque(let name): name
        }
    }

    var isDyn: Bool { if case .dyn = self { true } else { false } }

    /// Whether a value of the one type might be one of the other.
    package func isAssignable(to other: CELType) -> Bool {
        switch (self, other) {
        case (.dyn, _), (_, .dyn): true
        case (.null, .null), (.bool, .bool), (.int, .int), (.uint, .uint), (.double, .double), (.string, .string),
            (.bytes, .bytes), (.timestamp, .timestamp), (.duration, .duration), (.type, .type):
            true
        case (.list(let left), .list(let right)): left.isAssignable(to: right)
        case (.map(let key, let value), .map(let otherKey, let otherValue)):
            key.isAssignable(to: otherKey) && value.isAssignable(to: otherValue)
        case (.object, .map), (.map, .object): true
        case (.object(let left), .object(let right)): left.name == right.name
        case (.optional(let left), .optional(let right)): left.isAssignable(to: right)
        case (.opaque(let left), .opaque(let right)): left == right
        // Null stands for an absent value of these.
        case (.null, .object), (.object, .null), (.null, .timestamp), (.timestamp, .null), (.null, .duration),
            (.duration, .null), (.null, .optional), (.optional, .null), (.null, .opaque), (.opaque, .null):
            true
        default: false
        }
    }
}

/// The fields of a declared type, looked up when they are named, so that types may contain themselves.
package final class CELObjectType: Sendable {
    package let name: String
    let field: @Sendable (String) -> CELType?

    package init(_ name: String, field: @escaping @Sendable (String) -> CELType?) {
        self.name = name
        self.field = field
    }
}
