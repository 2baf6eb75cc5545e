import JSON

/// Keeps `status` and the rest of an object apart: each is written through its own path.
enum StatusRules {
    /// For an update through the `status` subresource: all but `status` and the bookkeeping of `metadata` stays as stored.
    static func keepAllButStatus(_ object: inout JSONValue, _ old: JSONValue) {
        let status = object["status"]
        keepAll(&object, old)
        object["status"] = status
    }

    /// The stored object with the bookkeeping of the write.
    static func keepAll(_ object: inout JSONValue, _ old: JSONValue) {
        var kept = old
        let new = object["metadata"] ?? .emptyObject
        kept.edit("metadata") { metadata in
            // The version is the precondition of the write, and who manages which field changes with it.
            for key in ["resourceVersion", "managedFields"] { metadata.copy(key, from: new) }
        }
        object = kept
    }

    /// For an update through the `status` subresource of most kinds: labels and annotations may change with the status, all
    /// other members stay as stored.
    static func keepSpec(_ object: inout JSONValue, _ old: JSONValue) {
        var kept = old
        for key in ["metadata", "status"] { kept.copy(key, from: object) }
        object = kept
    }

    /// Rules for a kind with a `status` that clients cannot set on the object itself.
    ///
    /// - Parameter generation: the members whose change raises `metadata.generation`; empty: the kind has none.
    static func separating(initial: JSONValue?, generation: [String]) -> ResourceRules {
        var rules = ResourceRules()
        rules.prepareForCreate = { object in
            object["status"] = initial
            if !generation.isEmpty { object.edit("metadata") { $0["generation"] = 1 } }
        }
        rules.prepareForUpdate = { object, old in
            object.copy("status", from: old)
            if !generation.isEmpty { Generation.raise(&object, old, ifChanged: generation) }
        }
        rules.prepareForStatusUpdate = { keepAllButStatus(&$0, $1) }
        return rules
    }
}

/// `metadata.generation`: counts the changes of what the user wants.
enum Generation {
    static func raise(
        _ object: inout JSONValue, _ old: JSONValue, ifChanged members: [String], or hasOtherChange: Bool = false
    ) {
        let before = old[path: "metadata", "generation"]?.intValue ?? 0
        let hasChanged = hasOtherChange || members.contains { object[$0].orNull != old[$0].orNull }
        let after = hasChanged ? before.addingReportingOverflow(1).partialValue : before
        object.edit("metadata") { $0["generation"] = after == 0 ? nil : .int(after) }
    }
}
