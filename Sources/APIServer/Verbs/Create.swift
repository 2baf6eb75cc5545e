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
        let isDryRun = try context.isDryRun()
        let decoder = try BodyDecoder(
            kind: context.type.kind, apiVersion: context.type.apiVersion, schema: context.definition.schema,
            query: context.query)
        let decoded = try decoder.decode(context.request)
        try Self.checkPlace(decoded.object, context)
        let hasName = decoded.object[path: "metadata", "name"]?.stringValue?.isEmpty == false
        for attempt in 1...Self.generatedNameAttempts {
            do {
                let created = try await create(decoded.object, context, isDryRun: isDryRun)
                return try Answer.object(
                    created.object.bytes, status: 201, warnings: decoded.warnings + created.warnings, to: context)
            } catch  where error.reason == "AlreadyExists" && !hasName && attempt < Self.generatedNameAttempts {
                continue
            }
        }
        throw .internalError("no free name was found")
    }

    struct Created: Sendable {
        let object: WrittenObject
        let warnings: [String]
    }

    /// The write itself, from a tree that follows the schema.
    func create(_ tree: JSONValue, _ context: RequestContext, isDryRun: Bool) async throws(StatusError) -> Created {
        var object = tree
        let name = try Self.name(of: tree, context)
        checks.applyDefaults(&object, of: context.definition)
        ObjectIdentity.fill(
            &object, name: name, namespace: context.type.isNamespaced ? context.attributes.namespace : nil, now: .now)
        var operation = context.operation(.create, object: object, old: nil, name: name, isDryRun: isDryRun)
        object = try await checks.mutate(&operation, of: context.definition)
        context.definition.rules.prepareForCreate(&object)
        try checks.validate(
            object, old: nil, of: context.definition, subject: context.invalidSubject(named: name))
        operation.object = object
        try await checks.admit(operation)
        let written = try await store(object, name: name, context, isDryRun: isDryRun)
        return Created(object: written, warnings: operation.warnings)
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

    /// Refuses an object that names another namespace than the path, or that seems to have been stored before.
    private static func checkPlace(_ object: JSONValue, _ context: RequestContext) throws(StatusError) {
        let namespace = object[path: "metadata", "namespace"]?.stringValue ?? ""
        guard namespace.isEmpty || (context.type.isNamespaced && namespace == context.attributes.namespace) else {
            throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
        }
        guard object[path: "metadata", "resourceVersion"]?.stringValue ?? "" == "" else {
            throw StatusError(code: 500, reason: "", message: "resourceVersion should not be set on objects to be created")
        }
    }

    private static func name(of object: JSONValue, _ context: RequestContext) throws(StatusError) -> String {
        if let name = object[path: "metadata", "name"]?.stringValue, !name.isEmpty { return name }
        if let prefix = object[path: "metadata", "generateName"]?.stringValue, !prefix.isEmpty {
            return ObjectIdentity.generateName(from: prefix)
        }
        throw .invalid(
            context.invalidSubject(named: ""), [.required("metadata.name", "name or generateName is required")])
    }
}
