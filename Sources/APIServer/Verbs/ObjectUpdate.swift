import JSON
import KubeAPI
import Schema
import Transport

/// What part of an object a write may change.
enum UpdateScope: Sendable {
    case object
    case status
    /// `namespaces/finalize`: `spec.finalizers`.
    case finalize
}

/// The part that PUT and PATCH share: from the object the client wants to the answer.
struct ObjectUpdate: Sendable {
    let cache: StateCache
    let checks: WriteChecks

    /// - Parameter desired: makes the object the client wants from the stored one. May be called again after a conflict.
    func run(
        _ context: RequestContext, scope: UpdateScope,
        _ desired: (_ old: JSONValue) throws(StatusError) -> BodyDecoder.Decoded
    ) async throws(StatusError) -> HTTPResponse {
        let isDryRun = try context.isDryRun()
        var warnings: [String] = []
        let update = GuaranteedUpdate(cache: cache, kind: context.kind, path: context.path, subject: context.subject)
        let outcome = try await update.run(isDryRun: isDryRun) { current, old throws(StatusError) in
            let wanted = try desired(old)
            var operation = context.operation(
                .update, object: wanted.object, old: old, name: context.attributes.name, isDryRun: isDryRun)
            let new = try await prepare(wanted.object, old, current, context, scope, &operation)
            warnings = wanted.warnings + operation.warnings
            return Deletion.isComplete(new, old: old, type: context.type) ? .remove(last: new) : .write(new)
        }
        switch outcome {
        case .written(let object), .unchanged(let object):
            return try Answer.object(object.bytes, warnings: warnings, to: context)
        case .removed(let last, _):
            return Answer.object(tree: last, warnings: warnings, to: context)
        }
    }

    private func prepare(
        _ wanted: JSONValue, _ old: JSONValue, _ current: CachedObject, _ context: RequestContext, _ scope: UpdateScope,
        _ operation: inout AdmissionOperation
    ) async throws(StatusError) -> JSONValue {
        var object = wanted
        try Self.checkPreconditions(object, old, current, context)
        Self.keepServerOwned(&object, old)
        checks.applyDefaults(&object, of: context.definition)
        operation.object = object
        object = try await checks.mutate(&operation, of: context.definition)
        let rules = context.definition.rules
        switch scope {
        case .object: rules.prepareForUpdate(&object, old)
        case .status: rules.prepareForStatusUpdate(&object, old)
        case .finalize: Self.keepAllButFinalizers(&object, old)
        }
        if object != old {
            try checks.validate(
                object, old: old, of: context.definition, subject: context.invalidSubject(named: context.attributes.name))
        }
        operation.object = object
        try await checks.admit(operation)
        return object
    }

    private static func checkPreconditions(
        _ object: JSONValue, _ old: JSONValue, _ current: CachedObject, _ context: RequestContext
    ) throws(StatusError) {
        if let version = object[path: "metadata", "resourceVersion"]?.stringValue, !version.isEmpty, version != "0",
            version != String(current.revision)
        {
            guard Int64(version) != nil else {
                throw .invalid(
                    context.invalidSubject(named: context.attributes.name),
                    [.invalid("metadata.resourceVersion", .string(version), "must be specified for an update")])
            }
            throw .staleVersion(context.subject)
        }
        let uid = object[path: "metadata", "uid"]?.stringValue ?? ""
        let stored = old[path: "metadata", "uid"]?.stringValue ?? ""
        guard uid.isEmpty || uid == stored else {
            throw .conflict(
                context.subject, "Precondition failed: UID in precondition: \(uid), UID in object meta: \(stored)")
        }
    }

    /// Fields of the metadata that no client write changes, and the resource version that this one is based on.
    private static func keepServerOwned(_ object: inout JSONValue, _ old: JSONValue) {
        let stored = old["metadata"] ?? .emptyObject
        if object["metadata"]?.objectValue == nil { object["metadata"] = .emptyObject }
        object.edit("metadata") { metadata in
            for key in [
                "namespace", "uid", "resourceVersion", "creationTimestamp", "deletionTimestamp",
                "deletionGracePeriodSeconds", "generation",
            ] { metadata.copy(key, from: stored) }
            metadata["managedFields"] = nil
            metadata["selfLink"] = nil
        }
    }

    private static func keepAllButFinalizers(_ object: inout JSONValue, _ old: JSONValue) {
        var kept = old
        kept[path: ["spec", "finalizers"]] = object[path: "spec", "finalizers"]
        object = kept
    }
}
