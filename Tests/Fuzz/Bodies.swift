import JSON
import KubeAPI
import Schema

@testable import APIServer

/// A protobuf request of any kind: what it gave must be right for the schema, and read the same when it is written again.
func protobufBody(_ bytes: [UInt8]) {
    guard let envelope = try? ProtobufEnvelope(bytes),
        let schema = KindSchemas.schema(apiVersion: envelope.apiVersion, kind: envelope.kind),
        let object = try? schema.object(protobufBody: bytes)
    else { return }
    precondition(
        (try? schema.object(protobufBody: schema.protobufBody(object))) == object, "an object changed on its way through protobuf"
    )
}

/// JSON text to protobuf without a tree between: what is written must be readable.
func transcoding(_ bytes: [UInt8]) {
    guard let tree = try? JSONReader.read(bytes),
        let body = try? ProtobufEnvelope.body(json: bytes, schema: KindSchemas.schema),
        let envelope = try? ProtobufEnvelope(body),
        let schema = KindSchemas.schema(apiVersion: envelope.apiVersion, kind: envelope.kind),
        // What is stored was read before.
        (try? schema.read(tree)) != nil
    else { return }
    precondition((try? schema.object(protobufBody: body)) != nil, "what was written as protobuf cannot be read")
}

/// `[live, patch]`: a stored object, and what somebody sends to change it, by every kind of patch.
func patches(_ bytes: [UInt8]) {
    let schema = PodShape.shape.schema
    guard let pair = (try? JSONReader.read(bytes))?.arrayValue, pair.count == 2, let live = try? schema.read(pair[0]).value
    else { return }
    for isChecked in [true, false] { _ = try? JSONPatch(pair[1], isChecked: isChecked).apply(to: live) }
    _ = MergePatch.apply(pair[1], to: live)
    _ = try? StrategicMergePatch(schema: schema).apply(pair[1], to: live)
    application(pair[1], to: live, schema)
    guard case .list(let list) = SentManagedFields(live), let sent = try? ManagedFields(sent: list) else { return }
    var merged = sent
    merged.mergeOldUpdates()
    _ = (merged.json, ManagedFields(stored: sent.json))
}

/// Server-side apply: of what was applied a moment ago, nothing changes.
private func application(_ configuration: JSONValue, to live: JSONValue, _ schema: ObjectSchema) {
    let management = FieldManagement(schema: schema, kind: "Pod", apiVersion: "v1", subresource: "")
    func apply(to live: JSONValue, force: Bool) -> FieldManagement.Applied? {
        try? management.apply(
            configuration, to: live, by: "fuzz", force: force, ignoring: FieldSet(), at: "2026-01-01T00:00:00Z")
    }
    _ = (apply(to: live, force: false), apply(to: live, force: true))
    guard let first = apply(to: .emptyObject, force: false) else { return }
    precondition(apply(to: first.object, force: true)?.object == first.object, "the same configuration changed the object")
}

func policy(_ text: String) { _ = try? AuditPolicy(yaml: text) }
