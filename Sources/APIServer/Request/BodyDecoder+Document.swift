import Encodings
import JSON
import KubeAPI
import Schema
import Transport

/// From the bytes of a body to a tree, by its content type.
extension BodyDecoder {
    /// What is strange about a body beside the fields that its kind does not know.
    struct Oddities: Sendable {
        /// Keys that YAML text repeats: `line 5: key "a" already set in map`.
        var repeatedKeys: [String] = []
        /// What a patch says twice, or for nothing.
        var ofPatch: [String] = []
        /// `duplicate field "data.a"`
        var duplicates: [String] = []

        func warnings(around unknown: [String]) -> [String] { repeatedKeys + ofPatch + unknown + duplicates }

        func errors(around unknown: [String]) -> [String] {
            (repeatedKeys.isEmpty ? [] : [YAMLReader.Document.error(repeatedKeys)]) + ofPatch + unknown + duplicates
        }
    }

    struct Document: Sendable {
        let value: JSONValue
        var oddities = Oddities()
    }

    /// A 415 for a body in a syntax that objects do not come in.
    static func checkMediaType(_ request: HTTPRequest, accepting extra: [String] = []) throws(StatusError) {
        let type = mediaType(request)
        guard type.isEmpty || Serialization(rawValue: type) != nil || extra.contains(type) else {
            throw .unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: "
                    + "application/json, application/yaml, application/vnd.kubernetes.protobuf")
        }
    }

    /// The JSON of a body, by its content type.
    static func document(
        _ request: HTTPRequest, accepting extra: [String] = [], kind: String? = nil, apiVersion: String? = nil,
        _ olderVersion: String? = nil, orThrow failure: (_ reason: String) -> StatusError
    ) throws(StatusError) -> Document {
        guard request.body.count <= maximumBytes else { throw .tooLarge(maximumBytes) }
        try checkMediaType(request, accepting: extra)
        switch Serialization(rawValue: mediaType(request)) {
        case .protobuf: return try protobufDocument(request.body, expecting: kind, apiVersion, olderVersion, orThrow: failure)
        case .yaml: return try yamlDocument(request.body, orThrow: failure)
        default: break
        }
        let document: JSONReader.Document
        do { document = try JSONReader.document(request.body) } catch {
            throw failure("couldn't get version/kind; json parse error: \(error.reason)")
        }
        let repeated = document.duplicates.map { "duplicate field \"\($0)\"" }
        return Document(value: document.value, oddities: Oddities(duplicates: repeated))
    }

    /// The envelope of a protobuf body names its kind, and so the schema to read it by. What it does not say is as expected.
    private static func protobufDocument(
        _ body: [UInt8], expecting kind: String?, _ apiVersion: String?, _ olderVersion: String?,
        orThrow failure: (_ reason: String) -> StatusError
    ) throws(StatusError) -> Document {
        var envelope: ProtobufEnvelope
        do { envelope = try ProtobufEnvelope(body) } catch { throw failure(error.reason) }
        if envelope.kind.isEmpty { envelope.kind = kind ?? "" }
        if envelope.apiVersion.isEmpty || (envelope.kind == kind && envelope.apiVersion == olderVersion) {
            envelope.apiVersion = apiVersion ?? ""
        }
        let reason: String
        if let schema = schema(kind: envelope.kind, apiVersion: envelope.apiVersion) {
            do { return Document(value: try schema.object(in: envelope)) } catch { reason = error.reason }
        } else {
            reason = unknown(envelope)
        }
        let version = envelope.apiVersion.split(separator: "/").last ?? ""
        throw .badRequest(
            "\(envelope.kind) in version \"\(version)\" cannot be handled as a \(kind ?? envelope.kind): \(reason)")
    }

    private static func unknown(_ envelope: ProtobufEnvelope) -> String {
        let group = envelope.apiVersion.split(separator: "/").dropLast().first.map(String.init) ?? ""
        guard BuiltInTypes.all.contains(where: { $0.type.group == group }) else {
            return "object *unstructured.Unstructured does not implement the protobuf marshalling interface and cannot be "
                + "encoded to a protobuf message"
        }
        return "no kind \"\(envelope.kind)\" is registered for version \"\(envelope.apiVersion)\" in scheme "
            + "\"pkg/api/legacyscheme/scheme.go:30\""
    }

    private static func schema(kind: String, apiVersion: String) -> ObjectSchema? {
        // Deletions carry their options under whatever group the object is of.
        kind == "DeleteOptions" ? DeleteOptions.schema : KindSchemas.schema(apiVersion: apiVersion, kind: kind)
    }

    private static func yamlDocument(
        _ body: [UInt8], orThrow failure: (_ reason: String) -> StatusError
    ) throws(StatusError) -> Document {
        guard let text = String(validating: body, as: UTF8.self) else { throw failure("yaml: invalid leading UTF-8 octet") }
        do {
            let document = try YAMLReader.manifest(text)
            return Document(value: document.value, oddities: Oddities(repeatedKeys: document.repeatedKeys))
        } catch {
            throw failure("yaml: \(error.goText)")
        }
    }

    /// The content type without its parameters; empty when there is none.
    static func mediaType(_ request: HTTPRequest) -> String {
        guard let text = request.headers["Content-Type"] else { return "" }
        return (text.parts(separatedBy: ";").first ?? "").trimmedSpace.lowercased()
    }

    /// The beginning of a body, for an error text.
    static func summary(_ body: [UInt8]) -> String {
        let limit = 30
        if body.isEmpty { return "<empty>" }
        let head = body.prefix(limit)
        let more = body.count > limit ? " ..." : ""
        if body[0] == UInt8(ascii: "{") { return String(decoding: head, as: UTF8.self) + more }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: head.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self) + more
    }
}
