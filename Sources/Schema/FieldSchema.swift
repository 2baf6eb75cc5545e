package import JSON

/// One field: its name, wire tag, type and rules. A class, because walks pass fields around far more often than they make them.
package final class FieldSchema: Sendable {
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
    /// The step to the field in a `FieldSet`: `f:` and the name.
    let fieldStep: String
    /// `mergeKeys` in the order in which they identify an element.
    let sortedMergeKeys: [String]
    /// Whether a value can have objects of a declared schema in it.
    let holdsObjects: Bool

    package init(
        name: String, number: Int, inside: Int? = nil, description: String, type: SchemaType, isRequired: Bool = false,
        isOptional: Bool = true, defaultValue: JSONValue? = nil, oneOf: [String] = [], listType: ListType? = nil,
        mergeKeys: [String] = [], patchStrategy: PatchStrategy? = nil, patchMergeKey: String? = nil
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
        fieldStep = "f:" + name
        sortedMergeKeys = mergeKeys.sorted()
        holdsObjects = type.mayHoldObjects
    }

    func named(_ name: String) -> FieldSchema {
        FieldSchema(
            name: name, number: number, inside: inside, description: description, type: type, isRequired: isRequired,
            isOptional: isOptional, defaultValue: defaultValue, oneOf: oneOf, listType: listType, mergeKeys: mergeKeys,
            patchStrategy: patchStrategy, patchMergeKey: patchMergeKey)
    }
}
