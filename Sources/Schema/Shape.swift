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
package final class Reflected<S: Shape>: Sendable {
    package let declarations: S
    package let schema: ObjectSchema
    /// The declarations in the order of their properties.
    private let inOrder: [any FieldDeclaration]

    package init(_ name: String, _ description: String, rules: [SchemaRule] = [], isAtomic: Bool = false) {
        declarations = S()
        var inOrder: [any FieldDeclaration] = []
        for child in Mirror(reflecting: declarations).children {
            guard let label = child.label, let field = child.value as? any FieldDeclaration else { continue }
            field.bind(label)
            inOrder.append(field)
        }
        self.inOrder = inOrder
        schema = ObjectSchema(
            name: name, description: description, fields: inOrder.map(\.schema), rules: rules, isAtomic: isAtomic)
    }

    /// The declaration at a key path.
    ///
    /// Every property of a shape is one reference, so the offset of a property says which one it is. Going through the key
    /// path itself would copy the whole shape first, which costs a microsecond for a large one.
    func declaration<D: FieldDeclaration>(_ field: KeyPath<S, D>) -> D {
        if let offset = MemoryLayout<S>.offset(of: field) {
            let index = offset / MemoryLayout<AnyObject>.stride
            if index < inOrder.count, let found = inOrder[index] as? D { return found }
        }
        return declarations[keyPath: field]
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
