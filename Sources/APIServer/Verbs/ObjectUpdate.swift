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

/// The object that a write wants.
struct WantedObject: Sendable {
    let object: JSONValue
    /// For `Warning` headers.
    var warnings: [String] = []
    let ownership: Ownership

    enum Ownership: Sendable {
        /// The writer owns what it changes.
        case byChange(SentManagedFields)
        /// An apply has settled it.
        case settled(JSONValue?)
    }

    init(_ decoded: BodyDecoder.Decoded, _ ownership: Ownership) {
        object = decoded.object
        warnings = decoded.warnings
        self.ownership = ownership
    }
}

/// The part that PUT and PATCH share: from the object the client wants to the answer.
struct ObjectUpdate: Sendable {
    let cache: StateCache
    let checks: WriteChecks

    /// - Parameter desired: makes the object the client wants from the stored one. May be called again after a conflict.
    func run(
        _ context: RequestContext, _ options: WriteOptions, scope: UpdateScope,
        _ desired: (_ old: JSONValue) throws(StatusError) -> WantedObject
    ) async throws(StatusError) -> HTTPResponse {
        let isDryRun = options.isDryRun
        var warnings: [String] = []
        var attempt: AdmissionOperation?
        let update = GuaranteedUpdate(cache: cache, kind: context.kind, path: context.path, subject: context.subject)
        let outcome: GuaranteedUpdate.Outcome
        do throws(StatusError) {
            outcome = try await update.run(isDryRun: isDryRun) { current, old throws(StatusError) in
                // Somebody else wrote while the attempt before was under way.
                await attempt?.abandon()
                let wanted = try desired(old)
                var operation = context.operation(
                    .update, object: wanted.object, old: old, name: context.attributes.name, isDryRun: isDryRun)
                attempt = operation
                let new: JSONValue
                do throws(StatusError) {
                    new = try await prepare(wanted, old, current, context, options, scope, &operation)
                } catch {
                    await operation.abandon()
                    throw error
                }
                warnings = wanted.warnings + operation.warnings
                return Deletion.isComplete(new, old: old, type: context.type) ? .remove(last: new) : .write(new)
            }
        } catch {
            // Surely not stored: somebody was faster each time, or the object is gone.
            if error.reason == "Conflict" || error.reason == "NotFound" { await attempt?.abandon() }
            throw error
        }
        switch outcome {
        case .written(let object), .unchanged(let object):
            return try Answer.object(object.bytes, warnings: warnings, to: context)
        case .removed(let last, _):
            return try Answer.object(tree: last, warnings: warnings, to: context)
        }
    }

    private func prepare(
        _ wanted: WantedObject, _ old: JSONValue, _ current: CachedObject, _ context: RequestContext,
        _ options: WriteOptions, _ scope: UpdateScope, _ operation: inout AdmissionOperation
    ) async throws(StatusError) -> JSONValue {
        var object = wanted.object
        try Self.checkPreconditions(object, old, current, context)
        FixedMetadata.keep(in: &object, old)
        let repeated = OwnerReferences.dropRepeated(in: &object, afterAdmission: false)
        checks.applyDefaults(&object, of: context.definition)
        let managedFields = Self.managedFields(wanted.ownership, object, old, context, options, scope)
        object.edit("metadata") { $0["managedFields"] = managedFields }
        operation.object = object
        object = try await checks.mutate(&operation, of: context.definition)
        if let warning = repeated ?? OwnerReferences.dropRepeated(in: &object, afterAdmission: true) { operation.warn(warning) }
        let rules = context.definition.rules
        switch scope {
        case .object: rules.prepareForUpdate(&object, old)
        case .status: rules.prepareForStatusUpdate(&object, old)
        case .finalize: Self.keepAllButFinalizers(&object, old)
        }
        if object != old {
            try checks.validate(
                object, old: old, of: context.definition, scope,
                subject: context.invalidSubject(named: context.attributes.name))
        }
        for warning in rules.warnings(of: object, old, scope) { operation.warn(warning) }
        operation.object = object
        try await checks.admit(operation)
        Self.keepTimesIfNothingElseChanged(&object, old)
        return object
    }

    private static func managedFields(
        _ ownership: WantedObject.Ownership, _ object: JSONValue, _ old: JSONValue, _ context: RequestContext,
        _ options: WriteOptions, _ scope: UpdateScope
    ) -> JSONValue? {
        switch ownership {
        case .settled(let list): return list
        case .byChange(let sent):
            let subresource = context.attributes.subresource
            return context.definition.fieldManagement(subresource: subresource).updated(
                from: old, to: scope.reach(of: object, over: old, context), sent: sent, by: options.manager,
                at: Timestamp.now.rfc3339)
        }
    }

    /// A write that changes nothing but when somebody was last seen is none.
    private static func keepTimesIfNothingElseChanged(_ object: inout JSONValue, _ old: JSONValue) {
        guard let new = object[path: "metadata", "managedFields"], let stored = old[path: "metadata", "managedFields"],
            new != stored, new.withoutTimes == stored.withoutTimes
        else { return }
        var same = object
        same.edit("metadata") { $0["managedFields"] = stored }
        if same == old { object = same }
    }

    private static func checkPreconditions(
        _ object: JSONValue, _ old: JSONValue, _ current: CachedObject, _ context: RequestContext
    ) throws(StatusError) {
        let version = object.text(path: "metadata", "resourceVersion")
        if version.isEmpty || version == "0" {
            guard !UpdatePolicy(context.type).requiresVersion else {
                throw .invalid(
                    context.invalidSubject(named: context.attributes.name),
                    [
                        FieldError(
                            kind: .invalid, path: "metadata.resourceVersion",
                            body: "Invalid value: 0x0: must be specified for an update")
                    ])
            }
        } else if version != String(current.revision) {
            guard UInt64(version) != nil else {
                throw StatusError(
                    code: 500, reason: "",
                    message: "strconv.ParseUint: parsing \(JSONWriter.string(.string(version))): invalid syntax")
            }
            throw .staleVersion(context.subject)
        }
    }

    private static func keepAllButFinalizers(_ object: inout JSONValue, _ old: JSONValue) {
        var kept = old
        kept[path: ["spec", "finalizers"]] = object[path: "spec", "finalizers"]
        kept.edit("metadata") { $0["managedFields"] = object[path: "metadata", "managedFields"] }
        object = kept
    }
}

extension ResourceRules {
    fileprivate func warnings(of object: JSONValue, _ old: JSONValue, _ scope: UpdateScope) -> [String] {
        switch scope {
        case .object: warnings(object, old)
        case .status: statusWarnings(object, old)
        case .finalize: []
        }
    }
}

extension UpdateScope {
    /// The new object with what the write does not reach taken from the stored one.
    fileprivate func reach(of object: JSONValue, over old: JSONValue, _ context: RequestContext) -> JSONValue {
        var object = object
        switch self {
        case .object where !context.attributes.subresource.isEmpty: context.definition.rules.prepareForUpdate(&object, old)
        case .object: if context.definition.keepsStatusApart { object.copy("status", from: old) }
        case .status: context.definition.rules.prepareForStatusUpdate(&object, old)
        case .finalize: object = old
        }
        return object
    }
}

extension JSONValue {
    fileprivate var withoutTimes: JSONValue {
        guard case .array(var entries) = self else { return self }
        for index in entries.indices { entries[index]["time"] = nil }
        return .array(entries)
    }
}
