import JSON

/// Deployments: defaults, the generation, checks.
enum DeploymentRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules.workload(status: .emptyObject)
        rules.prepareForUpdate = { object, old in
            object.copy("status", from: old)
            let annotations = object[path: "metadata", "annotations"].orNull
            Generation.raise(&object, old, ifChanged: ["spec"], or: annotations != old[path: "metadata", "annotations"].orNull)
        }
        rules.prepareForStatusUpdate = { object, old in
            let labels = old[path: "metadata", "labels"]
            StatusRules.keepSpec(&object, old)
            object.edit("metadata") { $0["labels"] = labels }
        }
        rules.applyDefaults = applyDefaults
        rules.check { validate($0, $1, &$2) }
        rules.warnings = { PodWarnings.workload($0, $1) }
        return rules
    }()

    private static func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            spec.edit("strategy") { strategy in
                guard strategy.text("type") == "RollingUpdate" else { return }
                if !strategy.has("rollingUpdate") { strategy["rollingUpdate"] = .emptyObject }
                strategy.edit("rollingUpdate") { update in
                    for key in ["maxUnavailable", "maxSurge"] where !update.has(key) { update[key] = "25%" }
                }
            }
            spec.edit("template", PodDefaults.apply(toTemplate:))
        }
    }

    private static let kind = WorkloadValidation.Kind(name: "deployment", owner: "ReplicaSet")

    private static func validate(_ object: JSONValue, _ old: JSONValue?, _ errors: inout FieldErrors) {
        WorkloadValidation.checkCounts(
            object, old,
            ["observedGeneration", "replicas", "updatedReplicas", "readyReplicas", "availableReplicas", "unavailableReplicas"],
            parts: ["updatedReplicas", "readyReplicas", "availableReplicas"], into: &errors)
        let spec = object["spec"] ?? .emptyObject
        if let old, old["spec"] == spec { return }
        errors.checkNotNegative("spec.replicas", spec["replicas"])
        WorkloadValidation.checkSelector(spec, kind, into: &errors)
        WorkloadValidation.checkTemplate(spec, kind, into: &errors)
        checkStrategy(spec["strategy"] ?? .emptyObject, &errors)
        for key in ["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"] {
            errors.checkNotNegative("spec.\(key)", spec[key])
        }
        if let deadline = spec["progressDeadlineSeconds"], let seconds = deadline.intValue,
            seconds <= spec["minReadySeconds"]?.intValue ?? 0
        {
            errors.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")
        }
        if let old { errors.checkImmutable("spec.selector", spec["selector"], old[path: "spec", "selector"], as: "Selector") }
    }

    private static func checkStrategy(_ strategy: JSONValue, _ errors: inout FieldErrors) {
        let path = "spec.strategy.rollingUpdate"
        switch strategy.text("type") {
        case "Recreate":
            if strategy.has("rollingUpdate") {
                errors.forbidden(path, "may not be specified when strategy `type` is 'Recreate'")
            }
        case "RollingUpdate":
            let update = strategy["rollingUpdate"] ?? .emptyObject
            for key in ["maxUnavailable", "maxSurge"] { errors.checkShare("\(path).\(key)", update[key]) }
            if ["maxUnavailable", "maxSurge"].allSatisfy({ WorkloadValidation.amount(update[$0]) == 0 }) {
                errors.invalid("\(path).maxUnavailable", update["maxUnavailable"].orNull, "may not be 0 when `maxSurge` is 0")
            }
            errors.checkAtMostAll("\(path).maxUnavailable", update["maxUnavailable"])
        default:
            errors.notSupported("spec.strategy", WorkloadValidation.shown(strategy), ["Recreate", "RollingUpdate"])
        }
    }
}
