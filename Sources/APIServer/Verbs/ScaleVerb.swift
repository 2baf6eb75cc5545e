import JSON
import KubeAPI
import Schema
import Transport

/// Reads and writes the number of replicas of a workload as an `autoscaling/v1` Scale.
struct ScaleVerb: Verb {
    let cache: StateCache
    let checks: WriteChecks

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        switch context.attributes.verb {
        case "get":
            guard let object = context.kind.object(context.path) else {
                throw await cache.absence(of: context.path, in: context.kind, context.subject)
            }
            return Answer.response(JSONWriter.bytes(Self.scale(of: try object.decoded(), context.scale)), to: context)
        case "update":
            let options = try WriteOptions(context)
            let wanted = try Self.decoder(options).decode(context.request)
            try Update.checkPlace(wanted.object, context)
            return try await write(context, options) { _ throws(StatusError) in
                WantedObject(wanted, .byChange(.nothing))
            }
        case "patch": return try await patch(context)
        default: throw .noSuchMethod
        }
    }

    private func patch(_ context: RequestContext) async throws(StatusError) -> HTTPResponse {
        guard Apply.isMeant(by: context.request) else {
            let schema = ScaleShape.shape.schema
            let options = try WriteOptions(context)
            let change = try PatchChange(context.request, schema: schema, options.fieldValidation)
            let decoder = Self.decoder(options)
            return try await write(context, options) { scale throws(StatusError) in
                let patched = try change.apply(to: scale)
                let wanted = try change.decoded(patched, by: decoder)
                try Update.checkPlace(wanted.object, context)
                return WantedObject(wanted, .byChange(.nothing))
            }
        }
        let options = try WriteOptions(context, isApply: true)
        let decoder = Self.decoder(options)
        let configuration = try AppliedConfiguration(context.request, options.fieldValidation)
        return try await write(context, options) { scale throws(StatusError) in
            let applied = try ScaleManagement.management.apply(
                configuration.tree, to: scale, by: options.manager, force: options.force,
                ignoring: FieldSet(fields: ["status"]), at: Timestamp.now.rfc3339)
            let wanted = try decoder.check(applied.object, orThrow: { decoder.cannotHandle($0.reason) })
            try Update.checkPlace(wanted.object, context)
            return WantedObject(wanted, .settled(applied.managedFields))
        }
    }

    private static func decoder(_ options: WriteOptions) -> BodyDecoder {
        BodyDecoder(
            kind: ScaleShape.type.kind, apiVersion: ScaleShape.type.apiVersion, schema: ScaleShape.shape.schema, options)
    }

    /// - Parameter desired: makes the Scale the client wants from the stored one, which shows who owns the replicas.
    private func write(
        _ context: RequestContext, _ options: WriteOptions, _ desired: (_ scale: JSONValue) throws(StatusError) -> WantedObject
    ) async throws(StatusError) -> HTTPResponse {
        let update = GuaranteedUpdate(cache: cache, kind: context.kind, path: context.path, subject: context.subject)
        var warnings: [String] = []
        let outcome = try await update.run(isDryRun: options.isDryRun) { current, old throws(StatusError) in
            var scale = Self.scale(of: old, context.scale)
            let ownership = ScaleManagement(
                of: old, apiVersion: context.type.apiVersion, replicas: context.scale.replicas)
            scale[path: ["metadata", "managedFields"]] = ownership.ofScale
            let wanted = try desired(scale)
            var operation = context.operation(
                .update, object: wanted.object, old: scale, name: context.attributes.name, isDryRun: options.isDryRun)
            try await checks.mutate(&operation)
            let replicas = try Self.replicas(operation.object ?? wanted.object, current, context)
            var object = old
            object[path: context.scale.replicas] = .int(replicas)
            let managedFields = ownership.ofWorkload(Self.owners(wanted, scale, options))
            object.edit("metadata") { $0["managedFields"] = managedFields }
            let new = try checked(object, old, context)
            try await checks.admit(operation)
            warnings = wanted.warnings + operation.warnings
            return .write(new)
        }
        switch outcome {
        case .written(let object), .unchanged(let object):
            let tree: JSONValue
            do { tree = try JSONReader.read(object.bytes) } catch { throw .internalError("\(error)") }
            return Answer.response(JSONWriter.bytes(Self.scale(of: tree, context.scale)), warnings: warnings, to: context)
        case .removed: throw .notFound(context.subject)
        }
    }

    /// The number the client wants, if its Scale is of the stored state.
    private static func replicas(
        _ scale: JSONValue, _ current: CachedObject, _ context: RequestContext
    ) throws(StatusError) -> Int64 {
        let version = scale.text(path: "metadata", "resourceVersion")
        guard version.isEmpty || version == String(current.revision) else { throw .staleVersion(context.subject) }
        let replicas = scale[path: "spec", "replicas"]?.intValue ?? 0
        guard replicas >= 0 else {
            throw .invalid(
                StatusError.Subject(group: "autoscaling", kind: "Scale", name: context.attributes.name),
                [.invalid("spec.replicas", .int(replicas), "must be greater than or equal to 0")])
        }
        return replicas
    }

    private static func owners(_ wanted: WantedObject, _ scale: JSONValue, _ options: WriteOptions) -> JSONValue? {
        switch wanted.ownership {
        case .settled(let list): return list
        case .byChange(let sent):
            var object = wanted.object
            object.copy("status", from: scale)
            return ScaleManagement.management.updated(
                from: scale, to: object, sent: sent, by: options.manager, at: Timestamp.now.rfc3339)
        }
    }

    private func checked(
        _ wanted: JSONValue, _ old: JSONValue, _ context: RequestContext
    ) throws(StatusError) -> JSONValue {
        var object = wanted
        context.definition.rules.prepareForUpdate(&object, old)
        try checks.validate(
            object, old: old, of: context.definition, subject: context.invalidSubject(named: context.attributes.name))
        return object
    }

    /// The Scale of a workload.
    private static func scale(of object: JSONValue, _ paths: ScalePaths) -> JSONValue {
        let stored = object["metadata"] ?? .emptyObject
        var metadata = JSONObject()
        for key in ["name", "namespace", "uid", "resourceVersion", "creationTimestamp"] {
            if let value = stored[key] { metadata.append(key, value) }
        }
        var spec = JSONObject()
        if let replicas = object[path: paths.replicas]?.intValue, replicas != 0 {
            spec.append("replicas", .int(replicas))
        }
        var status = JSONObject()
        status.append("replicas", object[path: paths.currentReplicas] ?? 0)
        let selector =
            paths.selector.map { object[path: $0]?.stringValue ?? "" }
            ?? selectorText(object[path: "spec", "selector"] ?? .emptyObject)
        if !selector.isEmpty { status.append("selector", .string(selector)) }
        return [
            "kind": "Scale", "apiVersion": "autoscaling/v1", "metadata": .object(metadata), "spec": .object(spec),
            "status": .object(status),
        ]
    }

    /// A label selector object, or the plain labels of a ReplicationController, in the notation of query parameters.
    private static func selectorText(_ selector: JSONValue) -> String {
        let isPlain = !selector.has("matchLabels") && !selector.has("matchExpressions")
        let labels = isPlain ? selector.objectValue?.members ?? [] : selector.map("matchLabels")
        var terms = labels.map { (key: $0.key, text: "\($0.key)=\($0.value.stringValue ?? "")") }
        for expression in selector.list("matchExpressions") {
            let key = expression.text("key")
            let values = expression.texts("values").sorted().joined(separator: ",")
            switch expression.text("operator") {
            case "In": terms.append((key, "\(key) in (\(values))"))
            case "NotIn": terms.append((key, "\(key) notin (\(values))"))
            case "Exists": terms.append((key, key))
            case "DoesNotExist": terms.append((key, "!\(key)"))
            default: break
            }
        }
        return terms.sorted { $0.key < $1.key }.map(\.text).joined(separator: ",")
    }
}

extension RequestContext {
    /// Where the numbers of replicas are in objects of the kind.
    fileprivate var scale: ScalePaths { definition.subresources.first { $0.name == "scale" }?.scale ?? .builtIn }
}
