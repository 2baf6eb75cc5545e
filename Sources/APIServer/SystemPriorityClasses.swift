import JSON
import KubeAPI

/// The priority classes every cluster has, for Pods that the cluster cannot do without.
enum SystemPriorityClasses {
    static let objects: [JSONValue] = [
        priorityClass(
            "system-node-critical", 2_000_001_000,
            "Used for system critical pods that must not be moved from their current node."),
        priorityClass(
            "system-cluster-critical", 2_000_000_000,
            "Used for system critical pods that must run in the cluster, but can be moved to another node if necessary."),
    ]

    private static func priorityClass(_ name: String, _ value: Int64, _ description: String) -> JSONValue {
        [
            "apiVersion": .string(PriorityClassShape.type.apiVersion), "kind": "PriorityClass",
            "metadata": ["name": .string(name)], "value": .int(value), "description": .string(description),
        ]
    }
}
