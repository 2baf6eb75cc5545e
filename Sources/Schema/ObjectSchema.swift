package import JSON

/// The type of a field, as the walks see it.
package indirect enum SchemaType: Sendable {
    case string, int32, int64, double, bool
    /// Base64 in JSON, raw in protobuf.
    case bytes
    case quantity, intOrString
    /// RFC 3339, whole seconds.
    case time
    /// RFC 3339, microseconds.
    case microTime
    case object(SchemaReference)
    case array(SchemaType)
    case map(SchemaType)
    /// Any JSON, kept as it is (`RawExtension`, `FieldsV1`, `JSON`).
    case any
}

/// A schema that is looked up when it is first needed, so that types may name themselves.
package struct SchemaReference: Sendable {
    package let resolve: @Sendable () -> ObjectSchema
    package init(_ resolve: @escaping @Sendable () -> ObjectSchema) { self.resolve = resolve }
}

/// The fields of one object type.
package final class ObjectSchema: Sendable {
    /// The type's published name (`io.k8s.api.core.v1.PodSpec`).
    package let name: String
    package let description: String
    package let fields: [FieldSchema]
    package let rules: [SchemaRule]
    /// The positions of the fields in the order protobuf writes them; a wrapped field stands where its wrapper does.
    let wireOrder: [Int]
    private let index: [String: Int]

    package init(name: String, description: String, fields: [FieldSchema], rules: [SchemaRule] = []) {
        self.name = name
        self.description = description
        self.fields = fields
        self.rules = rules
        var index: [String: Int] = [:]
        for (position, field) in fields.enumerated() { index[field.name] = position }
        self.index = index
        let outer = fields.map { $0.inside ?? $0.number }
        wireOrder = fields.indices.filter { fields[$0].number > 0 }.sorted { outer[$0] < outer[$1] }
    }

    package subscript(name: String) -> FieldSchema? { index[name].map { fields[$0] } }
}

/// One field: its name, wire tag, type and rules.
package struct FieldSchema: Sendable {
    package let name: String
    /// The protobuf number; 0 where the field has no protobuf form.
    package let number: Int
    /// The number of the protobuf message the field is wrapped in when JSON shows it inlined.
    package let inside: Int?
    package let description: String
    package let type: SchemaType
    package let isRequired: Bool
    /// Whether absence says something else than the zero value (a pointer in Kubernetes' own types). Where it does not, an
    /// empty string, 0 or `false` counts as absent.
    package let isOptional: Bool
    package let defaultValue: JSONValue?
    /// The allowed strings; empty when any string is.
    package let oneOf: [String]
    package let listType: ListType?
    /// The fields that identify an element of a list of type `map` (server-side apply).
    package let mergeKeys: [String]
    package let patchStrategy: PatchStrategy?
    /// The field that identifies an element for a strategic merge patch; differs from `mergeKeys` in places.
    package let patchMergeKey: String?

    package init(
        name: String, number: Int, inside: Int? = nil, description: String, type: SchemaType, isRequired: Bool = false,
        isOptional: Bool = true, defaultValue: JSONValue? = nil, oneOf: [String] = [], listType: ListType? = nil,
        mergeKeys: [String] = [],
        patchStrategy: PatchStrategy? = nil, patchMergeKey: String? = nil
    ) {
        self.name = name
        self.number = number
        self.inside = inside
        self.description = description
        self.type = type
        self.isRequired = isRequired
        self.isOptional = isOptional
        self.defaultValue = defaultValue
        self.oneOf = oneOf
        self.listType = listType
        self.mergeKeys = mergeKeys
        self.patchStrategy = patchStrategy
        self.patchMergeKey = patchMergeKey
    }

    func named(_ name: String) -> FieldSchema {
        FieldSchema(
            name: name, number: number, inside: inside, description: description, type: type, isRequired: isRequired,
            isOptional: isOptional, defaultValue: defaultValue, oneOf: oneOf, listType: listType, mergeKeys: mergeKeys,
            patchStrategy: patchStrategy, patchMergeKey: patchMergeKey)
    }
}
