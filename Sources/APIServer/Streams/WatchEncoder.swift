import JSON
import KubeAPI
import Schema

/// Writes watch events in the representation the client asked for.
struct WatchEncoder: Sendable {
    let definition: ResourceDefinition
    let form: StoredForm
    let format: ResponseFormat

    func line(_ event: WatchEvent, seenAs seen: WatchEvent.Kind) -> [UInt8] {
        if case .object = format { return event.encoded(seenAs: seen, form: form) }
        return line(seen, event.object(seenAs: seen, form: form))
    }

    func line(_ kind: WatchEvent.Kind, _ object: CachedObject) -> [UInt8] {
        if case .object = format { return WatchEvent.line(kind, object.bytes) }
        guard let tree = try? object.decoded() else { return [] }
        return line(kind, tree)
    }

    /// An object of the kind that holds nothing but a resource version.
    func bookmark(revision: Int64, endsInitialEvents: Bool) -> [UInt8] {
        var metadata = JSONObject()
        metadata.append("resourceVersion", .string(String(revision)))
        if endsInitialEvents { metadata.append("annotations", ["k8s.io/initial-events-end": "true"]) }
        var object: JSONValue = [
            "kind": .string(definition.type.kind), "apiVersion": .string(definition.type.apiVersion),
            "metadata": .object(metadata),
        ]
        switch format {
        case .object: break
        case .partialMetadata: object = Representation.partialMetadata(object)
        case .table:
            object = Representation.table([], definition, .none, metadata: .object(metadata), now: .now)
        }
        return WatchEvent.line(.bookmark, JSONWriter.bytes(object))
    }

    private func line(_ kind: WatchEvent.Kind, _ tree: JSONValue) -> [UInt8] {
        let shown: JSONValue
        switch format {
        case .object: shown = tree
        case .partialMetadata: shown = Representation.partialMetadata(tree)
        case .table(let include):
            var metadata = JSONObject()
            metadata.append("resourceVersion", tree[path: "metadata", "resourceVersion"] ?? "")
            shown = Representation.table([tree], definition, include, metadata: .object(metadata), now: .now)
        }
        return WatchEvent.line(kind, JSONWriter.bytes(shown))
    }
}
