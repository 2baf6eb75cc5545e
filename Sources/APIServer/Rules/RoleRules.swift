import JSON

/// The four RBAC kinds.
enum RoleRules {
    static let group = "rbac.authorization.k8s.io"

    static func role(isNamespaced: Bool) -> ResourceRules {
        var rules = ResourceRules()
        rules.validate = { object, old in
            var errors = FieldErrors()
            checkTwice(object, old, isNamespaced: isNamespaced, &errors) { errors in
                for (index, rule) in object.list("rules").enumerated() {
                    check(rule, "rules[\(index)]", isNamespaced: isNamespaced, &errors)
                }
                if let aggregation = object["aggregationRule"], !aggregation.isNull { check(aggregation, &errors) }
            }
            return errors.all
        }
        return rules
    }

    /// A change is looked at twice, the metadata included.
    private static func checkTwice(
        _ object: JSONValue, _ old: JSONValue?, isNamespaced: Bool, _ errors: inout FieldErrors,
        _ check: (_ errors: inout FieldErrors) -> Void
    ) {
        MetadataRules.check(
            object, old, isNamespaced: isNamespaced, name: NameRules.pathSegment, passes: [.whole, .whole, .change],
            into: &errors)
        check(&errors)
        if old != nil { check(&errors) }
    }

    static func binding(isNamespaced: Bool) -> ResourceRules {
        var rules = ResourceRules()
        rules.applyDefaults = { object in
            object.edit("roleRef") { $0.fill("apiGroup", .string(group)) }
            object.editEach("subjects") { subject in
                if subject.text("kind") != "ServiceAccount" { subject.fill("apiGroup", .string(group)) }
            }
        }
        rules.validate = { validateBinding($0, $1, isNamespaced: isNamespaced) }
        return rules
    }

    private static func check(_ rule: JSONValue, _ path: String, isNamespaced: Bool, _ errors: inout FieldErrors) {
        if rule.list("verbs").isEmpty { errors.required("\(path).verbs", "verbs must contain at least one value") }
        let urls = rule.list("nonResourceURLs")
        if !urls.isEmpty {
            let value = JSONValue.array(urls)
            if isNamespaced {
                errors.invalid("\(path).nonResourceURLs", value, "namespaced rules cannot apply to non-resource URLs")
            }
            if !["apiGroups", "resources", "resourceNames"].allSatisfy({ rule.list($0).isEmpty }) {
                errors.invalid(
                    "\(path).nonResourceURLs", value, "rules cannot apply to both regular resources and non-resource URLs")
            }
            return
        }
        if rule.list("apiGroups").isEmpty {
            errors.required("\(path).apiGroups", "resource rules must supply at least one api group")
        }
        if rule.list("resources").isEmpty {
            errors.required("\(path).resources", "resource rules must supply at least one resource")
        }
    }

    private static func check(_ aggregation: JSONValue, _ errors: inout FieldErrors) {
        let selectors = aggregation.list("clusterRoleSelectors")
        if selectors.isEmpty {
            errors.required(
                "aggregationRule.clusterRoleSelectors", "at least one clusterRoleSelector required if aggregationRule is non-nil")
        }
        for (index, selector) in selectors.enumerated() {
            LabelSelectorRules.check("aggregationRule.clusterRoleSelectors[\(index)]", selector, into: &errors)
        }
    }

    private static func validateBinding(_ object: JSONValue, _ old: JSONValue?, isNamespaced: Bool) -> [FieldError] {
        var errors = FieldErrors()
        let reference = object["roleRef"] ?? .emptyObject
        checkTwice(object, old, isNamespaced: isNamespaced, &errors) { errors in
            errors.checkOneOf("roleRef.apiGroup", reference.text("apiGroup"), [group])
            let kinds = isNamespaced ? ["Role", "ClusterRole"] : ["ClusterRole"]
            errors.checkOneOf("roleRef.kind", reference.text("kind"), kinds)
            errors.checkRequired("roleRef.name", reference.text("name"), NameRules.pathSegment)
            for (index, subject) in object.list("subjects").enumerated() {
                check(subject: subject, "subjects[\(index)]", isNamespaced: isNamespaced, &errors)
            }
        }
        if let old, old["roleRef"].orNull != object["roleRef"].orNull {
            let shown: JSONValue = [
                "APIGroup": .string(reference.text("apiGroup")), "Kind": .string(reference.text("kind")),
                "Name": .string(reference.text("name")),
            ]
            errors.invalid("roleRef", shown, "cannot change roleRef")
        }
        return errors.all
    }

    private static func check(subject: JSONValue, _ path: String, isNamespaced: Bool, _ errors: inout FieldErrors) {
        errors.checkRequired("\(path).name", subject.text("name"))
        switch subject.text("kind") {
        case "ServiceAccount":
            errors.check("\(path).name", subject.text("name"), NameRules.dns1123Subdomain)
            if !subject.text("apiGroup").isEmpty { errors.checkOneOf("\(path).apiGroup", subject.text("apiGroup"), [""]) }
            if !isNamespaced, subject.text("namespace").isEmpty { errors.required("\(path).namespace") }
        case "User", "Group": errors.checkOneOf("\(path).apiGroup", subject.text("apiGroup"), [group])
        case let kind: errors.checkOneOf("\(path).kind", kind, ["ServiceAccount", "User", "Group"])
        }
    }
}
