package import JSON

/// A type that a field can have.
package protocol JSONRepresentable: Sendable {
    /// Fails when the JSON is of another type.
    init?(json: JSONValue)
    var json: JSONValue { get }
    static var schemaType: SchemaType { get }
    /// What an absent field of this type reads as.
    static var zero: Self { get }
}

extension String: JSONRepresentable {
    package init?(json: JSONValue) {
        guard let text = json.stringValue else { return nil }
        self = text
    }
    package var json: JSONValue { .string(self) }
    package static var schemaType: SchemaType { .string }
    package static var zero: String { "" }
}

extension Bool: JSONRepresentable {
    package init?(json: JSONValue) {
        guard let flag = json.boolValue else { return nil }
        self = flag
    }
    package var json: JSONValue { .bool(self) }
    package static var schemaType: SchemaType { .bool }
    package static var zero: Bool { false }
}

extension Int32: JSONRepresentable {
    package init?(json: JSONValue) {
        guard let number = json.intValue, let exact = Int32(exactly: number) else { return nil }
        self = exact
    }
    package var json: JSONValue { .int(Int64(self)) }
    package static var schemaType: SchemaType { .int32 }
    package static var zero: Int32 { 0 }
}

extension Int64: JSONRepresentable {
    package init?(json: JSONValue) {
        guard let number = json.intValue else { return nil }
        self = number
    }
    package var json: JSONValue { .int(self) }
    package static var schemaType: SchemaType { .int64 }
    package static var zero: Int64 { 0 }
}

extension Double: JSONRepresentable {
    package init?(json: JSONValue) {
        guard let number = json.doubleValue else { return nil }
        self = number
    }
    package var json: JSONValue { .double(self) }
    package static var schemaType: SchemaType { .double }
    package static var zero: Double { 0 }
}

extension JSONValue: JSONRepresentable {
    package init?(json: JSONValue) { self = json }
    package var json: JSONValue { self }
    package static var schemaType: SchemaType { .any }
    package static var zero: JSONValue { .null }
}

extension Array: JSONRepresentable where Element: JSONRepresentable {
    package init?(json: JSONValue) {
        guard let elements = json.arrayValue else { return nil }
        self = elements.compactMap(Element.init(json:))
    }
    package var json: JSONValue { .array(map(\.json)) }
    package static var schemaType: SchemaType { .array(Element.schemaType) }
    package static var zero: [Element] { [] }
}

extension Dictionary: JSONRepresentable where Key == String, Value: JSONRepresentable {
    package init?(json: JSONValue) {
        guard let object = json.objectValue else { return nil }
        self.init(minimumCapacity: object.count)
        for member in object { self[member.key] = Value(json: member.value) }
    }
    /// Members sorted by name, so that equal maps have equal bytes.
    package var json: JSONValue {
        .object(JSONObject(sorted { $0.key < $1.key }.map { JSONObject.Member(key: $0.key, value: $0.value.json) }))
    }
    package static var schemaType: SchemaType { .map(Value.schemaType) }
    package static var zero: [String: Value] { [:] }
}
