package import JSON

/// The frame around a protobuf body: the four bytes `k8s\0`, then a message that names the kind and carries the object
/// (`application/vnd.kubernetes.protobuf`).
package struct ProtobufEnvelope: Sendable, Hashable {
    package static let magic: [UInt8] = [0x6B, 0x38, 0x73, 0x00]

    package var apiVersion: String
    package var kind: String
    package var raw: [UInt8]

    package init(apiVersion: String, kind: String, raw: [UInt8]) {
        self.apiVersion = apiVersion
        self.kind = kind
        self.raw = raw
    }

    package init(_ bytes: [UInt8]) throws(ProtobufError) {
        guard bytes.starts(with: Self.magic) else { throw ProtobufError(reason: "the k8s prefix is missing") }
        self.init(apiVersion: "", kind: "", raw: [])
        var reader = WireReader(bytes.dropFirst(Self.magic.count))
        while let field = try reader.next() {
            guard case .delimited(let content) = field.content else { continue }
            switch field.number {
            case 1: try readType(content)
            case 2: raw = Array(content)
            case 3 where !content.isEmpty: throw ProtobufError(reason: "encoded content")
            default: break
            }
        }
    }

    private mutating func readType(_ bytes: ArraySlice<UInt8>) throws(ProtobufError) {
        var reader = WireReader(bytes)
        while let field = try reader.next() {
            guard case .delimited(let content) = field.content else { continue }
            switch field.number {
            case 1: apiVersion = String(decoding: content, as: UTF8.self)
            case 2: kind = String(decoding: content, as: UTF8.self)
            default: break
            }
        }
    }

    package var bytes: [UInt8] {
        var writer = WireWriter()
        writer.message(1) { type in
            type.text(1, apiVersion)
            type.text(2, kind)
        }
        writer.delimited(2, raw)
        writer.text(3, "")
        writer.text(4, "")
        return Self.magic + writer.bytes
    }
}

extension ObjectSchema {
    /// The object as a protobuf body, in its envelope.
    package func protobufBody(_ object: JSONValue) -> [UInt8] {
        ProtobufEnvelope(
            apiVersion: object["apiVersion"]?.stringValue ?? "", kind: object["kind"]?.stringValue ?? "",
            raw: protobuf(object)
        ).bytes
    }

    /// The object in a protobuf body, with `apiVersion` and `kind` from its envelope.
    package func object(protobufBody bytes: [UInt8]) throws(ProtobufError) -> JSONValue {
        let envelope = try ProtobufEnvelope(bytes)
        let body = try object(protobuf: envelope.raw)
        var object = JSONObject()
        if !envelope.apiVersion.isEmpty { object.append("apiVersion", .string(envelope.apiVersion)) }
        if !envelope.kind.isEmpty { object.append("kind", .string(envelope.kind)) }
        for member in body.objectValue ?? JSONObject() where member.key != "apiVersion" && member.key != "kind" {
            object.append(member.key, member.value)
        }
        return .object(object)
    }
}
