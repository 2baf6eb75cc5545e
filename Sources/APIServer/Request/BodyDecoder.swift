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

    /// Why a tree does not fit its kind.
    struct Misfit: Sendable {
        let reason: String
        /// The same, as it is said of a strategic merge patch.
        var conversion: String

        init(_ reason: String, conversion: String? = nil) {
            self.reason = reason
            self.conversion = conversion ?? reason
        }
    }

    let kind: String
    let apiVersion: String
    /// Another version of the kind, of the same form, that clients may still send.
    let olderVersion: String?
    let schema: ObjectSchema
    let fieldValidation: FieldValidation

    init(kind: String, apiVersion: String, olderVersion: String? = nil, schema: ObjectSchema, _ options: WriteOptions) {
        self.kind = kind
        self.apiVersion = apiVersion
        self.olderVersion = olderVersion
        self.schema = schema
        fieldValidation = options.fieldValidation
    }

    /// Reads a body that must be an object of the kind; a missing `kind` or `apiVersion` is filled in.
    func decode(_ request: HTTPRequest) throws(StatusError) -> Decoded {
        let document = try Self.document(request, kind: kind, apiVersion: apiVersion, olderVersion) {
            unrecognized($0, request.body)
        }
        var tree = document.value.isNull ? .emptyObject : document.value
        try checkNames(&tree, request.body)
        let decoded = try read(tree, oddities: document.oddities, orThrow: { cannotHandle($0.reason) })
        AuditAnnotations.current?.note(sent: decoded.object, schema)
        return decoded
    }

    /// Checks a tree that was made from a patch.
    ///
    /// - Parameters:
    ///   - oddities: what was strange about the patch.
    ///   - namesKind: whether the tree is read as what it says that it is.
    ///   - refusal: the error for a tree that does not fit.
    func check(
        _ tree: JSONValue, oddities: [String] = [], namesKind: Bool = true, orThrow refusal: (Misfit) -> StatusError
    ) throws(StatusError) -> Decoded {
        var tree = tree
        guard tree.objectValue != nil else {
            throw refusal(Misfit("json: cannot unmarshal \(tree.typeName) into Go value of type \(schema.goName)"))
        }
        if isCustom {
            try checkCustomNames(tree, orThrow: refusal)
        } else if namesKind, let misfit = misfit(kind: tree.text("kind"), apiVersion: tree.text("apiVersion")) {
            throw refusal(misfit)
        }
        fill(&tree)
        return try read(tree, oddities: Oddities(ofPatch: oddities), orThrow: refusal)
    }

    private func read(
        _ tree: JSONValue, oddities: Oddities, orThrow refusal: (Misfit) -> StatusError
    ) throws(StatusError) -> Decoded {
        let reading: SchemaReading
        do { reading = try schema.read(tree) } catch { throw refusal(Misfit(error.reason, conversion: error.conversion)) }
        var decoded = Decoded(object: reading.value, sentManagedFields: SentManagedFields(tree))
        let unknown = reading.unknownFields.map { "unknown field \"\($0)\"" }
        switch fieldValidation {
        case .strict:
            let strange = oddities.errors(around: unknown)
            if !strange.isEmpty { throw refusal(Misfit("strict decoding error: " + strange.joined(separator: ", "))) }
        case .warn: decoded.warnings = oddities.warnings(around: unknown)
        case .ignore: break
        }
        return decoded
    }

    // MARK: Kinds

    /// Makes a sent object one of the kind, or says why it is none.
    private func checkNames(_ tree: inout JSONValue, _ body: [UInt8]) throws(StatusError) {
        guard tree.objectValue != nil else {
            throw unrecognized(
                "couldn't get version/kind; json parse error: json: cannot unmarshal \(tree.typeName) into Go value of type "
                    + "struct { APIVersion string \"json:\\\"apiVersion,omitempty\\\"\"; Kind string "
                    + "\"json:\\\"kind,omitempty\\\"\" }", body)
        }
        for field in ["kind", "apiVersion"] {
            guard let value = tree[field], !value.isNull, value.stringValue == nil else { continue }
            throw unrecognized(
                "couldn't get version/kind; json parse error: json: cannot unmarshal \(value.typeName) into Go struct field "
                    + ".\(field) of type string", body)
        }
        let (given, version) = (tree.text("kind"), tree.text("apiVersion"))
        if isCustom {
            guard !given.isEmpty else {
                throw .badRequest("Object 'Kind' is missing in 'unstructured object has no kind'")
            }
            guard version.isEmpty || version == apiVersion else {
                throw .badRequest(
                    "the API version in the data (\(version)) does not match the expected API version (\(apiVersion))")
            }
            try checkCustomNames(tree) { cannotHandle($0.reason) }
        } else if let misfit = misfit(kind: given, apiVersion: version) {
            let short = Self.version(of: version.isEmpty ? apiVersion : version)
            throw .badRequest(
                "\(given.isEmpty ? kind : given) in version \"\(short)\" cannot be handled as a \(kind): \(misfit.reason)")
        }
        fill(&tree)
    }

    /// A custom object is read as whatever it says that it is, and then refused for that.
    private func checkCustomNames(_ tree: JSONValue, orThrow refusal: (Misfit) -> StatusError) throws(StatusError) {
        let (given, version) = (tree.text("kind"), tree.text("apiVersion"))
        if given.isEmpty { throw refusal(Misfit("Object 'Kind' is missing in '\(JSONWriter.string(tree))'")) }
        var errors: [FieldError] = []
        if given != kind { errors.append(.invalid("kind", .string(given), "must be \(kind)")) }
        if !version.isEmpty, version != apiVersion {
            errors.append(.invalid("apiVersion", .string(version), "must be \(apiVersion)"))
        }
        if errors.isEmpty { return }
        let group = apiVersion.split(separator: "/").first.map(String.init) ?? ""
        throw .invalid(
            StatusError.Subject(group: group, kind: kind, name: tree.text(path: "metadata", "name")), errors)
    }

    private var isCustom: Bool { schema.walks != nil }

    private func fill(_ tree: inout JSONValue) {
        tree["kind"] = .string(kind)
        tree["apiVersion"] = .string(apiVersion)
    }

    /// Why an object that says to be of a kind is not one of this; `nil` when it is, or does not say.
    private func misfit(kind given: String, apiVersion version: String) -> Misfit? {
        let actualKind = given.isEmpty ? kind : given
        let actualVersion = version.isEmpty ? apiVersion : version
        if actualKind == kind, actualVersion == apiVersion || actualVersion == olderVersion { return nil }
        let isServed = (BuiltInTypes.all + BuiltInTypes.subresourceKinds).contains {
            $0.type.kind == actualKind && $0.type.apiVersion == actualVersion
        }
        guard isServed else {
            return Misfit(
                "no kind \"\(actualKind)\" is registered for version \"\(actualVersion)\" in scheme \"pkg/api/legacyscheme/scheme.go:30\""
            )
        }
        let wanted = apiVersion.contains("/") ? apiVersion.split(separator: "/").first?.split(separator: ".").first : "core"
        return Misfit(
            "converting (\(Self.version(of: actualVersion)).\(actualKind)) to (\(wanted ?? "core").\(kind)): unknown conversion")
    }

    private static func version(of apiVersion: String) -> String {
        apiVersion.split(separator: "/").last.map(String.init) ?? apiVersion
    }

    private func unrecognized(_ why: String, _ body: [UInt8]) -> StatusError {
        .badRequest("the object provided is unrecognized (must be of type \(kind)): \(why) (\(Self.summary(body)))")
    }

    func cannotHandle(_ why: String) -> StatusError {
        .badRequest("\(kind) in version \"\(Self.version(of: apiVersion))\" cannot be handled as a \(kind): \(why)")
    }
}
