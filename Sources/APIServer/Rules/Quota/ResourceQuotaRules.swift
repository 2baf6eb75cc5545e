import JSON

/// ResourceQuotas.
enum ResourceQuotaRules {
    static let rules: ResourceRules = {
        var rules = StatusRules.separating(initial: .emptyObject, generation: [])
        rules.prepareForStatusUpdate = StatusRules.keepSpec
        rules.check { object, old, errors in
            checkSpec(object["spec"] ?? .emptyObject, &errors)
            for field in ["hard", "used"] {
                checkAmounts("status.\(field)", object[path: "status", field] ?? .emptyObject, &errors)
            }
            guard let old else { return }
            let scopes = object["spec"]?.texts("scopes") ?? []
            if Set(scopes) != Set(old["spec"]?.texts("scopes") ?? []) {
                errors.invalid("spec.scopes", object[path: "spec", "scopes"].orNull, "field is immutable")
            }
        }
        return rules
    }()

    private static let scopes: Set = [
        "Terminating", "NotTerminating", "BestEffort", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity",
        "VolumeAttributesClass",
    ]
    private static let compute: Set = [
        "pods", "cpu", "memory", "requests.cpu", "requests.memory", "limits.cpu", "limits.memory",
    ]

    private static func checkAmounts(_ path: String, _ amounts: JSONValue, _ errors: inout FieldErrors) {
        for amount in amounts.objectValue?.members ?? [] {
            let place = "\(path)[\(amount.key)]"
            ResourceNameRules.checkForQuota(place, amount.key, into: &errors)
            ResourceNameRules.checkAmount(place, amount.key, amount.value, into: &errors)
        }
    }

    private static func checkSpec(_ spec: JSONValue, _ errors: inout FieldErrors) {
        checkAmounts("spec.hard", spec["hard"] ?? .emptyObject, &errors)
        let resources = spec.map("hard").map(\.key).sorted()
        checkScopes(spec, resources, &errors)
        if let selector = spec["scopeSelector"], !selector.isNull { checkSelector(spec, selector, resources, &errors) }
    }

    private static func checkScopes(_ spec: JSONValue, _ resources: [String], _ errors: inout FieldErrors) {
        let given = spec.texts("scopes")
        let shown = spec["scopes"].orNull
        for scope in given {
            if !scopes.contains(scope) { errors.invalid("spec.scopes", shown, "unsupported scope") }
            for resource in resources where ResourceNameRules.isQuota(resource) && !applies(scope, to: resource) {
                errors.invalid("spec.scopes", shown, "unsupported scope applied to resource")
            }
        }
        checkConflicts("spec.scopes", Set(given), shown, &errors)
    }

    private static func checkConflicts(
        _ path: String, _ given: Set<String>, _ shown: JSONValue, _ errors: inout FieldErrors
    ) {
        for pair in [["BestEffort", "NotBestEffort"], ["Terminating", "NotTerminating"]] where given.isSuperset(of: pair) {
            errors.invalid(path, shown, "conflicting scopes")
        }
    }

    private static func checkSelector(
        _ spec: JSONValue, _ selector: JSONValue, _ resources: [String], _ errors: inout FieldErrors
    ) {
        let path = "spec.scopeSelector.matchExpressions"
        let expressions = selector.list("matchExpressions")
        for expression in expressions {
            let scope = expression.text("scopeName")
            if !scopes.contains(scope) { errors.invalid("\(path).scopeName", .string(scope), "unsupported scope") }
            for resource in resources where ResourceNameRules.isQuota(resource) && !applies(scope, to: resource) {
                errors.invalid(path, shown(expressions), "unsupported scope applied to resource")
            }
            checkOperator(path, scope, expression, &errors)
        }
        checkConflicts(path, Set(expressions.map { $0.text("scopeName") }), spec["scopes"].orNull, &errors)
    }

    private static func checkOperator(
        _ path: String, _ scope: String, _ expression: JSONValue, _ errors: inout FieldErrors
    ) {
        let operation = expression.text("operator")
        let values = expression.list("values")
        if !["PriorityClass", "VolumeAttributesClass"].contains(scope), scopes.contains(scope), operation != "Exists" {
            errors.invalid(
                "\(path).operator", .string(operation),
                "must be 'Exists' when scope is any of ResourceQuotaScopeTerminating, ResourceQuotaScopeNotTerminating, "
                    + "ResourceQuotaScopeBestEffort, ResourceQuotaScopeNotBestEffort or "
                    + "ResourceQuotaScopeCrossNamespacePodAffinity")
        }
        switch operation {
        case "In", "NotIn":
            if values.isEmpty {
                errors.required(
                    "\(path).values", "must be at least one value when `operator` is 'In' or 'NotIn' for scope selector")
            }
        case "Exists", "DoesNotExist":
            if !values.isEmpty {
                errors.invalid(
                    "\(path).values", .array(values),
                    "must be no value when `operator` is 'Exist' or 'DoesNotExist' for scope selector")
            }
        default: errors.invalid("\(path).operator", .string(operation), "not a valid selector operator")
        }
    }

    /// Kubernetes shows a selector with the names of its own fields.
    private static func shown(_ expressions: [JSONValue]) -> JSONValue {
        let terms = expressions.map { expression -> JSONValue in
            [
                "ScopeName": .string(expression.text("scopeName")), "Operator": .string(expression.text("operator")),
                "Values": expression["values"].orNull,
            ]
        }
        return ["MatchExpressions": .array(terms)]
    }

    /// Whether a scope says anything of a resource.
    private static func applies(_ scope: String, to resource: String) -> Bool {
        switch scope {
        case "Terminating", "NotTerminating", "NotBestEffort", "PriorityClass", "CrossNamespacePodAffinity":
            compute.contains(resource)
        case "BestEffort": resource == "pods"
        case "VolumeAttributesClass":
            ["persistentvolumeclaims", "requests.storage"].contains(resource)
        default: true
        }
    }
}
