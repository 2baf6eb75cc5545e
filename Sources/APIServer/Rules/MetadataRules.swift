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

    /// The errors of `metadata` on a create (`old` is `nil`) or an update.
    static func check(
        _ object: JSONValue, _ old: JSONValue?, isNamespaced: Bool, name rule: NameRules.Check, passes: [Pass] = [.change],
        into errors: inout FieldErrors
    ) {
        let metadata = object["metadata"] ?? .emptyObject
        guard let before = old?["metadata"] else { return checkWhole(metadata, isNamespaced: isNamespaced, rule, &errors) }
        checkChange(metadata, before, &errors)
        for pass in passes {
            switch pass {
            case .change:
                checkChange(metadata, before, &errors)
                checkStandardFinalizers(metadata, &errors)
            case .whole: checkWhole(metadata, isNamespaced: isNamespaced, rule, &errors)
            }
        }
    }

    private static func checkWhole(
        _ metadata: JSONValue, isNamespaced: Bool, _ rule: NameRules.Check, _ errors: inout FieldErrors
    ) {
        checkName(metadata, isNamespaced: isNamespaced, rule, &errors)
        checkMaps(metadata, &errors)
        for (index, finalizer) in metadata.texts("finalizers").enumerated() {
            errors.check("metadata.finalizers[\(index)]", finalizer, NameRules.qualifiedName)
        }
        checkStandardFinalizers(metadata, &errors)
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
        var controllers = 0
        for (index, owner) in metadata.list("ownerReferences").enumerated() {
            let path = "metadata.ownerReferences[\(index)]"
            for key in ["apiVersion", "kind", "name", "uid"] where owner.text(key).isEmpty {
                errors.invalid("\(path).\(key)", "", key == "apiVersion" ? "version must not be empty" : "must not be empty")
            }
            if owner["controller"]?.boolValue == true { controllers += 1 }
        }
        if controllers > 1 {
            errors.invalid(
                "metadata.ownerReferences", metadata["ownerReferences"].orNull,
                "Only one reference can have Controller set to true.")
        }
    }

    private static func checkChange(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        checkNewFinalizers(new, old, &errors)
        for key in ["name", "namespace", "uid", "creationTimestamp"] where old.has(key) {
            errors.checkImmutable("metadata.\(key)", new[key], old[key])
        }
        checkMaps(new, &errors)
    }

    private static func checkNewFinalizers(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        guard !old.text("deletionTimestamp").isEmpty else { return }
        let before = Set(old.texts("finalizers"))
        let added = new.texts("finalizers").filter { !before.contains($0) }
        guard !added.isEmpty else { return }
        errors.forbidden(
            "metadata.finalizers",
            "no new finalizers can be added if the object is being deleted, found new finalizers []string{"
                + added.map { "\"\($0)\"" }.joined(separator: ", ") + "}")
    }
}
