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
        guard !bytes.isEmpty else { throw ProtobufError(reason: "empty data") }
        guard bytes.starts(with: Self.magic) else {
            throw ProtobufError(
                reason: "provided data does not appear to be a protobuf message, expected prefix [107 56 115 0]")
        }
        guard bytes.count > Self.magic.count else { throw ProtobufError(reason: "empty body") }
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

    /// A body whose object the closure writes, field by field.
    package static func body<E: Error>(
        apiVersion: String, kind: String, reserving count: Int = 256, _ fill: (inout WireWriter) throws(E) -> Void
    ) throws(E) -> [UInt8] {
        var writer = WireWriter(magic)
        writer.reserve(count)
        writer.message(1) { type in
            type.text(1, apiVersion)
            type.text(2, kind)
        }
        let start = writer.begin(2)
        try fill(&writer)
        writer.end(start)
        writer.text(3, "")
        writer.text(4, "")
        return writer.bytes
    }
}

extension ObjectSchema {
    /// The object as a protobuf body, in its envelope.
    package func protobufBody(_ object: JSONValue) -> [UInt8] {
        let raw = protobuf(object)
        return ProtobufEnvelope.body(
            apiVersion: object["apiVersion"]?.stringValue ?? "", kind: object["kind"]?.stringValue ?? ""
        ) { writer in writer.append(raw) }
    }

    /// The object in a protobuf body, with `apiVersion` and `kind` from its envelope.
    package func object(protobufBody bytes: [UInt8]) throws(ProtobufError) -> JSONValue {
        try object(in: try ProtobufEnvelope(bytes))
    }

    package func object(in envelope: ProtobufEnvelope) throws(ProtobufError) -> JSONValue {
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

extension ProtobufEnvelope {
    /// The protobuf body of the object that JSON text describes, whatever its kind.
    ///
    /// `nil` when `schema` knows nothing of the kind. An absent `apiVersion` reads as `v1`.
    package static func body(
        json: [UInt8], schema: (_ apiVersion: String, _ kind: String) -> ObjectSchema?
    ) throws(JSONError) -> [UInt8]? {
        let (apiVersion, kind) = try JSONScanner.type(of: json)
        guard let schema = schema(apiVersion, kind) else { return nil }
        return try body(apiVersion: apiVersion, kind: kind, reserving: json.count) { writer throws(JSONError) in
            try schema.appendProtobuf(json: json, to: &writer)
        }
    }
}

extension JSONScanner {
    /// The `apiVersion` and `kind` of an object. They usually stand at its beginning.
    fileprivate static func type(of json: [UInt8]) throws(JSONError) -> (apiVersion: String, kind: String) {
        let result = json.withUnsafeBufferPointer { buffer -> Result<(apiVersion: String, kind: String), JSONError> in
            var scanner = JSONScanner(buffer)
            do throws(JSONError) { return .success(try scanner.type()) } catch { return .failure(error) }
        }
        return try result.get()
    }

    private mutating func type() throws(JSONError) -> (apiVersion: String, kind: String) {
        var apiVersion: String?
        var kind: String?
        try expect("{")
        if !consume("}") {
            repeat {
                let name = try string()
                try expect(":")
                switch name {
                case "apiVersion" where peek() == UInt8(ascii: "\""): apiVersion = try string()
                case "kind" where peek() == UInt8(ascii: "\""): kind = try string()
                default: _ = try skip()
                }
                if let apiVersion, let kind { return (apiVersion, kind) }
            } while try continues(until: "}")
        }
        return (apiVersion ?? "v1", kind ?? "")
    }
}
