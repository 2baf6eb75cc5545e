import JSON

/// ReplicationControllers: defaults and checks.
enum ReplicationControllerRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules.workload(status: ["replicas": 0])
        rules.applyDefaults = applyDefaults
        rules.check(passes: [.whole, .change]) { validate($0, $1, &$2) }
        rules.warnings = { object, old in
            guard let old else { return PodWarnings.nameOfOwner(object) + PodWarnings.template("spec.template", object, nil) }
            // Kubernetes looks at the template that was there.
            let hasChanged = old[path: "metadata", "generation"] != object[path: "metadata", "generation"]
            return hasChanged ? PodWarnings.template("spec.template", old, nil) : []
        }
        rules.fieldSelectors = ["status.replicas": { String($0[path: "status", "replicas"]?.intValue ?? 0) }]
        return rules
    }()

    /// Labels and selector follow the labels of the template where they are not given.
    private static func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in spec.edit("template", PodDefaults.apply(toTemplate:)) }
        guard let labels = object[path: "spec", "template", "metadata", "labels"], labels.objectValue?.isEmpty == false else {
            return
        }
        if object[path: "spec", "selector"]?.objectValue?.isEmpty ?? true { object[path: ["spec", "selector"]] = labels }
        if object[path: "metadata", "labels"]?.objectValue?.isEmpty ?? true { object[path: ["metadata", "labels"]] = labels }
    }

    // MARK: Checks

    private static let kind = WorkloadValidation.Kind(name: "replicationcontroller", owner: "ReplicationController")

    private static func validate(_ object: JSONValue, _ old: JSONValue?, _ errors: inout FieldErrors) {
        WorkloadValidation.checkCounts(
            object, old, ReplicaSetRules.counts, parts: ["fullyLabeledReplicas", "readyReplicas", "availableReplicas"],
            into: &errors)
        let spec = object["spec"] ?? .emptyObject
        if let old, old["spec"] == spec { return }
        checkSpec(spec, &errors)
        // Kubernetes looks twice.
        if old != nil { checkSpec(spec, &errors) }
    }

    private static func checkSpec(_ spec: JSONValue, _ errors: inout FieldErrors) {
        errors.checkNotNegative("spec.minReadySeconds", spec["minReadySeconds"])
        let selector = spec.map("selector")
        if selector.isEmpty { errors.required("spec.selector") }
        errors.checkNotNegative("spec.replicas", spec["replicas"])
        guard let template = spec["template"], !template.isNull else { return errors.required("spec.template") }
        let labels = WorkloadValidation.labels(template)
        let match = selector.allSatisfy { labels?[$0.key]?.stringValue == $0.value.stringValue }
        WorkloadValidation.checkLabels(template, match: match, &errors)
        PodValidation.checkTemplate("spec.template", template, into: &errors)
        WorkloadValidation.checkRestart(template, kind, into: &errors)
    }
}
