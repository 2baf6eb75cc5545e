import JSON

/// ReplicaSets: defaults and checks.
enum ReplicaSetRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules.workload(status: ["replicas": 0])
        rules.applyDefaults = { object in
            object.edit("spec") { spec in spec.edit("template", PodDefaults.apply(toTemplate:)) }
        }
        rules.check(passes: [.whole, .change]) { validate($0, $1, &$2) }
        rules.warnings = { PodWarnings.workload($0, $1) }
        rules.fieldSelectors = ["status.replicas": { String($0[path: "status", "replicas"]?.intValue ?? 0) }]
        return rules
    }()

    /// The counts of a status that ReplicaSets and ReplicationControllers share.
    static let counts = ["replicas", "fullyLabeledReplicas", "readyReplicas", "availableReplicas", "observedGeneration"]

    private static let kind = WorkloadValidation.Kind(name: "deployment", owner: "ReplicaSet")

    private static func validate(_ object: JSONValue, _ old: JSONValue?, _ errors: inout FieldErrors) {
        WorkloadValidation.checkCounts(
            object, old, counts, parts: ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"], into: &errors)
        let spec = object["spec"] ?? .emptyObject
        if let old, old["spec"] == spec { return }
        // A change is looked at twice.
        for _ in 0..<(old == nil ? 1 : 2) {
            for key in ["replicas", "minReadySeconds"] { errors.checkNotNegative("spec.\(key)", spec[key]) }
            WorkloadValidation.checkSelector(spec, kind, into: &errors)
            WorkloadValidation.checkTemplate(spec, kind, into: &errors)
        }
        if let old { errors.checkImmutable("spec.selector", spec["selector"], old[path: "spec", "selector"], as: "Selector") }
    }
}

/// PodTemplates.
enum PodTemplateRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { $0.edit("template", PodDefaults.apply(toTemplate:)) }
        rules.prepareForCreate = { $0.edit("metadata") { $0["generation"] = 1 } }
        rules.warnings = { PodWarnings.template("template", $0, $1) }
        rules.prepareForUpdate = { object, old in Generation.raise(&object, old, ifChanged: ["template"]) }
        rules.check { object, _, errors in
            PodValidation.checkTemplate("template", object["template"] ?? .emptyObject, into: &errors)
        }
        return rules
    }()
}
