import JSON
import KubeAPI
import Schema
import Transport

/// Deletes one object, or begins to.
struct Delete: Verb {
    let cache: StateCache
    let checks: WriteChecks
    let authorization: AuthorizationStep

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let options = try DeletionOptions(context.request, query: context.query)
        if options.doesWithoutReading, context.kind.unreadable(context.path) != nil {
            return try await deleteUnread(context, isDryRun: options.isDryRun)
        }
        switch try await delete(context, name: context.attributes.name, options) {
        case .stays(let object):
            return try Answer.object(object.bytes, status: options.asksForDependents ? 202 : 200, to: context)
        case .gone(let last) where Self.showsDeletedObject(context.type):
            return try Answer.object(tree: last, to: context)
        case .gone(let last): return Answer.success(Self.details(last, context.type))
        }
    }

    enum Outcome: Sendable {
        case gone(last: JSONValue)
        case stays(WrittenObject)
    }

    /// The deletion itself, of an object in the namespace of the request.
    ///
    /// - Parameter isAdmitted: whether another request was admitted that this deletion is only the outcome of.
    func delete(
        _ context: RequestContext, name: String, _ options: DeletionOptions, isAdmitted: Bool = false
    ) async throws(StatusError) -> Outcome {
        let path = context.kind.path(namespace: context.attributes.namespace, name: name)
        let update = GuaranteedUpdate(
            cache: cache, kind: context.kind, path: path, subject: context.subject(named: name))
        let outcome = try await update.run(isDryRun: options.isDryRun) { current, old throws(StatusError) in
            try Self.checkPreconditions(options, old, current, context.invalidSubject(named: name))
            if !isAdmitted {
                var operation = context.operation(.delete, object: nil, old: old, name: name, isDryRun: options.isDryRun)
                try await checks.mutate(&operation)
                try await checks.admit(operation)
            }
            switch Deletion.decide(old, options, rules: context.definition.rules, type: context.type, now: .now) {
            case .remove(let last): return .remove(last: last)
            case .mark(let object): return .write(object)
            case .pending: return .write(old)
            }
        }
        switch outcome {
        case .removed(var last, let revision):
            last.edit("metadata") { $0["resourceVersion"] = .string(String(revision)) }
            return .gone(last: last)
        case .written(let object): return .stays(object)
        case .unchanged(let object):
            if context.type.group.isEmpty, context.type.plural == "namespaces" {
                throw .conflict(
                    context.subject(named: name),
                    "The system is ensuring all content is removed from this namespace.  Upon completion, this namespace "
                        + "will automatically be purged by the system.")
            }
            return .stays(object)
        }
    }

    /// Nothing is known of the object: no finalizer, grace period or precondition holds it.
    private func deleteUnread(_ context: RequestContext, isDryRun: Bool) async throws(StatusError) -> HTTPResponse {
        var attributes = context.attributes
        attributes.verb = "unsafe-delete-ignore-read-errors"
        try await authorization.check(attributes)
        if !isDryRun, try await !cache.removeUnreadable(context.path, of: context.kind) {
            throw .staleVersion(context.subject)
        }
        return Answer.success()
    }

    static func checkPreconditions(
        _ options: DeletionOptions, _ object: JSONValue, _ current: CachedObject, _ subject: StatusError.Subject
    ) throws(StatusError) {
        let uid = object[path: "metadata", "uid"]?.stringValue ?? ""
        if let wanted = options.uid, wanted != uid {
            throw .conflict(
                subject,
                "the UID in the precondition (\(wanted)) does not match the UID in record (\(uid)). The object might have "
                    + "been deleted and then recreated")
        }
        if let wanted = options.resourceVersion, wanted != String(current.revision) {
            throw .conflict(
                subject,
                "the ResourceVersion in the precondition (\(wanted)) does not match the ResourceVersion in record "
                    + "(\(current.revision)). The object might have been modified")
        }
    }

    /// The kinds whose deletion answers the object that was, as Kubernetes does.
    private static func showsDeletedObject(_ type: ResourceType) -> Bool {
        let plurals: Set = [
            "pods", "services", "serviceaccounts", "persistentvolumeclaims", "persistentvolumes", "podtemplates",
            "resourcequotas", "storageclasses", "volumeattachments", "csinodes", "csidrivers",
        ]
        return plurals.contains(type.plural)
    }

    private static func details(_ object: JSONValue, _ type: ResourceType) -> JSONValue {
        var details = JSONObject()
        details.append("name", object[path: "metadata", "name"] ?? "")
        if !type.group.isEmpty { details.append("group", .string(type.group)) }
        details.append("kind", .string(type.plural))
        details.append("uid", object[path: "metadata", "uid"] ?? "")
        return .object(details)
    }
}
