import CEL
import JSON
import RegularExpressions

/// A schema of a custom kind (OpenAPI 3.0 as far as CustomResourceDefinitions allow it), compiled once.
///
/// The same class serves what says something about structure (types, properties, defaults) and what stands below `allOf`,
/// `anyOf`, `oneOf` and `not`, where only limits on values are allowed.
final class StructuralSchema: Sendable {
    enum Kind: String, Sendable {
        case object, array, string, integer, number, boolean
    }

    /// What an object may hold beside its properties.
    enum Additional: Sendable {
        case none
        case anything
        case schema(StructuralSchema)
    }

    enum ListType: String, Sendable {
        case atomic, set, map
    }

    /// Nothing where any type is allowed.
    let kind: Kind?
    let description: String
    let format: String
    let isNullable: Bool
    let preservesUnknownFields: Bool
    let isEmbeddedResource: Bool
    let isIntOrString: Bool
    let defaultValue: JSONValue?
    /// By name, in alphabetical order.
    let properties: [(name: String, schema: StructuralSchema)]
    private let index: [String: Int]
    let additional: Additional
    let items: StructuralSchema?
    let listType: ListType
    let listMapKeys: [String]
    let isAtomicMap: Bool
    let limits: ValueLimits
    /// As the schema declares it, for the expressions here and above; `nil` where expressions cannot see the value.
    let expressionType: CELType?
    let expressions: [ExpressionRule]
    /// Whether something here or below has a default.
    let hasDefaults: Bool
    /// Whether something here or below has an expression that must hold.
    let hasExpressions: Bool

    /// Never fails: what makes no sense is left out, and was refused when the definition was written.
    ///
    /// - Parameter isRoot: the schema is that of a kind's objects as a whole.
    init(_ tree: JSONValue, isRoot: Bool = false) {
        kind = Kind(rawValue: tree.text("type"))
        description = tree.text("description")
        format = tree.text("format")
        isNullable = tree.flag("nullable")
        preservesUnknownFields = tree.flag("x-kubernetes-preserve-unknown-fields")
        isEmbeddedResource = tree.flag("x-kubernetes-embedded-resource")
        isIntOrString = tree.flag("x-kubernetes-int-or-string")
        defaultValue = tree["default"]
        let properties = tree.map("properties").sorted { $0.key < $1.key }.map {
            (name: $0.key, schema: StructuralSchema($0.value))
        }
        self.properties = properties
        index = Dictionary(properties.enumerated().map { ($1.name, $0) }, uniquingKeysWith: { first, _ in first })
        switch tree["additionalProperties"] {
        case .object?: additional = .schema(StructuralSchema(tree["additionalProperties"] ?? .emptyObject))
        case .bool(true)?: additional = .anything
        default: additional = .none
        }
        items = tree["items"].flatMap { $0.objectValue == nil ? nil : StructuralSchema($0) }
        listType = ListType(rawValue: tree.text("x-kubernetes-list-type")) ?? .atomic
        listMapKeys = tree.texts("x-kubernetes-list-map-keys")
        isAtomicMap = tree.text("x-kubernetes-map-type") == "atomic"
        limits = ValueLimits(tree)
        let type = Self.expressionType(
            kind, format: format, isIntOrString: isIntOrString, isResource: isRoot || isEmbeddedResource, items: items,
            additional: additional, properties: properties)
        expressionType = type
        expressions = tree.list("x-kubernetes-validations").compactMap { ExpressionRule($0, type: type ?? .dyn) }
        var below = properties.map(\.schema)
        if let items { below.append(items) }
        if case .schema(let schema) = additional { below.append(schema) }
        hasDefaults = defaultValue != nil || below.contains(where: \.hasDefaults)
        hasExpressions = !expressions.isEmpty || below.contains(where: \.hasExpressions)
    }

    subscript(name: String) -> StructuralSchema? { index[name].map { properties[$0].schema } }

    /// The schema of a member, whether it is named or not.
    func member(_ name: String) -> StructuralSchema? {
        if let schema = self[name] { return schema }
        if case .schema(let schema) = additional { return schema }
        return nil
    }
}

/// The limits that a schema sets to values.
final class ValueLimits: Sendable {
    let allowed: [JSONValue]
    let maximum: Double?
    let minimum: Double?
    let excludesMaximum: Bool
    let excludesMinimum: Bool
    let multipleOf: Double?
    let maxLength: Int64?
    let minLength: Int64?
    /// As it was given.
    let pattern: String
    /// Nothing for a pattern that does not compile: such definitions are refused.
    let expression: RegularExpression?
    let maxItems: Int64?
    let minItems: Int64?
    let hasUniqueItems: Bool
    let maxProperties: Int64?
    let minProperties: Int64?
    let required: [String]
    let allOf: [StructuralSchema]
    let anyOf: [StructuralSchema]
    let oneOf: [StructuralSchema]
    let not: StructuralSchema?

    init(_ tree: JSONValue) {
        allowed = tree.list("enum")
        maximum = tree["maximum"]?.doubleValue
        minimum = tree["minimum"]?.doubleValue
        excludesMaximum = tree.flag("exclusiveMaximum")
        excludesMinimum = tree.flag("exclusiveMinimum")
        multipleOf = tree["multipleOf"]?.doubleValue
        maxLength = tree["maxLength"]?.intValue
        minLength = tree["minLength"]?.intValue
        pattern = tree.text("pattern")
        expression = pattern.isEmpty ? nil : try? RegularExpression(pattern)
        maxItems = tree["maxItems"]?.intValue
        minItems = tree["minItems"]?.intValue
        hasUniqueItems = tree.flag("uniqueItems")
        maxProperties = tree["maxProperties"]?.intValue
        minProperties = tree["minProperties"]?.intValue
        required = tree.texts("required")
        allOf = tree.list("allOf").map { StructuralSchema($0) }
        anyOf = tree.list("anyOf").map { StructuralSchema($0) }
        oneOf = tree.list("oneOf").map { StructuralSchema($0) }
        not = tree["not"].flatMap { $0.objectValue == nil ? nil : StructuralSchema($0) }
    }
}

extension JSONValue {
    /// Whether a member is `true`.
    func flag(_ key: String) -> Bool { self[key]?.boolValue == true }
}
