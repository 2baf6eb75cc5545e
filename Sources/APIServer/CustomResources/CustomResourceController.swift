import JSON
import KubeAPI
import Logging
import Schema
import Transport

/// Accepts the names of CustomResourceDefinitions, establishes them, and removes their objects when they go.
///
/// Level-triggered: every change of a definition makes it look at that definition as it is now.
struct CustomResourceController: Sendable {
    let server: Server
    let logger: Logger

    /// Until the task is cancelled.
    func run() async {
        guard let kind = server.cache.kind(CustomResourceDefinitionShape.type) else { return }
        await server.cache.waitUntilApplied(0)
        server.progress.complete(.customKinds)
        var position: Int64 = -1
        while !Task.isCancelled {
            let snapshot = kind.snapshot(namespace: nil, after: nil)
            var isUnfinished = false
            // Read once: each is compared with all the others.
            var definitions: [String: JSONValue] = [:]
            for object in snapshot.objects { definitions[object.key.name] = try? object.decoded() }
            for name in definitions.keys.sorted() where !Task.isCancelled {
                if await !reconcile(name, &definitions) { isUnfinished = true }
            }
            position = max(position, snapshot.revision)
            await registerVersions()
            // A definition that waits for its objects is looked at again soon.
            let deadline = MonotonicClock.after(seconds: isUnfinished ? 1 : 60)
            _ = await kind.changes(after: position, filter: .everything, deadline: deadline)
        }
    }

    /// Every version that is served has an APIService.
    private func registerVersions() async {
        do {
            try await LocalAPIServices.reconcile(server)
        } catch {
            logger.warning("API services not registered", metadata: ["error": "\(error)"])
        }
    }

    /// Whether nothing is left to do for a definition.
    private func reconcile(_ name: String, _ definitions: inout [String: JSONValue]) async -> Bool {
        guard let definition = definitions[name] else { return true }
        if definition["metadata"]?.has("deletionTimestamp") == true { return await finish(definition) }
        var wanted = definition
        CustomResourceNames.accept(&wanted, among: definitions.filter { $0.key != name }.map(\.value))
        guard wanted["status"] != definition["status"] else { return true }
        guard await write(wanted, subresource: "status") else { return false }
        // Whoever comes after sees the names that this one has got.
        definitions[name] = wanted
        return true
    }

    private func write(_ definition: JSONValue, subresource: String? = nil) async -> Bool {
        let name = definition.text(path: "metadata", "name")
        let path = CustomResourceDefinitionShape.type.path(name: name, subresource: subresource)
        let response = await server.send("PUT", path, definition)
        if (200..<300).contains(response.status) || response.status == 404 { return true }
        if response.status != 409 {
            logger.warning(
                "custom resource definition not updated", metadata: ["name": "\(name)", "status": "\(response.status)"])
        }
        return false
    }

    // MARK: Deletion

    /// Deletes the objects of a definition that is going, and lets it go once there are none.
    private func finish(_ definition: JSONValue) async -> Bool {
        let finalizers = definition["metadata"]?.texts("finalizers") ?? []
        guard finalizers.contains(CustomResourceDefinitionRules.finalizer) else { return true }
        let kinds = CustomDefinition.kinds(of: definition)
        if let type = kinds.first?.type, let cache = server.cache.kind(type) {
            for object in cache.snapshot(namespace: nil, after: nil).objects {
                guard !Task.isCancelled else { return false }
                let namespace = type.isNamespaced ? object.key.namespace : nil
                _ = await server.send(
                    "DELETE", type.path(namespace: namespace, name: object.key.name), ["propagationPolicy": "Background"])
            }
            guard cache.count == 0 else {
                await note(definition)
                return false
            }
        }
        var last = definition
        let rest = finalizers.filter { $0 != CustomResourceDefinitionRules.finalizer }
        last.edit("metadata") { $0["finalizers"] = rest.isEmpty ? nil : .array(rest.map(JSONValue.string)) }
        return await write(last)
    }

    private func note(_ definition: JSONValue) async {
        var wanted = definition
        CustomResourceCondition(
            type: "Terminating", isTrue: true, reason: "InstanceDeletionInProgress",
            message: "CustomResource deletion is in progress"
        ).set(in: &wanted)
        if wanted["status"] != definition["status"] { _ = await write(wanted, subresource: "status") }
    }
}
