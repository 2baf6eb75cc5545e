import JSON

/// The checks that every object's `metadata` goes through.
enum MetadataRules {
    static let annotationLimit = 256 * 1024
    /// The finalizers that need no domain.
    private static let standardFinalizers: Set = ["kubernetes", "orphan", "foregroundDeletion"]

    /// What a kind looks at when an object is updated, beside what every kind does. Kubernetes names an error as often as it
    /// finds it, and the number of causes tells.
    enum Pass: Sendable {
        /// What may change.
        case change
        /// All of it, as for a new object.
        case whole
    }

    /// What a kind finds wrong with `metadata` on a create (`old` is `nil`) or an update.
    static func check(
        _ object: JSONValue, _ old: JSONValue?, isNamespaced: Bool, name rule: NameRules.Check, passes: [Pass] = [.change],
        into errors: inout FieldErrors
    ) {
        let metadata = object["metadata"] ?? .emptyObject
        let before = old.map { $0["metadata"] ?? .emptyObject }
        for pass in before == nil ? [.whole] : passes {
            switch pass {
            case .change: checkChange(metadata, before ?? .emptyObject, &errors)
            case .whole: checkWhole(metadata, isNamespaced: isNamespaced, rule, &errors)
            }
            checkStandardFinalizers(metadata, &errors)
        }
    }

    /// What every update is looked at for, before the kind's own checks.
    static func checkUpdate(_ object: JSONValue, _ old: JSONValue, isNamespaced: Bool, into errors: inout FieldErrors) {
        let metadata = object["metadata"] ?? .emptyObject
        checkWhole(metadata, isNamespaced: isNamespaced, NameRules.pathSegment, &errors)
        checkChange(metadata, old["metadata"] ?? .emptyObject, &errors)
    }

    private static func checkWhole(
        _ metadata: JSONValue, isNamespaced: Bool, _ rule: NameRules.Check, _ errors: inout FieldErrors
    ) {
        checkName(metadata, isNamespaced: isNamespaced, rule, &errors)
        checkMaps(metadata, &errors)
        let finalizers = metadata.texts("finalizers")
        for finalizer in finalizers { errors.check("metadata.finalizers", finalizer, NameRules.qualifiedName) }
        if finalizers.contains("orphan"), finalizers.contains("foregroundDeletion") {
            errors.invalid(
                "metadata.finalizers", metadata["finalizers"].orNull,
                "finalizer orphan and foregroundDeletion cannot be both set")
        }
    }

    private static func checkMaps(_ metadata: JSONValue, _ errors: inout FieldErrors) {
        checkLabels("metadata.labels", metadata["labels"], into: &errors)
        checkAnnotations("metadata.annotations", metadata["annotations"], into: &errors)
        checkOwners(metadata, &errors)
    }

    private static func checkStandardFinalizers(_ metadata: JSONValue, _ errors: inout FieldErrors) {
        for (index, finalizer) in metadata.texts("finalizers").enumerated() {
            checkStandard("metadata.finalizers[\(index)]", finalizer, &errors)
        }
    }

    static func checkFinalizer(_ path: String, _ finalizer: String, into errors: inout FieldErrors) {
        errors.check(path, finalizer, NameRules.qualifiedName)
        checkStandard(path, finalizer, &errors)
    }

    private static func checkStandard(_ path: String, _ finalizer: String, _ errors: inout FieldErrors) {
        guard !finalizer.contains("/"), !standardFinalizers.contains(finalizer) else { return }
        errors.invalid(path, .string(finalizer), "name is neither a standard finalizer name nor is it fully qualified")
    }

    private static func checkName(
        _ metadata: JSONValue, isNamespaced: Bool, _ rule: NameRules.Check, _ errors: inout FieldErrors
    ) {
        let prefix = metadata.text("generateName")
        if !prefix.isEmpty {
            // What follows the prefix is good; a hyphen at its end will not be at the end.
            let start = prefix.utf8.count > 1 && prefix.hasSuffix("-") ? "\(prefix.dropLast(2))a" : prefix
            for reason in rule(start) { errors.invalid("metadata.generateName", .string(prefix), reason) }
        }
        let name = metadata.text("name")
        if name.isEmpty {
            errors.required("metadata.name", "name or generateName is required")
        } else {
            errors.check("metadata.name", name, rule)
        }
        let namespace = metadata.text("namespace")
        if isNamespaced {
            if namespace.isEmpty { errors.required("metadata.namespace") }
        } else if !namespace.isEmpty {
            errors.forbidden("metadata.namespace", "not allowed on this type")
        }
    }

    static func checkLabels(_ path: String, _ labels: JSONValue?, into errors: inout FieldErrors) {
        for label in labels?.objectValue?.members ?? [] {
            errors.check(path, label.key, NameRules.qualifiedName)
            errors.check(path, label.value.stringValue ?? "", NameRules.labelValue)
        }
    }

    static func checkAnnotations(_ path: String, _ annotations: JSONValue?, into errors: inout FieldErrors) {
        var size = 0
        for annotation in annotations?.objectValue?.members ?? [] {
            size += annotation.key.utf8.count + (annotation.value.stringValue?.utf8.count ?? 0)
            for reason in NameRules.qualifiedName(annotation.key.lowercased()) {
                errors.invalid(path, .string(annotation.key), reason)
            }
        }
        if size > annotationLimit { errors.tooLong(path, annotationLimit) }
    }

    private static func checkOwners(_ metadata: JSONValue, _ errors: inout FieldErrors) {
        let path = "metadata.ownerReferences"
        var controller: String?
        var told = 0
        for owner in metadata.list("ownerReferences") {
            checkOwner(owner, path, &errors)
            guard owner["controller"]?.boolValue == true else { continue }
            let name = "\(owner.text("kind"))/\(owner.text("name"))"
            guard let first = controller else {
                controller = name
                continue
            }
            // Each error shows the whole list: of many, the first say enough.
            guard told < 8 else { continue }
            told += 1
            errors.invalid(
                path, .array(metadata.list("ownerReferences").map(shown)),
                "Only one reference can have Controller set to true. Found \"true\" in references for \(first) and \(name)")
        }
    }

    private static func checkOwner(_ owner: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        let version = owner.text("apiVersion")
        let parts = version.split(separator: "/", omittingEmptySubsequences: false)
        if parts.count > 2 || parts.last?.isEmpty != false {
            errors.invalid("\(path).apiVersion", .string(version), "version must not be empty")
        }
        for key in ["kind", "name", "uid"] where owner.text(key).isEmpty {
            errors.invalid("\(path).\(key)", "", "must not be empty")
        }
        if version == "v1", owner.text("kind") == "Event" {
            errors.invalid(path, shown(owner), "/v1, Kind=Event is disallowed from being an owner")
        }
    }

    /// The members of an owner reference in the order in which errors show them.
    private static func shown(_ owner: JSONValue) -> JSONValue {
        var shown = JSONObject()
        for key in ["apiVersion", "kind", "name", "uid"] { shown.append(key, .string(owner.text(key))) }
        for key in ["controller", "blockOwnerDeletion"] {
            if let flag = owner[key], !flag.isNull { shown.append(key, flag) }
        }
        return .object(shown)
    }

    private static func checkChange(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        checkNewFinalizers(new, old, &errors)
        for key in fixed { errors.checkImmutable("metadata.\(key)", new[key], old[key]) }
        checkMaps(new, &errors)
    }

    private static let fixed = [
        "name", "namespace", "uid", "creationTimestamp", "deletionTimestamp", "deletionGracePeriodSeconds",
    ]

    private static func checkNewFinalizers(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        guard !old.text("deletionTimestamp").isEmpty else { return }
        let before = Set(old.texts("finalizers"))
        let added = Set(new.texts("finalizers")).subtracting(before).sorted()
        guard !added.isEmpty else { return }
        errors.forbidden(
            "metadata.finalizers",
            "no new finalizers can be added if the object is being deleted, found new finalizers []string{"
                + added.map { "\"\($0)\"" }.joined(separator: ", ") + "}")
    }
}
