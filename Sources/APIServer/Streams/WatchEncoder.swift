import JSON
import KubeAPI
import Schema
import Transport

/// Writes watch events as the client asked for them: JSON lines or protobuf frames, of whole objects or of what a Table or
/// the metadata shows of them.
struct WatchEncoder: Sendable {
    private let definition: ResourceDefinition
    private let form: StoredForm
    private let negotiation: Negotiation
    /// Whether every event is a message of a WebSocket.
    private let isWebSocket: Bool
    /// Of the Tables of one watch only the first describes its columns.
    private var showsHeaders = true

    init(definition: ResourceDefinition, form: StoredForm, negotiation: Negotiation, isWebSocket: Bool) {
        self.definition = definition
        self.form = form
        self.negotiation = negotiation
        self.isWebSocket = isWebSocket
    }

    /// The media type of the whole stream.
    var contentType: String {
        let type = negotiation.serialization.mediaType
        return negotiation.serialization == .json ? type : "\(type);stream=watch"
    }

    mutating func encode(_ event: WatchEvent, seenAs seen: WatchEvent.Kind) -> [UInt8] {
        switch (negotiation.format, negotiation.serialization) {
        case (.object, .protobuf): sent(event.frame(seenAs: seen, form: form, body: body))
        case (.object, _): sent(event.line(seenAs: seen, form: form))
        default: encode(seen, event.object(seenAs: seen, form: form))
        }
    }

    mutating func encode(_ kind: WatchEvent.Kind, _ object: CachedObject) -> [UInt8] {
        switch negotiation.format {
        case .object: return encode(kind, json: object.bytes)
        case .partialMetadata(let version, _):
            return encode(kind, json: Representation.partialMetadata(object.bytes, version))
        case .table: break
        }
        guard let tree = try? object.decoded() else { return [] }
        return encode(kind, shown(tree))
    }

    /// An object of the kind that holds nothing but a resource version.
    mutating func bookmark(revision: Int64, endsInitialEvents: Bool) -> [UInt8] {
        var metadata = JSONObject()
        metadata.append("resourceVersion", .string(String(revision)))
        if endsInitialEvents { metadata.append("annotations", ["k8s.io/initial-events-end": "true"]) }
        let object: JSONValue = [
            "kind": .string(definition.type.kind), "apiVersion": .string(definition.type.apiVersion),
            "metadata": .object(metadata),
        ]
        return encode(.bookmark, shown(object))
    }

    func error(_ error: StatusError) -> [UInt8] { encode(.error, error.json) }

    private mutating func shown(_ tree: JSONValue) -> JSONValue {
        switch negotiation.format {
        case .object: return tree
        case .partialMetadata(let version, _): return Representation.partialMetadata(tree, version)
        case .table(let include, let version):
            defer { showsHeaders = false }
            return Representation.table(
                of: tree, definition, include, version, showsHeaders: showsHeaders, now: .now)
        }
    }

    private func encode(_ kind: WatchEvent.Kind, _ shown: JSONValue) -> [UInt8] {
        encode(kind, json: JSONWriter.bytes(shown))
    }

    private func encode(_ kind: WatchEvent.Kind, json: [UInt8]) -> [UInt8] {
        switch negotiation.serialization {
        case .protobuf: sent(WatchEvent.frame(kind, body(json)))
        default: sent(WatchEvent.line(kind, json))
        }
    }

    /// A WebSocket has frames of its own, so the length in front of protobuf is not needed there.
    private func sent(_ event: [UInt8]) -> [UInt8] {
        guard isWebSocket else { return event }
        switch negotiation.serialization {
        case .protobuf: return WebSocketFrame(.binary, Array(event.dropFirst(4))).encoded()
        default: return WebSocketFrame(.text, event).encoded()
        }
    }

    private func body(_ json: [UInt8]) -> [UInt8] {
        (try? ProtobufEnvelope.body(json: json, schema: KindSchemas.schema)) ?? []
    }
}
