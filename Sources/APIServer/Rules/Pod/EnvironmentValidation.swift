import JSON

/// The checks of a container's environment variables and their sources.
enum EnvironmentValidation {
    private static let sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"]
    private static let fieldPaths = [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
        "status.hostIPs", "status.podIP", "status.podIPs",
    ]

    static func check(_ path: String, _ container: JSONValue, into errors: inout FieldErrors) {
        for (index, variable) in container.list("env").enumerated() {
            let place = "\(path).env[\(index)]"
            errors.checkRequired("\(place).name", variable.text("name"), NameRules.environmentName)
            guard let source = variable["valueFrom"], !source.isNull else { continue }
            check("\(place).valueFrom", source, hasValue: !variable.text("value").isEmpty, &errors)
        }
        for (index, source) in container.list("envFrom").enumerated() {
            checkWhole("\(path).envFrom[\(index)]", source, &errors)
        }
    }

    private static func check(_ path: String, _ source: JSONValue, hasValue: Bool, _ errors: inout FieldErrors) {
        let given = sources.filter(source.has)
        for kind in given { checkSource("\(path).\(kind)", kind, source[kind].orNull, &errors) }
        if given.isEmpty {
            errors.invalid(
                path, "", "must specify one of: `fieldRef`, `resourceFieldRef`, `configMapKeyRef` or `secretKeyRef`")
        } else if hasValue {
            errors.invalid(path, "", "may not be specified when `value` is not empty")
        } else if given.count > 1 {
            errors.invalid(path, "", "may not have more than one field specified at a time")
        }
    }

    private static func checkSource(_ path: String, _ kind: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        switch kind {
        case "fieldRef": checkFieldPath("\(path).fieldPath", source.text("fieldPath"), fieldPaths, into: &errors)
        case "resourceFieldRef": errors.checkRequired("\(path).resource", source.text("resource"))
        case "configMapKeyRef", "secretKeyRef":
            errors.checkRequired("\(path).name", source.text("name"), NameRules.dns1123Subdomain)
            errors.checkRequired("\(path).key", source.text("key"), NameRules.configKey)
        default: break
        }
    }

    private static func checkWhole(_ path: String, _ source: JSONValue, _ errors: inout FieldErrors) {
        if !source.text("prefix").isEmpty { errors.check("\(path).prefix", source.text("prefix"), NameRules.environmentName) }
        let given = ["configMapRef", "secretRef"].filter(source.has)
        if given.isEmpty {
            errors.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`")
        } else if given.count > 1 {
            errors.invalid(path, "", "may not have more than one field specified at a time")
        }
        for kind in given {
            errors.checkRequired("\(path).\(kind).name", source[kind].orNull.text("name"), NameRules.dns1123Subdomain)
        }
    }

    /// A path into the Pod that the downward API can show; labels and annotations by key (`metadata.labels['a']`).
    static func checkFieldPath(_ path: String, _ text: String, _ allowed: [String], into errors: inout FieldErrors) {
        guard !text.isEmpty else {
            errors.required(path)
            return
        }
        for map in ["metadata.labels", "metadata.annotations"] where text.hasPrefix("\(map)['") && text.hasSuffix("']") {
            let key = String(text.dropFirst(map.count + 2).dropLast(2))
            return errors.check(path, key, NameRules.qualifiedName)
        }
        errors.checkOneOf(path, text, allowed)
    }
}
