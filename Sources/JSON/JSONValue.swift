/// A JSON tree (RFC 8259).
///
/// Integers that fit 64 bits are kept exact; every other number is a `Double`.
package enum JSONValue: Sendable, Hashable {
    case null
    case bool(Bool)
    case int(Int64)
    case double(Double)
    case string(String)
    case array([JSONValue])
    case object(JSONObject)

    /// Texts are equal when their bytes are.
    package static func == (left: JSONValue, right: JSONValue) -> Bool {
        switch (left, right) {
        case (.null, .null): true
        case (.bool(let mine), .bool(let theirs)): mine == theirs
        case (.int(let mine), .int(let theirs)): mine == theirs
        case (.double(let mine), .double(let theirs)): mine == theirs
        case (.string(let mine), .string(let theirs)): mine.isSame(as: theirs)
        case (.array(let mine), .array(let theirs)): mine == theirs
        case (.object(let mine), .object(let theirs)): mine == theirs
        default: false
        }
    }
}

extension JSONValue {
    package static let emptyObject = JSONValue.object(JSONObject())

    package var isNull: Bool { if case .null = self { true } else { false } }
    package var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var stringValue: String? { if case .string(let value) = self { value } else { nil } }
    package var arrayValue: [JSONValue]? { if case .array(let value) = self { value } else { nil } }
    package var objectValue: JSONObject? { if case .object(let value) = self { value } else { nil } }

    /// The integer, also when it was written as a floating-point number without a fraction (`3.0`).
    package var intValue: Int64? {
        switch self {
        case .int(let value): value
        case .double(let value): Int64(exactly: value)
        default: nil
        }
    }

    package var doubleValue: Double? {
        switch self {
        case .int(let value): Double(value)
        case .double(let value): value
        default: nil
        }
    }

    /// The member of an object. Reading anything else gives `nil`; setting turns a non-object into an object;
    /// setting `nil` removes the member.
    package subscript(key: String) -> JSONValue? {
        get { objectValue?[key] }
        set {
            guard var object = take() else {
                if let newValue { self = .object([key: newValue]) }
                return
            }
            object[key] = newValue
            self = .object(object)
        }
    }

    /// The member at the end of a path of object keys.
    package subscript(path path: String...) -> JSONValue? { self[path: path] }

    /// The member at the end of a path of object keys. Setting makes the objects on the way.
    package subscript(path path: [String]) -> JSONValue? {
        get {
            var value = self
            for key in path {
                guard let next = value[key] else { return nil }
                value = next
            }
            return value
        }
        set {
            guard let first = path.first else {
                self = newValue ?? .null
                return
            }
            if path.count == 1 {
                self[first] = newValue
            } else {
                var child = self[first] ?? .emptyObject
                if child.objectValue == nil { child = .emptyObject }
                // Detach the child first, so that it is changed in place and not copied.
                self[first] = .null
                child[path: Array(path.dropFirst())] = newValue
                self[first] = child
            }
        }
    }

    /// The word for the type as Kubernetes' error texts spell it.
    package var typeName: String {
        switch self {
        case .null: "null"
        case .bool: "bool"
        case .int, .double: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    private mutating func take() -> JSONObject? {
        guard case .object(let object) = self else { return nil }
        self = .null
        return object
    }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
    ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral, ExpressibleByNilLiteral, ExpressibleByFloatLiteral,
    ExpressibleByStringInterpolation
{
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .int(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(floatLiteral value: Double) { self = .double(value) }
    package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
    package init(nilLiteral: ()) { self = .null }
    package init(dictionaryLiteral elements: (String, JSONValue)...) {
        self = .object(JSONObject(elements.map { JSONObject.Member(key: $0.0, value: $0.1) }))
    }
}
