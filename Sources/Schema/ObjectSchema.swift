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
    /// One of several types.
    case union(SchemaUnion)
    /// Any JSON, kept as it is (`RawExtension`, `FieldsV1`).
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
    /// Whether a server-side apply takes the object as a whole, and not field by field.
    package let isAtomic: Bool
    /// Whether objects have a protobuf form: every field but `apiVersion` and `kind` has a number.
    package let hasProtobuf: Bool
    /// The positions of the fields by their protobuf numbers.
    let wire: WireNumbers
    /// The fields that defaulting has to look at.
    let defaulted: [FieldSchema]
    /// The fields that checking has to look at.
    let checked: [FieldSchema]
    private let index: [String: Int]
    private let names: FieldNames
    /// Given for kinds that were defined at run time.
    package let walks: (any SchemaWalks)?

    package init(
        name: String, description: String, fields: [FieldSchema], rules: [SchemaRule] = [], isAtomic: Bool = false,
        walks: (any SchemaWalks)? = nil
    ) {
        self.walks = walks
        self.name = name
        self.description = description
        self.fields = fields
        self.rules = rules
        self.isAtomic = isAtomic
        var index: [String: Int] = [:]
        for (position, field) in fields.enumerated() { index[field.name] = position }
        self.index = index
        defaulted = fields.filter { $0.defaultValue != nil || $0.holdsObjects }
        checked = fields.filter { $0.isRequired || !$0.oneOf.isEmpty || $0.holdsObjects }
        hasProtobuf = fields.allSatisfy { $0.number > 0 || $0.name == "apiVersion" || $0.name == "kind" }
        wire = WireNumbers(fields)
        names = FieldNames(fields.map(\.name))
    }

    package subscript(name: String) -> FieldSchema? { index[name].map { fields[$0] } }

    func field(named name: UnsafeBufferPointer<UInt8>) -> FieldSchema? { names.position(of: name).map { fields[$0] } }
}
