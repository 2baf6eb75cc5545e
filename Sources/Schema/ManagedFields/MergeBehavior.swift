import JSON

/// How a value is owned and merged: as a whole, or part by part.
enum MergeBehavior {
    /// Scalars, atomic lists and maps, and whatever is empty.
    case whole
    /// The declared fields of an object.
    case fields(JSONObject, ObjectSchema)
    /// The members of a map whose keys are free.
    case entries(JSONObject, SchemaType)
    /// The elements of a list that are told apart by their keys, or by their value.
    case elements([JSONValue], ListIdentity)

    /// - Parameter field: the field that holds the value, which says how its list or map merges; `nil` inside lists and maps.
    init(of value: JSONValue, _ type: SchemaType, _ field: FieldSchema?) {
        switch (type, value) {
        case (.object(let reference), .object(let object)) where !object.isEmpty:
            let schema = reference.resolve()
            self = schema.isAtomic ? .whole : .fields(object, schema)
        case (.map(let element), .object(let object)) where !object.isEmpty && field?.listType != .atomic:
            self = .entries(object, element)
        case (.any, .object(let object)) where !object.isEmpty, (.union, .object(let object)) where !object.isEmpty:
            self = .entries(object, .any)
        case (.array(let element), .array(let elements)) where !elements.isEmpty:
            self = ListIdentity(element, field).map { .elements(elements, $0) } ?? .whole
        default: self = .whole
        }
    }
}

/// How the elements of a list that is a map or a set are told apart.
struct ListIdentity {
    let element: SchemaType
    /// Empty for a set.
    private let keys: [Key]

    private struct Key {
        /// The name in quotes, and a colon.
        let text: [UInt8]
        let name: String
        let fallback: JSONValue?
    }

    /// `nil` for an atomic list.
    init?(_ element: SchemaType, _ field: FieldSchema?) {
        guard let field, let type = field.listType, type != .atomic else { return nil }
        self.element = element
        guard type == .map else {
            keys = []
            return
        }
        guard case .object(let reference) = element, !field.sortedMergeKeys.isEmpty else { return nil }
        let schema = reference.resolve()
        keys = field.sortedMergeKeys.map { name in
            var text: [UInt8] = []
            JSONWriter.append(string: name, to: &text)
            text.append(UInt8(ascii: ":"))
            return Key(text: text, name: name, fallback: schema[name]?.defaultValue)
        }
    }

    var isSet: Bool { keys.isEmpty }

    /// The first key that an element must give and does not.
    func missingKey(in item: JSONValue) -> String? {
        keys.first { $0.fallback == nil && (item[$0.name] ?? .null).isNull }?.name
    }

    /// The step of a `FieldSet` to an element. A key that is absent and has no default counts as `null`.
    func step(to item: JSONValue) -> String {
        var text = Array((isSet ? "v:" : "k:{").utf8)
        if isSet {
            JSONWriter.append(item, to: &text)
        } else {
            for (index, key) in keys.enumerated() {
                if index > 0 { text.append(UInt8(ascii: ",")) }
                text.append(contentsOf: key.text)
                let value = item[key.name] ?? .null
                JSONWriter.append(value.isNull ? key.fallback ?? .null : value, to: &text)
            }
            text.append(UInt8(ascii: "}"))
        }
        return String(decoding: text, as: UTF8.self)
    }
}
