import JSON
import KubeAPI
import Schema
import Transport

/// Writes into the status of every FlowSchema whether the priority level it names exists (condition `Dangling`).
///
/// Level-triggered: every change of either kind makes it look at all of them.
struct FlowSchemaConditions: Sendable {
    let server: Server

    private static let manager = "api-priority-and-fairness-config-consumer-v1"

    /// Until the task is cancelled. What was there at the start has been looked at before.
    func run() async {
        await withTaskGroup(of: Void.self) { group in
            for type in [FlowSchemaShape.type, PriorityLevelConfigurationShape.type] {
                group.addTask { await self.follow(type) }
            }
        }
    }

    private func follow(_ type: ResourceType) async {
        guard let kind = server.cache.kind(type) else { return }
        var position = kind.revision
        while !Task.isCancelled {
            switch await kind.changes(after: position, filter: .everything, deadline: .max) {
            case .events(_, let revision), .nothing(let revision): position = revision
            case .expired: position = kind.revision
            case nil: return
            }
            await reconcile()
        }
    }

    /// Writes the conditions that are not as they should be.
    func reconcile() async {
        let levels = objects(PriorityLevelConfigurationShape.type).map { $0.text(path: "metadata", "name") }
        let known = Set(levels)
        await withTaskGroup(of: Void.self) { group in
            for schema in objects(FlowSchemaShape.type) where schema["metadata"]?.has("deletionTimestamp") != true {
                guard let status = Self.status(of: schema, levels: known) else { continue }
                group.addTask { await self.apply(status, to: schema) }
            }
        }
    }

    private func objects(_ type: ResourceType) -> [JSONValue] {
        let objects = server.cache.kind(type)?.snapshot(namespace: nil, after: nil).objects ?? []
        return objects.compactMap { try? $0.decoded() }
    }

    /// `nil` when the schema says what is so.
    private static func status(of schema: JSONValue, levels: Set<String>) -> JSONValue? {
        let level = schema.text(path: "spec", "priorityLevelConfiguration", "name")
        let isFound = levels.contains(level)
        let subject = "This FlowSchema references the PriorityLevelConfiguration object named \"\(level)\""
        let wanted: [(key: String, value: String)] = [
            ("status", isFound ? "False" : "True"), ("reason", isFound ? "Found" : "NotFound"),
            ("message", subject + (isFound ? " and it exists" : " but there is no such object")),
        ]
        let present = (schema["status"]?.list("conditions") ?? []).first { $0.text("type") == "Dangling" } ?? .emptyObject
        if wanted.allSatisfy({ present.text($0.key) == $0.value }) { return nil }
        var condition: JSONValue = ["type": "Dangling"]
        for (key, value) in wanted { condition[key] = .string(value) }
        let isSame = present["status"] == condition["status"]
        condition["lastTransitionTime"] = isSame ? present["lastTransitionTime"] : .string(Timestamp.now.rfc3339)
        return ["conditions": [condition]]
    }

    /// A server-side apply, so that others may have conditions of their own. What fails is tried at the next change.
    private func apply(_ status: JSONValue, to schema: JSONValue) async {
        let name = schema.text(path: "metadata", "name")
        let body: JSONValue = [
            "apiVersion": .string(FlowSchemaShape.type.apiVersion), "kind": "FlowSchema",
            "metadata": ["name": .string(name)], "status": status,
        ]
        _ = await server.respond(
            to: HTTPRequest(
                "PATCH", FlowSchemaShape.type.path(name: name, subresource: "status"),
                query: "fieldManager=\(Self.manager)&force=true",
                headers: ["Content-Type": "application/apply-patch+yaml"], body: JSONWriter.bytes(body),
                peer: .inProcess(user: "system:apiserver", groups: ["system:masters"])))
    }
}
