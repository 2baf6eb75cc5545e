import JSON
package import KubeAPI
import Schema

/// How `kubectl get` prints each built-in kind.
package enum Columns {
    /// The kind's own columns; name and creation time for kinds that have none.
    package static func columns(for type: ResourceType) -> TableColumns {
        all[type.qualifiedName] ?? named
    }

    private static let all: [String: TableColumns] = [
        "pods": pods, "services": services, "nodes": nodes, "namespaces": namespaces, "endpoints": endpoints,
        "configmaps": configMaps, "secrets": secrets, "serviceaccounts": serviceAccounts, "events": events,
        "podtemplates": podTemplates, "deployments.apps": deployments, "replicasets.apps": replicaSets,
        "events.events.k8s.io": groupEvents, "leases.coordination.k8s.io": leases,
        "endpointslices.discovery.k8s.io": endpointSlices,
        "priorityclasses.scheduling.k8s.io": priorityClasses,
        "roles.rbac.authorization.k8s.io": roles, "clusterroles.rbac.authorization.k8s.io": roles,
        "rolebindings.rbac.authorization.k8s.io": roleBindings,
        "clusterrolebindings.rbac.authorization.k8s.io": roleBindings,
    ]

    static let name = TableColumns.Column(
        name: "Name", type: "string", format: "name", description: "The object's name, unique for its kind and namespace.")
    static let age = column("Age", "How long ago the object was made.")

    static func column(_ name: String, _ description: String, type: String = "string") -> TableColumns.Column {
        TableColumns.Column(name: name, type: type, description: description)
    }

    /// A column that only `-o wide` shows.
    static func wide(_ name: String, _ description: String, format: String = "") -> TableColumns.Column {
        TableColumns.Column(name: name, type: "string", format: format, description: description, priority: 1)
    }

    static let named = TableColumns(
        columns: [
            name,
            TableColumns.Column(name: "Created At", type: "date", description: "When the object was made."),
        ],
        cells: { object, _ in
            let metadata = ObjectMeta(json: object["metadata"] ?? .emptyObject) ?? ObjectMeta()
            return [.string(metadata.name), .string(metadata.creationTimestamp?.rfc3339 ?? "<unknown>")]
        })
}
