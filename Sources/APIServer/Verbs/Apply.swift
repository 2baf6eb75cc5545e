import JSON
import KubeAPI
import Schema
import Transport

/// Server-side apply: makes an object have what a configuration says, and remembers who said it.
///
/// An object that is not there is made, which takes the right to create it.
struct Apply: Verb {
    static let mediaType = "application/apply-patch+yaml"

    private static let attempts = 8

    let update: ObjectUpdate
    let create: Create
    let authorization: AuthorizationStep
    let scope: UpdateScope

    static func isMeant(by request: HTTPRequest) -> Bool { PatchChange.mediaType(request) == mediaType }

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let options = try WriteOptions(context, isApply: true)
        let configuration = try AppliedConfiguration(context.request, options.fieldValidation)
        let decoder = context.decoder(options)
        for attempt in 1...Self.attempts {
            do {
                if scope == .object, context.isMissing { return try await create(configuration, context, options, decoder) }
                return try await change(configuration, context, options, decoder)
            } catch  where attempt < Self.attempts && Self.isOvertaken(error) {
                continue
            }
        }
        throw .staleVersion(context.subject)
    }

    /// Whether somebody made the object in between.
    private static func isOvertaken(_ error: StatusError) -> Bool { error.reason == "AlreadyExists" }

    private func change(
        _ configuration: AppliedConfiguration, _ context: RequestContext, _ options: WriteOptions, _ decoder: BodyDecoder
    ) async throws(StatusError) -> HTTPResponse {
        try await update.run(context, options, scope: scope) { old throws(StatusError) in
            try wanted(configuration, over: old, context, options, decoder)
        }
    }

    private func create(
        _ configuration: AppliedConfiguration, _ context: RequestContext, _ options: WriteOptions, _ decoder: BodyDecoder
    ) async throws(StatusError) -> HTTPResponse {
        // A kind whose definition is going takes no new objects.
        guard context.definition.verbs.contains("create") else { throw .noSuchMethod }
        let creation = context.with(context.attributes.creating)
        try await authorization.check(creation.attributes)
        let wanted = try wanted(configuration, over: .emptyObject, context, options, decoder)
        let uid = wanted.object.text(path: "metadata", "uid")
        guard uid.isEmpty else {
            throw .conflict(
                context.subject,
                "uid mismatch: the provided object specified uid \(uid), and no existing object was found")
        }
        var object = wanted.object
        // There is no version that it could be of.
        object.edit("metadata") { $0["resourceVersion"] = nil }
        let created = try await create.create(object, creation, options, ownership: wanted.ownership)
        return try Answer.object(
            created.object.bytes, status: 201, warnings: wanted.warnings + created.warnings, to: context)
    }

    private func wanted(
        _ configuration: AppliedConfiguration, over old: JSONValue, _ context: RequestContext, _ options: WriteOptions,
        _ decoder: BodyDecoder
    ) throws(StatusError) -> WantedObject {
        let management = context.definition.fieldManagement(subresource: context.attributes.subresource)
        let applied = try management.apply(
            configuration.tree, to: old, by: options.manager, force: options.force,
            ignoring: scope.outOfReach(in: context.definition), at: Timestamp.now.rfc3339)
        var decoded = try decoder.check(applied.object, orThrow: { decoder.cannotHandle($0.reason) })
        try Update.checkPlace(decoded.object, context)
        decoded.warnings += configuration.warnings
        return WantedObject(decoded, .settled(applied.managedFields))
    }
}

/// The body of an apply.
struct AppliedConfiguration: Sendable {
    let tree: JSONValue
    let warnings: [String]

    /// Any YAML, which JSON is, too.
    init(_ request: HTTPRequest, _ validation: BodyDecoder.FieldValidation) throws(StatusError) {
        guard request.body.count <= BodyDecoder.maximumBytes else { throw .tooLarge(BodyDecoder.maximumBytes) }
        let document = try Self.document(request.body)
        guard document.value.isNull || document.value.objectValue != nil else {
            throw .badRequest(
                "error decoding YAML: error unmarshaling JSON: while decoding JSON: json: cannot unmarshal "
                    + "\(document.value.typeName) into Go value of type map[string]interface {}")
        }
        tree = document.value.isNull ? .emptyObject : document.value
        if validation == .strict, !document.repeatedKeys.isEmpty {
            throw .badRequest(
                "error strict decoding YAML: error converting YAML to JSON: "
                    + YAMLReader.Document.error(document.repeatedKeys))
        }
        warnings = validation == .ignore ? [] : document.repeatedKeys
    }

    private static func document(_ body: [UInt8]) throws(StatusError) -> YAMLReader.Document {
        // Plain JSON is read faster as what it is.
        if let json = try? JSONReader.document(body), json.duplicates.isEmpty {
            return YAMLReader.Document(value: json.value)
        }
        guard let text = String(validating: body, as: UTF8.self) else {
            throw .badRequest("error decoding YAML: error converting YAML to JSON: yaml: invalid leading UTF-8 octet")
        }
        do {
            return try YAMLReader.manifest(text)
        } catch {
            throw .badRequest("error decoding YAML: error converting YAML to JSON: yaml: \(error.goText)")
        }
    }
}

extension UpdateScope {
    /// The fields that a write through this path does not change, whatever the client sends.
    fileprivate func outOfReach(in definition: ResourceDefinition) -> FieldSet {
        switch self {
        case .object: return definition.keepsStatusApart ? FieldSet(fields: ["status"]) : FieldSet()
        case .status, .finalize:
            let reached: Set = ["apiVersion", "kind", "metadata", "status"]
            return definition.schema.fields.filter { !reached.contains($0.name) }
                .reduce(FieldSet()) { $0.union(FieldSet(fields: [$1.name])) }
        }
    }
}
