import JSON
import KubeAPI
import Schema

/// What a deletion does to an object. Pure: the verb carries it out.
enum Deletion: Sendable {
    /// Take it out of the store; `last` is how it is shown.
    case remove(last: JSONValue)
    /// It stays until its finalizers or its node are done with it.
    case mark(JSONValue)
    /// Already marked; nothing to change.
    case pending

    static func decide(
        _ object: JSONValue, _ options: DeletionOptions, rules: ResourceRules, type: ResourceType, now: Timestamp
    ) -> Deletion {
        var object = object
        if object["metadata"]?.has("deletionTimestamp") != true { rules.prepareForDelete(&object) }
        let finalizers = finalizers(of: object, options.propagation)
        let finalizersChanged = finalizers != (object["metadata"]?.texts("finalizers") ?? [])
        if finalizersChanged {
            object.edit("metadata") { $0["finalizers"] = finalizers.isEmpty ? nil : .array(finalizers.map(JSONValue.string)) }
        }
        let isHeld = !finalizers.isEmpty || holdsContent(object, type)
        if object["metadata"]?.has("deletionTimestamp") == true {
            return again(object, options, isHeld: isHeld, finalizersChanged: finalizersChanged)
        }
        // Longer than anybody waits, and short enough for a date.
        let grace = min(max(0, rules.gracePeriod(object, options.gracePeriodSeconds) ?? 0), Int64(Int32.max))
        object.edit("metadata") { metadata in
            metadata["deletionTimestamp"] = .string(now.advanced(bySeconds: grace).rfc3339)
            metadata["deletionGracePeriodSeconds"] = .int(grace)
            if let generation = metadata["generation"]?.intValue, generation > 0 {
                metadata["generation"] = .int(generation.addingReportingOverflow(1).partialValue)
            }
        }
        if type.group.isEmpty, type.plural == "namespaces" {
            object[path: ["status", "phase"]] = "Terminating"
            object.edit("metadata") { $0["deletionGracePeriodSeconds"] = nil }
        }
        return isHeld || grace > 0 ? .mark(object) : .remove(last: object)
    }

    /// A deletion of what is being deleted: it can only shorten the grace period.
    private static func again(
        _ object: JSONValue, _ options: DeletionOptions, isHeld: Bool, finalizersChanged: Bool
    ) -> Deletion {
        var object = object
        let current = object[path: "metadata", "deletionGracePeriodSeconds"]?.intValue ?? 0
        if current <= 0 {
            if !isHeld { return .remove(last: object) }
            return finalizersChanged ? .mark(object) : .pending
        }
        guard let requested = options.gracePeriodSeconds, requested < current else {
            return finalizersChanged ? .mark(object) : .pending
        }
        let before = Timestamp(rfc3339: object[path: "metadata", "deletionTimestamp"]?.stringValue ?? "")
        object.edit("metadata") { metadata in
            if let before {
                metadata["deletionTimestamp"] = .string(before.advanced(bySeconds: requested &- current).rfc3339)
            }
            metadata["deletionGracePeriodSeconds"] = .int(requested)
        }
        return requested == 0 && !isHeld ? .remove(last: object) : .mark(object)
    }

    /// The finalizers after the garbage collector's own two follow the propagation policy.
    private static func finalizers(of object: JSONValue, _ propagation: DeletionOptions.Propagation?) -> [String] {
        var finalizers = object["metadata"]?.texts("finalizers") ?? []
        guard let propagation else { return finalizers }
        finalizers.removeAll { $0 == "orphan" || $0 == "foregroundDeletion" }
        switch propagation {
        case .orphan: finalizers.append("orphan")
        case .foreground: finalizers.append("foregroundDeletion")
        case .background: break
        }
        return finalizers
    }

    /// A Namespace also waits for what is in it.
    private static func holdsContent(_ object: JSONValue, _ type: ResourceType) -> Bool {
        type.group.isEmpty && type.plural == "namespaces" && object["spec"]?.list("finalizers").isEmpty == false
    }

    /// Whether an update took away the last thing that kept a deleted object.
    static func isComplete(_ object: JSONValue, old: JSONValue, type: ResourceType) -> Bool {
        guard let before = old["metadata"], before.has("deletionTimestamp"),
            (before["deletionGracePeriodSeconds"]?.intValue ?? 0) == 0
        else { return false }
        return object["metadata"]?.list("finalizers").isEmpty != false && !holdsContent(object, type)
    }
}
