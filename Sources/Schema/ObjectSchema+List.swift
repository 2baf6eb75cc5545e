extension ObjectSchema {
    /// The schema of a list of this type: `apiVersion`, `kind`, `metadata` and `items`.
    package func list(metadata: ObjectSchema) -> ObjectSchema {
        let item = self
        return ObjectSchema(
            name: name + "List", description: "A list of \(name.split(separator: ".").last ?? "") objects.",
            fields: [
                FieldSchema(name: "apiVersion", number: 0, description: "The version of the API.", type: .string),
                FieldSchema(name: "kind", number: 0, description: "The kind of the list.", type: .string),
                FieldSchema(
                    name: "metadata", number: 1, description: "Where the list stands in the store's history.",
                    type: .object(SchemaReference { metadata }), isOptional: false),
                FieldSchema(
                    name: "items", number: 2, description: "The objects.", type: .array(.object(SchemaReference { item })),
                    isRequired: true),
            ])
    }
}
