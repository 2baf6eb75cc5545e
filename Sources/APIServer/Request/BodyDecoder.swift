import Encodings
import JSON
import KubeAPI
import Schema
import Transport

/// Turns the body of a write into a tree that the schema knows, and says what was strange about it.
struct BodyDecoder: Sendable {
    /// As the API server of Kubernetes.
    static let maximumBytes = 3 << 20

    enum FieldValidation: String, Sendable {
        case strict = "Strict"
        case warn = "Warn"
        case ignore = "Ignore"
    }

    struct Decoded: Sendable {
        var object: JSONValue
        /// For `Warning` headers.
        var warnings: [String] = []
        var sentManagedFields = SentManagedFields.nothing
    }

    let kind: String
    let apiVersion: String
    let schema: ObjectSchema
    let fieldValidation: FieldValidation

    init(kind: String, apiVersion: String, schema: ObjectSchema, query: Query) throws(StatusError) {
        self.kind = kind
        self.apiVersion = apiVersion
        self.schema = schema
        fieldValidation = try Self.fieldValidation(query)
    }

    private static func fieldValidation(_ query: Query) throws(StatusError) -> FieldValidation {
        guard let text = query["fieldValidation"], !text.isEmpty else { return .warn }
        guard let validation = FieldValidation(rawValue: text) else {
            throw .invalid(
                StatusError.Subject(group: "meta.k8s.io", kind: "CreateOptions"),
                [.notSupported("fieldValidation", .string(text), allowed: ["", "Ignore", "Strict", "Warn"])])
        }
        return validation
    }

    /// Reads a body that must be an object of the kind; a missing `kind` or `apiVersion` is filled in.
    func decode(_ request: HTTPRequest) throws(StatusError) -> Decoded {
        let document = try Self.document(request) { error in
            .badRequest(
                "the object provided is unrecognized (must be of type \(kind)): couldn't get version/kind; json parse "
                    + "error: \(error) (\(Self.summary(request.body)))")
        }
        return try check(document.value, duplicates: document.duplicates)
    }

    /// Checks a tree that was made from a patch.
    ///
    /// - Parameter refusal: the error for a tree that does not fit; a 400 when it is not given.
    func check(
        _ tree: JSONValue, duplicates: [String] = [], refusal: ((_ why: String) -> StatusError)? = nil
    ) throws(StatusError) -> Decoded {
        let refusal = refusal ?? cannotHandle
        var tree = tree
        guard tree.objectValue != nil else {
            throw refusal("json: cannot unmarshal \(tree.typeName) into Go value of type \(kind)")
        }
        try checkKind(&tree)
        let reading: SchemaReading
        do { reading = try schema.read(tree) } catch { throw refusal(error.description) }
        var decoded = Decoded(object: reading.value, sentManagedFields: SentManagedFields(tree))
        let strange = reading.unknownFields.map { "unknown field \"\($0)\"" } + duplicates.map { "duplicate field \"\($0)\"" }
        switch fieldValidation {
        case .strict where !strange.isEmpty:
            throw refusal("strict decoding error: " + strange.joined(separator: ", "))
        case .warn: decoded.warnings = strange
        default: break
        }
        return decoded
    }

    private func checkKind(_ tree: inout JSONValue) throws(StatusError) {
        for field in ["kind", "apiVersion"] {
            if let value = tree[field], !value.isNull, value.stringValue == nil {
                throw cannotHandle("json: cannot unmarshal \(value.typeName) into field .\(field) of type string")
            }
        }
        let given = tree["kind"]?.stringValue ?? ""
        let version = tree["apiVersion"]?.stringValue ?? ""
        let actualKind = given.isEmpty ? kind : given
        let actualVersion = version.isEmpty ? apiVersion : version
        if actualKind != kind || actualVersion != apiVersion {
            let short = actualVersion.split(separator: "/").last.map(String.init) ?? actualVersion
            let isServed = (BuiltInTypes.all + BuiltInTypes.subresourceKinds).contains {
                $0.type.kind == actualKind && $0.type.apiVersion == actualVersion
            }
            let wanted = apiVersion.contains("/") ? apiVersion.split(separator: "/").first?.split(separator: ".").first : "core"
            throw .badRequest(
                "\(actualKind) in version \"\(actualVersion)\" cannot be handled as a \(kind): "
                    + (isServed
                        ? "converting (\(short).\(actualKind)) to (\(wanted ?? "core").\(kind)): unknown conversion"
                        : "no kind \"\(actualKind)\" is registered for version \"\(actualVersion)\" in scheme \"pkg/api/legacyscheme/scheme.go:30\"")
            )
        }
        tree["kind"] = .string(kind)
        tree["apiVersion"] = .string(apiVersion)
    }

    func cannotHandle(_ why: String) -> StatusError {
        let version = apiVersion.split(separator: "/").last.map(String.init) ?? apiVersion
        return .badRequest("\(kind) in version \"\(version)\" cannot be handled as a \(kind): \(why)")
    }

    // MARK: Bytes

    /// The JSON of a body, by its content type.
    static func document(
        _ request: HTTPRequest, accepting extra: [String] = [], orThrow failure: (_ reason: String) -> StatusError
    ) throws(StatusError) -> JSONReader.Document {
        guard request.body.count <= maximumBytes else { throw .tooLarge(maximumBytes) }
        let type = mediaType(request)
        switch type {
        case "application/vnd.kubernetes.protobuf": return try protobufDocument(request.body)
        case "application/yaml": return try yamlDocument(request.body)
        default: break
        }
        guard type.isEmpty || type == "application/json" || extra.contains(type) else {
            throw .unsupportedMediaType(
                "the body of the request was in an unknown format - accepted media types include: "
                    + "application/json, application/yaml, application/vnd.kubernetes.protobuf")
        }
        do {
            return try JSONReader.document(request.body)
        } catch {
            throw failure(error.reason)
        }
    }

    /// The envelope of a protobuf body names its kind, and so the schema to read it by.
    private static func protobufDocument(_ body: [UInt8]) throws(StatusError) -> JSONReader.Document {
        do throws(ProtobufError) {
            let envelope = try ProtobufEnvelope(body)
            guard let schema = schema(kind: envelope.kind, apiVersion: envelope.apiVersion) else {
                throw ProtobufError(
                    reason: "no kind \"\(envelope.kind)\" is registered for version \"\(envelope.apiVersion)\"")
            }
            return JSONReader.Document(value: try schema.object(protobufBody: body))
        } catch {
            throw .badRequest(error.description)
        }
    }

    private static func schema(kind: String, apiVersion: String) -> ObjectSchema? {
        // Deletions carry their options under whatever group the object is of.
        kind == "DeleteOptions" ? DeleteOptions.schema : KindSchemas.schema(apiVersion: apiVersion, kind: kind)
    }

    private static func yamlDocument(_ body: [UInt8]) throws(StatusError) -> JSONReader.Document {
        guard let text = String(validating: body, as: UTF8.self) else { throw .badRequest("the YAML body is not UTF-8") }
        do {
            return JSONReader.Document(value: try YAMLReader.document(text))
        } catch {
            throw .badRequest("\(error)")
        }
    }

    /// The content type without its parameters; empty when there is none.
    static func mediaType(_ request: HTTPRequest) -> String {
        guard let text = request.headers["Content-Type"] else { return "" }
        return (text.parts(separatedBy: ";").first ?? "").trimmedSpace.lowercased()
    }

    /// The beginning of a body, for an error text.
    private static func summary(_ body: [UInt8]) -> String {
        let limit = 30
        if body.isEmpty { return "<empty>" }
        let head = body.prefix(limit)
        let more = body.count > limit ? " ..." : ""
        if body[0] == UInt8(ascii: "{") { return String(decoding: head, as: UTF8.self) + more }
        let digits = Array("0123456789abcdef".utf8)
        return String(decoding: head.flatMap { [digits[Int($0 >> 4)], digits[Int($0 & 15)]] }, as: UTF8.self) + more
    }
}
