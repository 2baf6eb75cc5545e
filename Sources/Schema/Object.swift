package import JSON

/// A typed view over a JSON tree. Fields the shape does not declare are kept.
///
/// A field of the wrong JSON type reads as absent: the API server has checked types before any component sees a tree.
@dynamicMemberLookup
package struct Object<S: Shape>: Sendable, Hashable {
    package var json: JSONValue

    /// An empty object.
    package init() { json = .emptyObject }

    /// An empty object, filled in by the closure.
    package init(_ fill: (inout Self) -> Void) {
        json = .emptyObject
        fill(&self)
    }

    package static var schema: ObjectSchema { S.shape.schema }

    package subscript<T>(dynamicMember field: KeyPath<S, Field<T>>) -> T? {
        get {
            guard let value = json[S.shape.declaration(field).name], !value.isNull else { return nil }
            return T(json: value)
        }
        set { json[S.shape.declaration(field).name] = newValue?.json }
    }

    package subscript<T>(dynamicMember field: KeyPath<S, Value<T>>) -> T {
        get {
            let declared = S.shape.declaration(field)
            guard let value = json[declared.name], !value.isNull else { return declared.fallback }
            return T(json: value) ?? declared.fallback
        }
        set { json[S.shape.declaration(field).name] = newValue.json }
    }

    /// Whether the field was given, for a `Value` that would read as its default.
    package func has<T>(_ field: KeyPath<S, Value<T>>) -> Bool {
        json[S.shape.declaration(field).name].map { !$0.isNull } ?? false
    }
}

extension Object: JSONRepresentable {
    package init?(json: JSONValue) {
        guard case .object = json else { return nil }
        self.json = json
    }

    package static var schemaType: SchemaType { .object(SchemaReference { S.shape.schema }) }
    package static var zero: Self { Self() }
}
