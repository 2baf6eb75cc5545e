package import JSON
import Synchronization

/// What a shape's property says of one field. Bound to its name when the shape is reflected.
protocol FieldDeclaration: AnyObject, Sendable {
    var schema: FieldSchema { get }
    func bind(_ name: String)
}

/// A field's schema, whose name is set once by reflection and read without a lock ever after.
final class BoundSchema: Sendable {
    private let template: FieldSchema
    private let bound = AtomicLazyReference<FieldSchema>()

    init(_ template: FieldSchema) { self.template = template }

    /// Nameless only before the shape that declares the field was reflected.
    var schema: FieldSchema { bound.load() ?? template }

    /// A name that the declaration gives itself wins over that of the property.
    func bind(_ name: String) { _ = bound.storeIfNil(template.named(template.name.isEmpty ? name : template.name)) }
}

/// A field that may be absent.
package final class Field<T: JSONRepresentable>: FieldDeclaration {
    private let bound: BoundSchema

    /// - Parameters:
    ///   - number: the protobuf field number; 0 where the type has no protobuf form.
    ///   - inside: the number of the protobuf message this field is wrapped in, when JSON shows it inlined.
    ///   - description: one or two plain sentences for `kubectl explain`.
    ///   - name: the name in JSON, where a property cannot have it (`$ref`).
    package init(
        _ number: Int, _ description: String, inside: Int? = nil, required: Bool = false, default: JSONValue? = nil,
        oneOf: [String] = [], list: ListType? = nil, mergeKeys: [String] = [], patch: PatchStrategy? = nil,
        patchMergeKey: String? = nil, name: String = ""
    ) {
        bound = BoundSchema(
            FieldSchema(
                name: name, number: number, inside: inside, description: description, type: T.schemaType,
                isRequired: required, defaultValue: `default`, oneOf: oneOf, listType: list, mergeKeys: mergeKeys,
                patchStrategy: patch, patchMergeKey: patchMergeKey))
    }

    var schema: FieldSchema { bound.schema }
    var name: String { bound.schema.name }
    func bind(_ name: String) { bound.bind(name) }
}

/// A field that always reads as a value: the declared default, or the type's zero (`""`, `0`, `[]`, `{}`).
package final class Value<T: JSONRepresentable>: FieldDeclaration {
    let fallback: T
    private let bound: BoundSchema

    /// See `Field.init` for the parameters. `optional`: absence says something else than the zero value.
    package init(
        _ number: Int, _ description: String, inside: Int? = nil, required: Bool = false, optional: Bool = false,
        default: JSONValue? = nil, oneOf: [String] = [], list: ListType? = nil, mergeKeys: [String] = [],
        patch: PatchStrategy? = nil, patchMergeKey: String? = nil, name: String = ""
    ) {
        fallback = `default`.flatMap(T.init(json:)) ?? T.zero
        bound = BoundSchema(
            FieldSchema(
                name: name, number: number, inside: inside, description: description, type: T.schemaType,
                isRequired: required, isOptional: optional, defaultValue: `default`, oneOf: oneOf, listType: list,
                mergeKeys: mergeKeys, patchStrategy: patch, patchMergeKey: patchMergeKey))
    }

    var schema: FieldSchema { bound.schema }
    var name: String { bound.schema.name }
    func bind(_ name: String) { bound.bind(name) }
}
