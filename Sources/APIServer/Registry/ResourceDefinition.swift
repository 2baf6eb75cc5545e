package import JSON
package import KubeAPI
package import Schema

/// Everything the generic verbs need to know of one served kind.
package struct ResourceDefinition: Sendable {
    package let type: ResourceType
    package let schema: ObjectSchema
    /// The verbs that discovery shows (`create`, `get`, `list`, …).
    package let verbs: [String]
    /// `status`, `scale`, … with their own handlers.
    package let subresources: [Subresource]
    package let rules: ResourceRules
    package let columns: TableColumns

    package init(
        type: ResourceType, schema: ObjectSchema, verbs: [String], subresources: [Subresource], rules: ResourceRules,
        columns: TableColumns
    ) {
        self.type = type
        self.schema = schema
        self.verbs = verbs
        self.subresources = subresources
        self.rules = rules
        self.columns = columns
    }
}

/// A subresource as discovery shows it.
package struct Subresource: Sendable, Hashable {
    package let name: String
    package let kind: String
    /// The group/version of the kind, where it is not the parent's.
    package let apiVersion: String?
    package let verbs: [String]

    package init(name: String, kind: String, apiVersion: String? = nil, verbs: [String]) {
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
    /// The field selectors this kind knows beside `metadata.name` and `metadata.namespace`, with how to read each.
    package var fieldSelectors: [String: @Sendable (_ object: JSONValue) -> String] = [:]
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
    /// Raised whenever any object of the kind changes; for indexes that are rebuilt on change (RBAC).
    func revision(_ type: ResourceType) async -> Int64
}
