import JSON
import Schema

/// The checks of a container's environment variables and their sources.
enum EnvironmentValidation {
    private static let sources = ["fieldRef", "resourceFieldRef", "configMapKeyRef", "secretKeyRef", "fileKeyRef"]
    private static let fieldPaths = [
        "metadata.name", "metadata.namespace", "metadata.uid", "spec.nodeName", "spec.serviceAccountName", "status.hostIP",
        "status.hostIPs", "status.podIP", "status.podIPs",
    ]
    /// What the downward API could show somewhere.
    private static let knownPaths: Set<String> = Set(fieldPaths).union([
        "metadata.annotations", "metadata.labels", "spec.restartPolicy", "spec.schedulerName", "status.phase", "spec.host",
    ])

    static func check(_ path: String, _ container: JSONValue, into errors: inout FieldErrors) {
        for (index, variable) in container.list("env").enumerated() {
            let place = "\(path).env[\(index)]"
            errors.checkRequired("\(place).name", variable.text("name"), NameRules.environmentName)
            guard let source = variable["valueFrom"], !source.isNull else { continue }
            check("\(place).valueFrom", source, hasValue: !variable.text("value").isEmpty, &errors)
        }
        for (index, source) in container.list("envFrom").enumerated() {
            checkWhole("\(path).envFrom", index, source, &errors)
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
        case "fieldRef": checkField(path, source, fieldPaths, into: &errors)
        case "resourceFieldRef": checkResource(path, source, needsContainer: false, into: &errors)
        case "configMapKeyRef", "secretKeyRef":
            errors.check("\(path).name", source.text("name"), NameRules.dns1123Subdomain)
            errors.checkRequired("\(path).key", source.text("key"), NameRules.configKey)
        case "fileKeyRef":
            errors.checkRequired("\(path).key", source.text("key"), NameRules.environmentName)
            errors.checkRequired("\(path).volumeName", source.text("volumeName"), NameRules.dns1123Label)
            errors.checkRequired("\(path).path", source.text("path"))
            VolumeValidation.checkRelative("\(path).path", source.text("path"), into: &errors)
        default: break
        }
    }

    private static func checkWhole(_ path: String, _ index: Int, _ source: JSONValue, _ errors: inout FieldErrors) {
        let place = "\(path)[\(index)]"
        if !source.text("prefix").isEmpty { errors.check("\(place).prefix", source.text("prefix"), NameRules.environmentName) }
        let given = ["configMapRef", "secretRef"].filter(source.has)
        for kind in given {
            errors.checkRequired("\(place).\(kind).name", source[kind].orNull.text("name"), NameRules.dns1123Subdomain)
        }
        if given.isEmpty {
            errors.invalid(path, "", "must specify one of: `configMapRef` or `secretRef`")
        } else if given.count > 1 {
            errors.invalid(path, "", "may not have more than one field specified at a time")
        }
    }

    // MARK: Downward API

    /// A path into the Pod that the downward API can show; labels and annotations by key (`metadata.labels['a']`).
    static func checkField(
        _ path: String, _ selector: JSONValue, _ allowed: [String], into errors: inout FieldErrors
    ) {
        for key in ["apiVersion", "fieldPath"] where selector.text(key).isEmpty { return errors.required("\(path).\(key)") }
        let text = selector.text("fieldPath")
        func refuse(_ reason: String) {
            errors.invalid("\(path).fieldPath", .string(text), "error converting fieldPath: \(reason)")
        }
        guard selector.text("apiVersion") == "v1" else {
            return refuse("unsupported pod version: \(selector.text("apiVersion"))")
        }
        if text.hasSuffix("']"), let start = text.firstRange(of: "['") {
            let map = text[..<start.lowerBound]
            let key = String(text[start.upperBound...].dropLast(2))
            switch map {
            case "metadata.annotations": errors.check(path, key.lowercased(), NameRules.qualifiedName)
            case "metadata.labels": errors.check(path, key, NameRules.qualifiedName)
            default: refuse("field label does not support subscript: \(text)")
            }
        } else if !knownPaths.contains(text) {
            refuse("field label not supported: \(text)")
        } else {
            errors.checkOneOf("\(path).fieldPath", text == "spec.host" ? "spec.nodeName" : text, allowed)
        }
    }

    private static let resources = [
        "limits.cpu", "limits.ephemeral-storage", "limits.memory", "requests.cpu", "requests.ephemeral-storage",
        "requests.memory",
    ]
    private static let byteDivisors = [
        "1", "1k", "1M", "1G", "1T", "1P", "1E", "1Ki", "1Mi", "1Gi", "1Ti", "1Pi", "1Ei",
    ]

    /// A container's limit or request, and the unit it is shown in.
    static func checkResource(
        _ path: String, _ selector: JSONValue, needsContainer: Bool, into errors: inout FieldErrors
    ) {
        let name = selector.text("resource")
        let isHugePages = ["requests.hugepages-", "limits.hugepages-"].contains(where: name.hasPrefix)
        if needsContainer, selector.text("containerName").isEmpty {
            errors.required("\(path).containerName")
        } else if name.isEmpty {
            errors.required("\(path).resource")
        } else if !isHugePages {
            errors.checkOneOf("\(path).resource", name, resources)
        }
        guard let divisor = selector["divisor"].flatMap(Quantity.init(json:)), divisor != .zero else { return }
        let allowed: [String]
        let kind: String
        switch name {
        case "limits.cpu", "requests.cpu": (allowed, kind) = (["1m", "1"], "cpu")
        case "limits.memory", "requests.memory": (allowed, kind) = (byteDivisors, "memory")
        case "limits.ephemeral-storage", "requests.ephemeral-storage":
            (allowed, kind) = (byteDivisors, "local ephemeral storage")
        default:
            guard isHugePages else { return }
            (allowed, kind) = (byteDivisors, "hugepages")
        }
        guard !allowed.contains(divisor.text) else { return }
        let list = kind == "cpu" ? "1m and 1" : allowed.joined(separator: ", ")
        errors.invalid(
            "\(path).divisor", .string(name), "only divisor's values \(list) are supported with the \(kind) resource")
    }
}
