import JSON
import KubeAPI
import Schema

@testable import APIServer

/// Creates and changes objects through the rules of one kind, without a server.
struct KindRules {
    private let definition: ResourceDefinition
    private var rules: ResourceRules { definition.rules }

    init(_ kind: String) { definition = BuiltInResources.definition(kind) }

    private func applyDefaults(_ object: inout JSONValue) {
        definition.schema.applyDefaults(to: &object)
        rules.applyDefaults(&object)
    }

    /// The stored form of an object, as a create leaves it.
    func stored(_ text: String) -> JSONValue {
        var object = tree(text)
        if definition.type.isNamespaced { object[path: ["metadata", "namespace"]] = "x" }
        applyDefaults(&object)
        rules.prepareForCreate(&object)
        return object
    }

    /// The field errors of a new object.
    func errors(_ text: String) -> [String] { rules.validate(stored(text), nil).map(\.text) }

    /// The field errors of a change, and the object as it would be stored.
    func change(_ old: JSONValue, _ edit: (inout JSONValue) -> Void) -> (errors: [String], new: JSONValue) {
        var new = old
        edit(&new)
        applyDefaults(&new)
        rules.prepareForUpdate(&new, old)
        return (rules.validate(new, old).map(\.text), new)
    }
}
