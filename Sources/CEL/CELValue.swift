package import JSON
package import Schema

/// A value of an expression (cel-spec, "Values").
package indirect enum CELValue: Sendable {
    case null
    case bool(Bool)
    case int(Int64)
    case uint(UInt64)
    case double(Double)
    case string(String)
    case bytes([UInt8])
    case list([CELValue])
    case map(CELMap)
    case timestamp(Timestamp)
    case duration(CELDuration)
    case optional(CELValue?)
    case type(String)
    /// A value of a library: a quantity, a URL, an address.
    case object(any CELObject)
}

/// A value that only a library's functions look into.
package protocol CELObject: Sendable {
    var typeName: String { get }
    func isEqual(to other: any CELObject) -> Bool
}

/// The key of a map. Numbers of different types that are equal are one key.
package enum CELKey: Sendable, Hashable {
    case bool(Bool)
    case int(Int64)
    /// Beyond the range of `int`.
    case uint(UInt64)
    case string(String)

    /// `nil` for a value that cannot be a key.
    init?(_ value: CELValue) {
        switch value {
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .uint(let value): self = Int64(exactly: value).map { .int($0) } ?? .uint(value)
        case .double(let value):
            if let exact = Int64(exactly: value) {
                self = .int(exact)
            } else if let exact = UInt64(exactly: value) {
                self = .uint(exact)
            } else {
                return nil
            }
        case .string(let value): self = .string(value)
        default: return nil
        }
    }

    var value: CELValue {
        switch self {
        case .bool(let value): .bool(value)
        case .int(let value): .int(value)
        case .uint(let value): .uint(value)
        case .string(let value): .string(value)
        }
    }
}

/// A map that keeps the order of its entries.
package struct CELMap: Sendable {
    private(set) var keys: [CELKey] = []
    private var values: [CELKey: CELValue] = [:]

    package init() {}

    package init(_ entries: [(String, CELValue)]) {
        for (key, value) in entries { set(.string(key), value) }
    }

    var count: Int { keys.count }
    subscript(key: CELKey) -> CELValue? { values[key] }
    package subscript(name name: String) -> CELValue? { values[.string(name)] }

    /// False when the key was there already.
    @discardableResult
    mutating func set(_ key: CELKey, _ value: CELValue) -> Bool {
        guard values.updateValue(value, forKey: key) == nil else { return false }
        keys.append(key)
        return true
    }
}

extension CELValue {
    /// A JSON tree as it is: whole numbers become `int`, others `double`.
    package init(json: JSONValue) {
        switch json {
        case .null: self = .null
        case .bool(let value): self = .bool(value)
        case .int(let value): self = .int(value)
        case .double(let value): self = .double(value)
        case .string(let value): self = .string(value)
        case .array(let values): self = .list(values.map(CELValue.init(json:)))
        case .object(let object): self = .map(CELMap(object.members.map { ($0.key, CELValue(json: $0.value)) }))
        }
    }

    /// The value as JSON; `nil` for what JSON cannot hold.
    package var json: JSONValue? {
        switch self {
        case .null: return .null
        case .bool(let value): return .bool(value)
        case .int(let value): return .int(value)
        case .uint(let value): return Int64(exactly: value).map { .int($0) }
        case .double(let value): return .double(value)
        case .string(let value): return .string(value)
        case .list(let values):
            let elements = values.compactMap(\.json)
            return elements.count == values.count ? .array(elements) : nil
        case .map(let map):
            var object = JSONObject()
            for key in map.keys {
                guard case .string(let name) = key, let value = map[key]?.json else { return nil }
                object[name] = value
            }
            return .object(object)
        case .timestamp(let value): return .string(value.rfc3339)
        case .duration(let value): return .string(value.description)
        case .optional(let value): return value?.json ?? .null
        case .bytes, .type, .object: return nil
        }
    }

    package var boolValue: Bool? { if case .bool(let value) = self { value } else { nil } }
    package var stringValue: String? { if case .string(let value) = self { value } else { nil } }

    /// The name of the value's type (`type(x)`).
    var typeName: String {
        switch self {
        case .null: "null_type"
        case .bool: "bool"
        case .int: "int"
        case .uint: "uint"
        case .double: "double"
        case .string: "string"
        case .bytes: "bytes"
        case .list: "list"
        case .map: "map"
        case .timestamp: "google.protobuf.Timestamp"
        case .duration: "google.protobuf.Duration"
        case .optional: "optional_type"
        case .type: "type"
        case .object(let object): object.typeName
        }
    }
}
