import JSON
import KubeAPI

/// The APIServices of the groups that this server answers for itself: one for every version that is served.
enum LocalAPIServices {
    static let label = "kube-aggregator.kubernetes.io/automanaged"

    /// Where a group stands among groups, and its versions among each other.
    private struct Priority {
        let group: Int64
        let version: Int64
    }

    /// As in Kubernetes. Groups that are not listed are custom.
    private static let priorities: [String: Int64] = [
        "": 18_000, "apps": 17_800, "events.k8s.io": 17_750, "authentication.k8s.io": 17_700,
        "authorization.k8s.io": 17_600, "autoscaling": 17_500, "batch": 17_400, "certificates.k8s.io": 17_300,
        "networking.k8s.io": 17_200, "policy": 17_100, "rbac.authorization.k8s.io": 17_000, "storage.k8s.io": 16_800,
        "apiextensions.k8s.io": 16_700, "admissionregistration.k8s.io": 16_700, "scheduling.k8s.io": 16_600,
        "coordination.k8s.io": 16_500, "node.k8s.io": 16_300, "discovery.k8s.io": 16_200,
        "flowcontrol.apiserver.k8s.io": 16_100, "resource.k8s.io": 15_900,
    ]

    private static func priority(group: String, version: String) -> Priority {
        guard let known = priorities[group] else { return Priority(group: 1000, version: 100) }
        switch (group, version) {
        case ("", _): return Priority(group: known, version: 1)
        case ("autoscaling", "v2"): return Priority(group: known, version: 30)
        case ("flowcontrol.apiserver.k8s.io", _): return Priority(group: known, version: 21)
        default: return Priority(group: known, version: 15)
        }
    }

    /// The objects there shall be, by name.
    static func objects(_ definitions: [ResourceDefinition]) -> [String: JSONValue] {
        var objects: [String: JSONValue] = [:]
        let types = definitions.map(\.type) + BuiltInTypes.virtual.map(\.type)
        // The group of APIServices themselves is not registered.
        for type in types where type.group != APIServiceShape.type.group {
            let name = "\(type.version).\(type.group)"
            guard objects[name] == nil else { continue }
            let priority = priority(group: type.group, version: type.version)
            let isCustom = priorities[type.group] == nil
            var spec: JSONObject = ["version": .string(type.version)]
            if !type.group.isEmpty { spec.append("group", .string(type.group)) }
            spec.append("groupPriorityMinimum", .int(priority.group))
            spec.append("versionPriority", .int(priority.version))
            objects[name] = [
                "kind": "APIService", "apiVersion": .string(APIServiceShape.type.apiVersion),
                "metadata": ["name": .string(name), "labels": .object([label: isCustom ? "true" : "onstart"])],
                "spec": .object(spec),
            ]
        }
        return objects
    }

    /// Makes what is missing and removes what this server made for versions that are gone. What others made stays.
    static func reconcile(_ server: Server) async throws {
        let wanted = objects(server.cache.definitions)
        let current = server.cache.kind(APIServiceShape.type)?.snapshot(namespace: nil, after: nil).objects ?? []
        let present = Set(current.map(\.key.name))
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (name, object) in wanted where !present.contains(name) {
                group.addTask { try await server.create(object, APIServiceShape.type) }
            }
            try await group.waitForAll()
        }
        for object in current where wanted[object.key.name] == nil && object.labels[label] == "true" {
            _ = await server.send("DELETE", APIServiceShape.type.path(name: object.key.name), .emptyObject)
        }
    }
}
