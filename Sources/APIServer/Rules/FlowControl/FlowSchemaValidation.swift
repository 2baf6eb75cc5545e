import JSON
import Schema

/// What a FlowSchema must be like.
enum FlowSchemaValidation {
    static func check(_ object: JSONValue, into errors: inout FieldErrors) {
        let spec = object["spec"] ?? .emptyObject
        let precedence = spec["matchingPrecedence"]?.intValue ?? 0
        let path = "spec.matchingPrecedence"
        if precedence <= 0 { errors.invalid(path, .int(precedence), "must be a positive value") }
        if precedence > 10_000 { errors.invalid(path, .int(precedence), "must not be greater than 10000") }
        if precedence == 1, object.text(path: "metadata", "name") != FlowControlRules.exempt {
            errors.invalid(path, .int(1), "only the schema named 'exempt' may have matchingPrecedence 1")
        }
        if let method = spec["distinguisherMethod"], !method.isNull {
            errors.checkOneOf("spec.distinguisherMethod.type", method.text("type"), ["ByNamespace", "ByUser"])
        }
        let level = spec.text(path: "priorityLevelConfiguration", "name")
        if level.isEmpty {
            errors.required("spec.priorityLevelConfiguration.name", "must reference a priority level")
        } else {
            errors.check("spec.priorityLevelConfiguration.name", level, NameRules.dns1123Subdomain)
        }
        for (index, rule) in spec.list("rules").enumerated() { check(rule, "spec.rules[\(index)]", &errors) }
    }

    private static func check(_ rule: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        let subjects = rule.list("subjects")
        if subjects.isEmpty { errors.required("\(path).subjects", "subjects must contain at least one value") }
        for (index, subject) in subjects.enumerated() { checkSubject(subject, "\(path).subjects[\(index)]", &errors) }
        let resources = rule.list("resourceRules")
        let others = rule.list("nonResourceRules")
        if resources.isEmpty, others.isEmpty {
            errors.required(path, "at least one of resourceRules and nonResourceRules has to be non-empty")
        }
        for (index, rule) in resources.enumerated() { checkResources(rule, "\(path).resourceRules[\(index)]", &errors) }
        for (index, rule) in others.enumerated() { checkPaths(rule, "\(path).nonResourceRules[\(index)]", &errors) }
    }

    // MARK: Subjects

    private static let kinds = ["ServiceAccount": "serviceAccount", "User": "user", "Group": "group"]

    private static func checkSubject(_ subject: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        let kind = subject.text("kind")
        guard let field = kinds[kind] else {
            errors.checkOneOf("\(path).kind", kind, ["Group", "ServiceAccount", "User"])
            return
        }
        if let named = subject[field], !named.isNull {
            checkName(named, "\(path).\(field)", kind, &errors)
        } else {
            errors.required("\(path).\(field)", "\(field) is required when subject kind is '\(kind)'")
        }
        for (other, name) in kinds.sorted(by: { $0.key < $1.key }) where other != kind && subject.has(name) {
            errors.forbidden("\(path).\(name)", "\(name) is forbidden when subject kind is not '\(other)'")
        }
    }

    private static func checkName(_ named: JSONValue, _ path: String, _ kind: String, _ errors: inout FieldErrors) {
        let name = named.text("name")
        if name.isEmpty {
            errors.required("\(path).name")
        } else if kind == "ServiceAccount", name != "*" {
            errors.check("\(path).name", name, NameRules.dns1123Subdomain)
        }
        guard kind == "ServiceAccount" else { return }
        errors.checkRequired("\(path).namespace", named.text("namespace"), NameRules.dns1123Label)
    }

    // MARK: Rules

    private static let verbs = [
        "get", "list", "create", "update", "delete", "deletecollection", "patch", "watch", "proxy", "head", "options", "post",
        "put",
    ]

    private static func checkVerbs(_ rule: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        let given = rule.texts("verbs")
        if given.isEmpty {
            errors.required("\(path).verbs", "verbs must contain at least one value")
        } else if given.contains("*") {
            if given.count > 1 {
                errors.invalid("\(path).verbs", given.json, "if '*' is present, must not specify other verbs")
            }
        } else {
            for (index, verb) in given.enumerated() where !verbs.contains(verb) {
                errors.checkOneOf("\(path).verbs[\(index)]", verb, verbs.sorted())
            }
        }
    }

    private static func checkAny(
        _ rule: JSONValue, _ path: String, _ key: String, missing: String, name: String, _ errors: inout FieldErrors
    ) {
        let given = rule.texts(key)
        if given.isEmpty {
            errors.required("\(path).\(key)", missing)
        } else if given.contains("*"), given.count > 1 {
            errors.invalid("\(path).\(key)", given.json, "if '*' is present, must not specify other \(name)")
        }
    }

    private static func checkResources(_ rule: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        checkVerbs(rule, path, &errors)
        checkAny(
            rule, path, "apiGroups", missing: "resource rules must supply at least one api group", name: "api groups",
            &errors)
        checkAny(
            rule, path, "resources", missing: "resource rules must supply at least one resource", name: "resources", &errors)
        let namespaces = rule.texts("namespaces")
        if namespaces.isEmpty {
            if !rule.flag("clusterScope") {
                errors.required(
                    "\(path).namespaces",
                    "resource rules that are not cluster scoped must supply at least one namespace")
            }
        } else if namespaces.contains("*") {
            if namespaces.count > 1 {
                errors.invalid(
                    "\(path).namespaces", namespaces.json, "if '*' is present, must not specify other namespaces")
            }
        } else {
            for (index, namespace) in namespaces.enumerated() {
                errors.check("\(path).namespaces[\(index)]", namespace, NameRules.dns1123Label)
            }
        }
    }

    private static func checkPaths(_ rule: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        checkVerbs(rule, path, &errors)
        let urls = rule.texts("nonResourceURLs")
        if urls.isEmpty { errors.required("\(path).nonResourceURLs", "nonResourceURLs must contain at least one value") }
        if urls.contains("*") {
            if urls.count > 1 {
                errors.invalid(
                    "\(path).nonResourceURLs", urls.json, "if '*' is present, must not specify other non-resource URLs")
            }
            return
        }
        for (index, url) in urls.enumerated() {
            for reason in reasons(against: url) { errors.invalid("\(path).nonResourceURLs[\(index)]", .string(url), reason) }
        }
    }

    private static func reasons(against url: String) -> [String] {
        if url.isEmpty { return ["must not be empty"] }
        if url == "/" { return [] }
        var reasons: [String] = []
        if !url.hasPrefix("/") { reasons.append("must start with slash") }
        if url.contains(" ") { reasons.append("must not contain white-space") }
        if url.contains("//") { reasons.append("must not contain double slash") }
        let isMiddle = url.dropLast().contains("*") || (url.hasSuffix("*") && !url.hasSuffix("/*"))
        if isMiddle { reasons.append("wildcard can only do suffix matching") }
        return reasons
    }
}
