package import JSON
package import Schema

/// A kind that the API serves: where it lives and what it is called.
package struct ResourceType: Sendable, Hashable {
    /// Empty for the core group.
    package let group: String
    package let version: String
    package let plural: String
    package let singular: String
    package let kind: String
    package let isNamespaced: Bool
    package let shortNames: [String]
    package let categories: [String]

    package init(
        group: String, version: String, plural: String, singular: String, kind: String, isNamespaced: Bool,
        shortNames: [String] = [], categories: [String] = []
    ) {
        self.group = group
        self.version = version
        self.plural = plural
        self.singular = singular
        self.kind = kind
        self.isNamespaced = isNamespaced
        self.shortNames = shortNames
        self.categories = categories
    }

    /// `v1`, `apps/v1`
    package var apiVersion: String { group.isEmpty ? version : "\(group)/\(version)" }
    package var listKind: String { kind + "List" }
    /// `pods`, `deployments.apps`
    package var qualifiedName: String { group.isEmpty ? plural : "\(plural).\(group)" }

    /// The request path of a collection, an object or its subresource.
    package func path(namespace: String? = nil, name: String? = nil, subresource: String? = nil) -> String {
        var path = group.isEmpty ? "/api/\(version)" : "/apis/\(group)/\(version)"
        if isNamespaced, let namespace { path += "/namespaces/\(namespace)" }
        path += "/\(plural)"
        if let name { path += "/\(name)" }
        if let subresource { path += "/\(subresource)" }
        return path
    }
}

/// A shape that is an API object of its own (it has `apiVersion`, `kind` and `metadata`).
package protocol Resource: Shape {
    static var type: ResourceType { get }
}

extension Object where S: Resource {
    package static var type: ResourceType { S.type }

    /// A new object of this kind with `apiVersion`, `kind`, name and namespace filled in.
    package init(name: String, namespace: String? = nil, _ fill: (inout Self) -> Void = { _ in }) {
        self.init(json: .object(["apiVersion": .string(S.type.apiVersion), "kind": .string(S.type.kind)]))
        var metadata: JSONValue = .object(["name": .string(name)])
        if let namespace { metadata["namespace"] = .string(namespace) }
        json["metadata"] = metadata
        fill(&self)
    }

    package init(json: JSONValue) { self = Self { $0.json = json } }

    package var metadata: ObjectMeta {
        get { json["metadata"].flatMap { ObjectMeta(json: $0) } ?? ObjectMeta() }
        set { json["metadata"] = newValue.json }
    }

    package var name: String { json[path: "metadata", "name"]?.stringValue ?? "" }
    package var namespace: String { json[path: "metadata", "namespace"]?.stringValue ?? "" }
    package var uid: String { json[path: "metadata", "uid"]?.stringValue ?? "" }
    package var resourceVersion: String { json[path: "metadata", "resourceVersion"]?.stringValue ?? "" }
    package var labels: [String: String] { metadata.labels }
    package var annotations: [String: String] { metadata.annotations }
    package var isBeingDeleted: Bool { json[path: "metadata", "deletionTimestamp"].map { !$0.isNull } ?? false }
    package var key: ObjectKey { ObjectKey(namespace: namespace, name: name) }
}

/// Names one object among those of its kind. The namespace is empty for cluster-wide kinds.
package struct ObjectKey: Sendable, Hashable, Comparable, CustomStringConvertible {
    package let namespace: String
    package let name: String

    package init(namespace: String, name: String) {
        self.namespace = namespace
        self.name = name
    }

    package var description: String { namespace.isEmpty ? name : "\(namespace)/\(name)" }

    package static func < (left: ObjectKey, right: ObjectKey) -> Bool {
        (left.namespace, left.name) < (right.namespace, right.name)
    }
}
