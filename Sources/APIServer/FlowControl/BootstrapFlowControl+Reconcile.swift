import JSON
import KubeAPI
import Transport

extension BootstrapFlowControl {
    /// Creates what is missing. The mandatory objects, and those that nobody has taken over, get their specification back.
    /// Throws `BootstrapError`.
    static func reconcile(cache: StateCache, server: Server) async throws {
        try await withThrowingTaskGroup(of: Void.self) { group in
            for object in objects {
                let type =
                    object.text("kind") == "FlowSchema" ? FlowSchemaShape.type : PriorityLevelConfigurationShape.type
                let name = object.text(path: "metadata", "name")
                guard let current = try await cache.object(type, namespace: "", name: name) else {
                    group.addTask { try await server.create(object, type) }
                    continue
                }
                guard isOurs(current), let wanted = merged(object, into: current) else { continue }
                group.addTask { try await server.put(wanted, type) }
            }
            try await group.waitForAll()
        }
    }

    /// As Kubernetes decides: by the annotation, else by whether the object was ever changed.
    private static func isOurs(_ current: JSONValue) -> Bool {
        if mandatory.contains(current.text(path: "metadata", "name")) { return true }
        guard let annotation = current[path: "metadata", "annotations", autoUpdate]?.stringValue else {
            return current[path: "metadata", "generation"]?.intValue == 1
        }
        return annotation == "true"
    }

    /// `nil` when nothing is to be changed.
    private static func merged(_ wanted: JSONValue, into current: JSONValue) -> JSONValue? {
        guard !covers(current["spec"] ?? .emptyObject, wanted["spec"] ?? .emptyObject) else { return nil }
        var object = current
        object["spec"] = wanted["spec"]
        return object
    }

    /// Whether a stored value says all that is wanted; defaults may have been added to it.
    private static func covers(_ stored: JSONValue, _ wanted: JSONValue) -> Bool {
        switch (stored, wanted) {
        case (.object(let stored), .object(let wanted)):
            wanted.members.allSatisfy { member in stored[member.key].map { covers($0, member.value) } ?? false }
        case (.array(let stored), .array(let wanted)):
            stored.count == wanted.count && zip(stored, wanted).allSatisfy { covers($0, $1) }
        default: stored == wanted
        }
    }
}
