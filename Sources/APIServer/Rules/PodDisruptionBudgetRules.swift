import JSON

/// PodDisruptionBudgets.
enum PodDisruptionBudgetRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules.workload(
            status: ["disruptionsAllowed": 0, "currentHealthy": 0, "desiredHealthy": 0, "expectedPods": 0])
        rules.check(name: NameRules.pathSegment, passes: [], statusPasses: []) { object, old, errors in
            if let old, old["status"] != object["status"] { checkStatus(object["status"] ?? .emptyObject, &errors) }
            let spec = object["spec"] ?? .emptyObject
            if old?["spec"] != spec { checkSpec(spec, &errors) }
        }
        return rules
    }()

    private static func checkSpec(_ spec: JSONValue, _ errors: inout FieldErrors) {
        if spec.has("minAvailable"), spec.has("maxUnavailable") {
            let shown: JSONValue = [
                "MinAvailable": spec["minAvailable"].orNull, "Selector": spec["selector"].orNull,
                "MaxUnavailable": spec["maxUnavailable"].orNull,
                "UnhealthyPodEvictionPolicy": spec["unhealthyPodEvictionPolicy"].orNull,
            ]
            errors.invalid("spec", shown, "minAvailable and maxUnavailable cannot be both set")
        }
        for key in ["minAvailable", "maxUnavailable"] {
            errors.checkShare("spec.\(key)", spec[key])
            errors.checkAtMostAll("spec.\(key)", spec[key])
        }
        LabelSelectorRules.check("spec.selector", spec["selector"].orNull, into: &errors)
        if let policy = spec["unhealthyPodEvictionPolicy"]?.stringValue {
            errors.checkOneOf("spec.unhealthyPodEvictionPolicy", policy, ["AlwaysAllow", "IfHealthyBudget"])
        }
    }

    private static func checkStatus(_ status: JSONValue, _ errors: inout FieldErrors) {
        ConditionValidation.check("status.conditions", status.list("conditions"), into: &errors)
        for (key, shown) in [
            ("disruptionsAllowed", "podDisruptionsAllowed"), ("currentHealthy", "currentHealthy"),
            ("desiredHealthy", "desiredHealthy"), ("expectedPods", "expectedPods"),
        ] { errors.checkNotNegative("status.\(shown)", status[key]) }
    }
}
