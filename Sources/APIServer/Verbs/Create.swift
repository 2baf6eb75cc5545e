import JSON
import KubeAPI
import Schema
import Store
import Transport

/// Stores a new object.
struct Create: Verb {
    let cache: StateCache
    let checks: WriteChecks

    private static let generatedNameAttempts = 8

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        try BodyDecoder.checkMediaType(context.request)
        let options = try WriteOptions(context)
        let decoder = context.decoder(options)
        let decoded = try decoder.decode(context.request)
        try Self.checkPlace(decoded.object, context)
        let hasName = decoded.object[path: "metadata", "name"]?.stringValue?.isEmpty == false
        for attempt in 1...Self.generatedNameAttempts {
            do {
                let created = try await create(decoded.object, context, options)
                return try Answer.object(
                    created.object.bytes, status: 201, warnings: decoded.warnings + created.warnings, to: context)
            } catch  where error.reason == "AlreadyExists" && !hasName {
                if attempt == Self.generatedNameAttempts { throw .noFreeName(error) }
            }
        }
        throw .internalError("no free name was found")
    }

    struct Created: Sendable {
        let object: WrittenObject
        let warnings: [String]
    }

    /// The write itself, from a tree that follows the schema.
    ///
    /// - Parameter ownership: an apply has settled it; the creator owns everything otherwise.
    func create(
        _ tree: JSONValue, _ context: RequestContext, _ options: WriteOptions,
        ownership: WantedObject.Ownership = .byChange(.nothing)
    ) async throws(StatusError) -> Created {
        var object = tree
        let name = Self.name(of: tree)
        let now = Timestamp.now
        let repeated = OwnerReferences.dropRepeated(in: &object, afterAdmission: false)
        checks.applyDefaults(&object, of: context.definition)
        let managed = Self.managedFields(ownership, object, context, options, at: now)
        ObjectIdentity.fill(
            &object, name: name, namespace: context.type.isNamespaced ? context.attributes.namespace : nil, now: now,
            managedFields: managed)
        let isDryRun = options.isDryRun
        var operation = context.operation(.create, object: object, old: nil, name: name, isDryRun: isDryRun)
        operation.shownName = Self.givenName(tree)
        do throws(StatusError) {
            object = try await admitted(&operation, context, named: name, repeated: repeated)
            try Self.checkIsNew(tree, isDryRun: isDryRun)
        } catch {
            await operation.abandon()
            throw error
        }
        do throws(StatusError) {
            let written = try await store(object, name: name, context, isDryRun: isDryRun)
            return Created(object: written, warnings: operation.warnings)
        } catch {
            // Of any other failure nobody knows whether the object is stored.
            if error.reason == "AlreadyExists" { await operation.abandon() }
            throw error
        }
    }

    /// The object as it is to be stored, after everybody had his say.
    private func admitted(
        _ operation: inout AdmissionOperation, _ context: RequestContext, named name: String, repeated: String?
    ) async throws(StatusError) -> JSONValue {
        var object = try await checks.mutate(&operation, of: context.definition)
        operation.shownName = name
        if let warning = repeated ?? OwnerReferences.dropRepeated(in: &object, afterAdmission: true) { operation.warn(warning) }
        let warnings = context.definition.rules.warnings(object, nil)
        context.definition.rules.prepareForCreate(&object)
        try checks.validate(
            object, old: nil, of: context.definition, subject: context.invalidSubject(named: name))
        guard !name.isEmpty else { throw .nameless(context.invalidSubject(named: "")) }
        for warning in warnings { operation.warn(warning) }
        operation.object = object
        try await checks.admit(operation)
        return object
    }

    /// The creator owns what is set before admission and the server's own preparation add to it.
    private static func managedFields(
        _ ownership: WantedObject.Ownership, _ object: JSONValue, _ context: RequestContext, _ options: WriteOptions,
        at now: Timestamp
    ) -> JSONValue? {
        if case .settled(let list) = ownership { return list }
        var owned = object
        if context.definition.keepsStatusApart { owned["status"] = nil }
        return context.definition.fieldManagement().created(owned, by: options.manager, at: now.rfc3339)
    }

    private func store(
        _ object: JSONValue, name: String, _ context: RequestContext, isDryRun: Bool
    ) async throws(StatusError) -> WrittenObject {
        let kind = context.kind
        let path = kind.path(namespace: context.attributes.namespace, name: name)
        if kind.object(path) != nil { throw .alreadyExists(context.subject(named: name)) }
        if isDryRun { return WrittenObject(revision: 0, bytes: JSONWriter.bytes(object)) }
        switch try await cache.put(object, at: path, of: kind, if: .absent) {
        case .committed(let object): return object
        case .conflict: throw .alreadyExists(context.subject(named: name))
        }
    }

    /// Refuses an object that names another namespace than the path.
    private static func checkPlace(_ object: JSONValue, _ context: RequestContext) throws(StatusError) {
        let namespace = object[path: "metadata", "namespace"]?.stringValue ?? ""
        guard namespace.isEmpty || !context.type.isNamespaced || namespace == context.attributes.namespace else {
            throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
        }
    }

    /// Refuses an object that seems to have been stored before.
    private static func checkIsNew(_ object: JSONValue, isDryRun: Bool) throws(StatusError) {
        guard isDryRun || (UInt64(object.text(path: "metadata", "resourceVersion")) ?? 0) == 0 else {
            throw StatusError(code: 500, reason: "", message: "resourceVersion should not be set on objects to be created")
        }
    }

    /// A name that is made up is told only when the object is complete.
    private static func givenName(_ object: JSONValue) -> String {
        for key in ["name", "generateName"] {
            if let name = object[path: "metadata", key]?.stringValue, !name.isEmpty { return name }
        }
        return "Unknown"
    }

    /// Empty for an object that has neither a name nor the beginning of one: validation says so, with what else is wrong.
    private static func name(of object: JSONValue) -> String {
        if let name = object[path: "metadata", "name"]?.stringValue, !name.isEmpty { return name }
        guard let prefix = object[path: "metadata", "generateName"]?.stringValue, !prefix.isEmpty else { return "" }
        return ObjectIdentity.generateName(from: prefix)
    }
}

extension StatusError {
    fileprivate static func nameless(_ subject: Subject) -> StatusError {
        .invalid(subject, [.required("metadata.name", "name or generateName is required")])
    }

    /// Every name that was made up is taken; the client may try again.
    fileprivate static func noFreeName(_ taken: StatusError) -> StatusError {
        var error = taken
        error.message += ", the server was not able to generate a unique name for the object"
        error.retryAfterSeconds = 1
        return error
    }
}
