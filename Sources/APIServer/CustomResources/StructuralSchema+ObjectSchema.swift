import JSON
import KubeAPI
import Schema

extension StructuralSchema {
    /// The schema of a kind's objects for everything that goes by fields: patches and server-side apply.
    ///
    /// - Parameter source: the schema as it stands in the definition.
    func objectSchema(name: String, source: JSONValue) -> ObjectSchema {
        let own = fields(name: name, except: ["apiVersion", "kind", "metadata"])
        let standard = [
            FieldSchema(
                name: "apiVersion", number: 0, description: "The group and version of the API the object is written in.",
                type: .string, isOptional: false),
            FieldSchema(
                name: "kind", number: 0, description: "What the object is, as the API names it.", type: .string,
                isOptional: false),
            FieldSchema(
                name: "metadata", number: 0, description: "The object's name, labels, owners and history.",
                type: .object(SchemaReference { ObjectMetaShape.shape.schema }), isOptional: false),
        ]
        return ObjectSchema(
            name: name, description: description, fields: standard + own,
            walks: CustomWalks(schema: self, source: source))
    }

    private func fields(name: String, except known: Set<String> = []) -> [FieldSchema] {
        properties.filter { !known.contains($0.name) }.map { property in
            let schema = property.schema
            return FieldSchema(
                name: property.name, number: 0, description: schema.description,
                type: schema.type(name: "\(name).\(property.name)"), isRequired: limits.required.contains(property.name),
                defaultValue: schema.defaultValue, listType: schema.mergeType, mergeKeys: schema.listMapKeys)
        }
    }

    private var mergeType: Schema.ListType? {
        switch kind {
        case .array?:
            switch listType {
            case .atomic: .atomic
            case .set: .set
            case .map: .map
            }
        case .object? where isAtomicMap: .atomic
        default: nil
        }
    }

    private func type(name: String) -> SchemaType {
        if isIntOrString { return .intOrString }
        switch kind {
        case .string?: return .string
        case .integer?: return .int64
        case .number?: return .double
        case .boolean?: return .bool
        case .array?: return .array(items?.type(name: "\(name).items") ?? .any)
        case .object?:
            if case .schema(let schema) = additional { return .map(schema.type(name: "\(name).values")) }
            if properties.isEmpty { return .any }
            let inner = ObjectSchema(
                name: name, description: description, fields: fields(name: name), isAtomic: isAtomicMap)
            return .object(SchemaReference { inner })
        case nil: return .any
        }
    }
}
