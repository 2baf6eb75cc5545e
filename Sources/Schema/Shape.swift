package import JSON
import Synchronization

/// One API type. The stored properties are its fields, in the order they are written.
///
/// ```swift
/// struct PortShape: Shape {
///     static let shape = Reflected<Self>("io.k8s.api.core.v1.ServicePort", "One port of a Service.")
///     let name = Field<String>(1, "The port's name within the Service.")
///     let port = Value<Int32>(3, "The port the Service listens on.", required: true)
/// }
/// typealias ServicePort = Object<PortShape>
/// ```
package protocol Shape: Sendable {
    init()
    static var shape: Reflected<Self> { get }
}

/// A shape after `Mirror` has read it: the declarations for typed access, and the schema for the walks.
package struct Reflected<S: Shape>: Sendable {
    package let declarations: S
    package let schema: ObjectSchema

    package init(_ name: String, _ description: String, rules: [SchemaRule] = []) {
        declarations = S()
        var fields: [FieldSchema] = []
        for child in Mirror(reflecting: declarations).children {
            guard let label = child.label, let field = child.value as? any FieldDeclaration else { continue }
            fields.append(field.bind(label))
        }
        schema = ObjectSchema(name: name, description: description, fields: fields, rules: rules)
    }
}

/// A rule about the fields of one object that types alone do not say.
package enum SchemaRule: Sendable, Hashable {
    /// Exactly one field of the set may be given (a union such as a volume's source).
    case atMostOne([String])
}

/// How a list merges (Kubernetes' `x-kubernetes-list-type`).
package enum ListType: String, Sendable {
    case atomic, set, map
}

/// How a strategic merge patch treats the field.
package enum PatchStrategy: String, Sendable {
    case merge
    case replace
    case mergeRetainKeys = "merge,retainKeys"
    case retainKeys
}

/// What a shape's property says of one field. Bound to its name when the shape is reflected.
protocol FieldDeclaration {
    func bind(_ name: String) -> FieldSchema
}

/// The name of a field, set once by reflection and read without a lock ever after.
final class FieldName: Sendable {
    private final class Text: Sendable {
        let text: String
        init(_ text: String) { self.text = text }
    }
    private let stored = AtomicLazyReference<Text>()

    func set(_ name: String) { _ = stored.storeIfNil(Text(name)) }

    /// Empty only before the shape that declares the field was reflected.
    var text: String { stored.load()?.text ?? "" }
}

/// A field that may be absent.
package struct Field<T: JSONRepresentable>: Sendable, FieldDeclaration {
    let name = FieldName()
    private let template: FieldSchema

    /// - Parameters:
    ///   - number: the protobuf field number; 0 where the type has no protobuf form.
    ///   - inside: the number of the protobuf message this field is wrapped in, when JSON shows it inlined.
    ///   - description: one or two plain sentences for `kubectl explain`.
    package init(
        _ number: Int, _ description: String, inside: Int? = nil, required: Bool = false, default: JSONValue? = nil,
        oneOf: [String] = [], list: ListType? = nil, mergeKeys: [String] = [], patch: PatchStrategy? = nil,
        patchMergeKey: String? = nil
    ) {
        template = FieldSchema(
            name: "", number: number, inside: inside, description: description, type: T.schemaType, isRequired: required,
            defaultValue: `default`, oneOf: oneOf, listType: list, mergeKeys: mergeKeys, patchStrategy: patch,
            patchMergeKey: patchMergeKey)
    }

    func bind(_ label: String) -> FieldSchema {
        name.set(label)
        return template.named(label)
    }
}

/// A field that always reads as a value: the declared default, or the type's zero (`""`, `0`, `[]`, `{}`).
package struct Value<T: JSONRepresentable>: Sendable, FieldDeclaration {
    let name = FieldName()
    let fallback: T
    private let template: FieldSchema

    /// See `Field.init` for the parameters. `optional`: absence says something else than the zero value.
    package init(
        _ number: Int, _ description: String, inside: Int? = nil, required: Bool = false, optional: Bool = false,
        default: JSONValue? = nil,
        oneOf: [String] = [], list: ListType? = nil, mergeKeys: [String] = [], patch: PatchStrategy? = nil,
        patchMergeKey: String? = nil
    ) {
        fallback = `default`.flatMap(T.init(json:)) ?? T.zero
        template = FieldSchema(
            name: "", number: number, inside: inside, description: description, type: T.schemaType, isRequired: required,
            isOptional: optional, defaultValue: `default`, oneOf: oneOf, listType: list, mergeKeys: mergeKeys,
            patchStrategy: patch,
            patchMergeKey: patchMergeKey)
    }

    func bind(_ label: String) -> FieldSchema {
        name.set(label)
        return template.named(label)
    }
}
