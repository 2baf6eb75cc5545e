package import JSON
package import KubeAPI
package import Schema

/// Everything the generic verbs need to know of one served kind.
package final class ResourceDefinition: Sendable {
    package let type: ResourceType
    package let schema: ObjectSchema
    /// The verbs that discovery shows (`create`, `get`, `list`, …).
    package let verbs: [String]
    /// `status`, `scale`, … with their own handlers.
    package let subresources: [Subresource]
    package let rules: ResourceRules
    package let columns: TableColumns
    /// Given when objects are stored as another version, or another kind, than this one.
    package let conversion: StorageConversion?
    /// What every answer about a deprecated kind warns of.
    package let deprecation: String?

    package init(
        type: ResourceType, schema: ObjectSchema, verbs: [String], subresources: [Subresource], rules: ResourceRules,
        columns: TableColumns, conversion: StorageConversion? = nil, deprecation: String? = nil
    ) {
        self.type = type
        self.schema = schema
        self.verbs = verbs
        self.subresources = subresources
        self.rules = rules
        self.columns = columns
        self.conversion = conversion
        self.deprecation = deprecation
    }

    func with(_ verbs: [String]) -> ResourceDefinition {
        ResourceDefinition(
            type: type, schema: schema, verbs: verbs, subresources: subresources, rules: rules, columns: columns,
            conversion: conversion, deprecation: deprecation)
    }

    func with(_ rules: ResourceRules) -> ResourceDefinition {
        ResourceDefinition(
            type: type, schema: schema, verbs: verbs, subresources: subresources, rules: rules, columns: columns,
            conversion: conversion, deprecation: deprecation)
    }
}

/// A subresource as discovery shows it.
package struct Subresource: Sendable, Hashable {
    package let name: String
    package let kind: String
    /// The group/version of the kind, where it is not the parent's.
    package let apiVersion: String?
    package let verbs: [String]
    /// For `scale`: where the numbers are.
    package let scale: ScalePaths

    package init(
        name: String, kind: String, apiVersion: String? = nil, verbs: [String], scale: ScalePaths = .builtIn
    ) {
        self.scale = scale
        self.name = name
        self.kind = kind
        self.apiVersion = apiVersion
        self.verbs = verbs
    }
}

/// What a schema cannot say of a kind: value defaults that depend on other fields, checks, fields a client cannot set.
/// Every closure is pure.
package struct ResourceRules: Sendable {
    /// Called on every write after the schema's own defaults.
    package var applyDefaults: @Sendable (_ object: inout JSONValue) -> Void = { _ in }
    /// Called on a create before validation: clears what only the server sets (status), sets generation and the like.
    package var prepareForCreate: @Sendable (_ object: inout JSONValue) -> Void = { _ in }
    /// Called on an update of the object itself: carries over status and server-owned fields, bumps generation.
    package var prepareForUpdate: @Sendable (_ object: inout JSONValue, _ old: JSONValue) -> Void = { _, _ in }
    /// Called on an update of `status`: carries over everything but status.
    package var prepareForStatusUpdate: @Sendable (_ object: inout JSONValue, _ old: JSONValue) -> Void = { _, _ in }
    /// The field errors of a new object (`old` is `nil`) or of a change.
    package var validate: @Sendable (_ object: JSONValue, _ old: JSONValue?) -> [FieldError] = { _, _ in [] }
    /// The same for a change of `status`, where it is not looked at as a change of the object is.
    package var validateStatus: (@Sendable (_ object: JSONValue, _ old: JSONValue?) -> [FieldError])?
    /// What a good object is warned of, on a create (`old` is `nil`) or a change of the object itself.
    package var warnings: @Sendable (_ object: JSONValue, _ old: JSONValue?) -> [String] = { _, _ in [] }
    /// What a good change of `status` is warned of.
    package var statusWarnings: @Sendable (_ object: JSONValue, _ old: JSONValue) -> [String] = { _, _ in [] }
    /// Whether `validate` says all that the schema's own checks (required fields, allowed texts) would say in other words.
    package var checksEverything = false
    /// The field selectors this kind knows beside `metadata.name` and `metadata.namespace`, with how to read each.
    package var fieldSelectors: [String: @Sendable (_ object: JSONValue) -> String] = [:]
    /// Called on the first deletion of an object, before it is decided whether anything holds it.
    package var prepareForDelete: @Sendable (_ object: inout JSONValue) -> Void = { _ in }
    /// Whether deletion waits for the kubelet (Pods): grace period in seconds, or `nil` to delete at once.
    package var gracePeriod: @Sendable (_ object: JSONValue, _ requested: Int64?) -> Int64? = { _, _ in nil }

    package init() {}
}

/// How `kubectl get` prints the kind.
package struct TableColumns: Sendable {
    package struct Column: Sendable, Hashable {
        package let name: String
        package let type: String
        package let format: String
        package let description: String
        /// 0: always shown; 1: with `-o wide`.
        package let priority: Int

        package init(name: String, type: String, format: String = "", description: String = "", priority: Int = 0) {
            self.name = name
            self.type = type
            self.format = format
            self.description = description
            self.priority = priority
        }
    }

    package let columns: [Column]
    /// One row's cells, in the order of `columns`. Pure; `now` is for ages.
    package let cells: @Sendable (_ object: JSONValue, _ now: Timestamp) -> [JSONValue]

    package init(columns: [Column], cells: @escaping @Sendable (_ object: JSONValue, _ now: Timestamp) -> [JSONValue]) {
        self.columns = columns
        self.cells = cells
    }
}

/// Reads current objects for the server's own parts (admission, authorization), without a request.
package protocol ObjectReader: Sendable {
    func object(_ type: ResourceType, namespace: String, name: String) async throws(StatusError) -> JSONValue?
    /// All namespaces when `namespace` is `nil`.
    func objects(_ type: ResourceType, namespace: String?) async throws(StatusError) -> [JSONValue]
    /// The newest change of one object, without reading it; 0: there is none.
    func revision(_ type: ResourceType, namespace: String, name: String) async -> Int64
    /// Raised whenever any object of the kind changes; for indexes that follow a kind (RBAC, nodes).
    func revision(_ type: ResourceType) async -> Int64
    /// The same of several kinds, in their order: what every request asks that an index decides on.
    func revisions(_ types: [ResourceType]) async -> [Int64]
    /// What happened to a kind after a revision, oldest first; `nil` when that is not known any more: read all then.
    func changes(_ type: ResourceType, after revision: Int64) async -> [ObjectChange]?
}

extension ObjectReader {
    package func revisions(_ types: [ResourceType]) async -> [Int64] {
        var revisions: [Int64] = []
        for type in types { revisions.append(await revision(type)) }
        return revisions
    }

    package func changes(_ type: ResourceType, after revision: Int64) async -> [ObjectChange]? { nil }
}
