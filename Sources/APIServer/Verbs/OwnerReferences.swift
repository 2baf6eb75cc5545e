import JSON

/// The owners of an object, of which no two may be alike.
enum OwnerReferences {
    /// Leaves out the owners that were given before, word for word.
    ///
    /// - Returns: the `Warning` about it; `nil` when there was none.
    static func dropRepeated(in object: inout JSONValue, afterAdmission: Bool) -> String? {
        guard let owners = object[path: "metadata", "ownerReferences"]?.arrayValue, owners.count > 1 else { return nil }
        var seen: Set<JSONValue> = []
        var repeated: [String] = []
        let kept = owners.filter { owner in
            if seen.insert(owner).inserted { return true }
            if !repeated.contains(owner.text("uid")), repeated.count < 16 { repeated.append(owner.text("uid")) }
            return false
        }
        if repeated.isEmpty { return nil }
        object.edit("metadata") { $0["ownerReferences"] = .array(kept) }
        return ".metadata.ownerReferences contains duplicate entries"
            + (afterAdmission ? " after mutating admission happens" : "")
            + "; API server dedups owner references in 1.20+, and may reject such requests as early as 1.24; please fix your "
            + "requests; duplicate UID(s) observed: \(repeated.joined(separator: ", "))"
    }
}
