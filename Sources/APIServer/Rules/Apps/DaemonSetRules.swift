import JSON

/// DaemonSets: defaults, the generation of the template, checks.
enum DaemonSetRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules.workload(status: emptyStatus)
        rules.applyDefaults = applyDefaults
        rules.prepareForCreate = { object in
            object["status"] = emptyStatus
            object.edit("metadata") { $0["generation"] = 1 }
            setTemplateGeneration(&object, max(templateGeneration(object), 1))
        }
        rules.prepareForUpdate = { object, old in
            object.copy("status", from: old)
            let hasNewTemplate = object[path: "spec", "template"].orNull != old[path: "spec", "template"].orNull
            let before = templateGeneration(old)
            setTemplateGeneration(&object, hasNewTemplate ? before.addingReportingOverflow(1).partialValue : before)
            Generation.raise(&object, old, ifChanged: ["spec"])
        }
        rules.check(passes: [.whole, .change]) { validate($0, $1, &$2) }
        rules.warnings = { PodWarnings.template("spec.template", $0, $1) }
        return rules
    }()

    private static let emptyStatus: JSONValue = [
        "currentNumberScheduled": 0, "numberMisscheduled": 0, "desiredNumberScheduled": 0, "numberReady": 0,
    ]

    private static let generationKey = "deprecated.daemonset.template.generation"

    private static func templateGeneration(_ object: JSONValue) -> Int64 {
        object[path: "metadata", "annotations", generationKey]?.stringValue.flatMap { Int64($0) } ?? 0
    }

    private static func setTemplateGeneration(_ object: inout JSONValue, _ generation: Int64) {
        object[path: ["metadata", "annotations", generationKey]] = .string(String(generation))
    }

    private static func applyDefaults(_ object: inout JSONValue) {
        setTemplateGeneration(&object, templateGeneration(object))
        object.edit("spec") { spec in
            spec.edit("updateStrategy") { strategy in
                guard strategy.text("type") == "RollingUpdate" else { return }
                if !strategy.has("rollingUpdate") { strategy["rollingUpdate"] = .emptyObject }
                strategy.edit("rollingUpdate") { update in
                    if !update.has("maxUnavailable") { update["maxUnavailable"] = 1 }
                    if !update.has("maxSurge") { update["maxSurge"] = 0 }
                }
            }
            spec.edit("template", PodDefaults.apply(toTemplate:))
        }
    }

    // MARK: Checks

    private static let kind = WorkloadValidation.Kind(name: "daemonset", owner: "DaemonSet")

    private static func validate(_ object: JSONValue, _ old: JSONValue?, _ errors: inout FieldErrors) {
        WorkloadValidation.checkCounts(
            object, old,
            [
                "currentNumberScheduled", "numberMisscheduled", "desiredNumberScheduled", "numberReady", "observedGeneration",
                "updatedNumberScheduled", "numberAvailable", "numberUnavailable", "collisionCount",
            ], into: &errors)
        let spec = object["spec"] ?? .emptyObject
        if let old, old["spec"] == spec { return }
        checkSpec(spec, &errors)
        if let old {
            // A change is looked at once more.
            checkSpec(spec, &errors)
            errors.checkImmutable("spec.selector", spec["selector"], old[path: "spec", "selector"], as: "Selector")
        }
    }

    private static func checkSpec(_ spec: JSONValue, _ errors: inout FieldErrors) {
        checkSelector(spec, &errors)
        let template = spec["template"] ?? .emptyObject
        PodValidation.checkTemplate("spec.template", template, into: &errors)
        WorkloadValidation.checkRestart(template, kind, into: &errors)
        errors.checkNotNegative("spec.minReadySeconds", spec["minReadySeconds"])
        checkStrategy(spec["updateStrategy"] ?? .emptyObject, &errors)
        errors.checkNotNegative("spec.revisionHistoryLimit", spec["revisionHistoryLimit"])
    }

    private static func checkSelector(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let selector = spec["selector"].orNull
        LabelSelectorRules.check("spec.selector", selector, into: &errors)
        let template = spec["template"] ?? .emptyObject
        let labels = WorkloadValidation.labels(template)
        WorkloadValidation.checkLabels(template, match: LabelSelectorRules.matches(selector, labels: labels), &errors)
        if !selector.isNull, LabelSelectorRules.isEmpty(selector) {
            errors.invalid(
                "spec.selector", InternalForm.core.shown(selector, as: "Selector"),
                "empty selector is invalid for daemonset")
        }
    }

    private static func checkStrategy(_ strategy: JSONValue, _ errors: inout FieldErrors) {
        switch strategy.text("type") {
        case "OnDelete": return
        case "RollingUpdate": break
        default:
            errors.notSupported("spec.updateStrategy", WorkloadValidation.shown(strategy), ["RollingUpdate", "OnDelete"])
            return
        }
        let path = "spec.updateStrategy.rollingUpdate"
        let update = strategy["rollingUpdate"] ?? .emptyObject
        for key in ["maxUnavailable", "maxSurge"] { errors.checkShare("\(path).\(key)", update[key]) }
        for key in ["maxUnavailable", "maxSurge"] { errors.checkAtMostAll("\(path).\(key)", update[key]) }
        let hasUnavailable = WorkloadValidation.amount(update["maxUnavailable"]) != 0
        let hasSurge = WorkloadValidation.amount(update["maxSurge"]) != 0
        if hasUnavailable, hasSurge {
            errors.invalid("\(path).maxSurge", update["maxSurge"].orNull, "may not be set when maxUnavailable is non-zero")
        } else if !hasUnavailable, !hasSurge {
            errors.required("\(path).maxUnavailable", "cannot be 0 when maxSurge is 0")
        }
    }
}
