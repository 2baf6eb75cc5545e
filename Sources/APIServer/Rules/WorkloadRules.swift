import JSON

/// Deployments and ReplicaSets.
enum WorkloadRules {
    static let deployment: ResourceRules = {
        var rules = StatusRules.separating(initial: .emptyObject, generation: ["spec"])
        rules.prepareForUpdate = { object, old in
            object.copy("status", from: old)
            let annotations = object[path: "metadata", "annotations"].orNull
            Generation.raise(&object, old, ifChanged: ["spec"], or: annotations != old[path: "metadata", "annotations"].orNull)
        }
        rules.prepareForStatusUpdate = { object, old in
            let annotations = object[path: "metadata", "annotations"]
            StatusRules.keepAllButStatus(&object, old)
            // The controller notes the revision together with the status; that is no change of what is wanted.
            object.edit("metadata") { $0["annotations"] = annotations }
        }
        rules.applyDefaults = applyDeploymentDefaults
        rules.validate = { validateDeployment($0, $1) }
        return rules
    }()

    static let replicaSet: ResourceRules = {
        var rules = StatusRules.separating(initial: ["replicas": 0], generation: ["spec"])
        rules.applyDefaults = { object in
            object.edit("spec") { spec in
                if !spec.has("replicas") { spec["replicas"] = 1 }
                spec.edit("template", PodDefaults.apply(toTemplate:))
            }
        }
        rules.validate = { validateReplicaSet($0, $1) }
        rules.fieldSelectors = ["status.replicas": { String($0[path: "status", "replicas"]?.intValue ?? 0) }]
        return rules
    }()

    static let podTemplate: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { $0.edit("template", PodDefaults.apply(toTemplate:)) }
        rules.validate = { object, old in
            var errors = FieldErrors()
            MetadataRules.check(object, old, isNamespaced: true, name: NameRules.dns1123Subdomain, into: &errors)
            PodValidation.checkTemplate("template", object["template"] ?? .emptyObject, into: &errors)
            return errors.all
        }
        return rules
    }()

    // MARK: Deployment

    private static func applyDeploymentDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            for (key, value) in [("replicas", 1), ("revisionHistoryLimit", 10), ("progressDeadlineSeconds", 600)]
            where !spec.has(key) {
                spec[key] = .int(Int64(value))
            }
            if !spec.has("strategy") { spec["strategy"] = .emptyObject }
            spec.edit("strategy") { strategy in
                strategy.fill("type", "RollingUpdate")
                guard strategy.text("type") == "RollingUpdate" else { return }
                if !strategy.has("rollingUpdate") { strategy["rollingUpdate"] = .emptyObject }
                strategy.edit("rollingUpdate") { update in
                    for key in ["maxUnavailable", "maxSurge"] where !update.has(key) { update[key] = "25%" }
                }
            }
            spec.edit("template", PodDefaults.apply(toTemplate:))
        }
    }

    private static func validateDeployment(_ object: JSONValue, _ old: JSONValue?) -> [FieldError] {
        var errors = FieldErrors()
        MetadataRules.check(object, old, isNamespaced: true, name: NameRules.dns1123Subdomain, into: &errors)
        let spec = object["spec"] ?? .emptyObject
        if let old, old["spec"] == spec { return errors.all }
        errors.checkNotNegative("spec.replicas", spec["replicas"])
        checkSelectorAndTemplate(spec, kind: "deployment", &errors)
        checkStrategy(spec["strategy"] ?? .emptyObject, &errors)
        for key in ["minReadySeconds", "revisionHistoryLimit", "progressDeadlineSeconds"] {
            errors.checkNotNegative("spec.\(key)", spec[key])
        }
        if let deadline = spec["progressDeadlineSeconds"], let seconds = deadline.intValue,
            seconds <= spec["minReadySeconds"]?.intValue ?? 0
        {
            errors.invalid("spec.progressDeadlineSeconds", deadline, "must be greater than minReadySeconds")
        }
        if let old { errors.checkImmutable("spec.selector", spec["selector"], old[path: "spec", "selector"]) }
        return errors.all
    }

    private static func checkStrategy(_ strategy: JSONValue, _ errors: inout FieldErrors) {
        let path = "spec.strategy"
        switch strategy.text("type") {
        case "Recreate":
            if strategy.has("rollingUpdate") {
                errors.forbidden("\(path).rollingUpdate", "may not be specified when strategy `type` is 'Recreate'")
            }
        case "RollingUpdate":
            let update = strategy["rollingUpdate"] ?? .emptyObject
            for key in ["maxUnavailable", "maxSurge"] { checkShare("\(path).rollingUpdate.\(key)", update[key], &errors) }
            if isZero(update["maxUnavailable"]), isZero(update["maxSurge"]) {
                errors.invalid(
                    "\(path).rollingUpdate.maxUnavailable", update["maxUnavailable"].orNull,
                    "may not be 0 when `maxSurge` is 0")
            }
        case let type: errors.checkOneOf("\(path).type", type, ["Recreate", "RollingUpdate"])
        }
    }

    /// A count or a percentage.
    private static func checkShare(_ path: String, _ value: JSONValue?, _ errors: inout FieldErrors) {
        switch value {
        case .string(let text)?:
            let digits = text.utf8.dropLast()
            guard text.hasSuffix("%"), !digits.isEmpty, digits.allSatisfy({ (0x30...0x39).contains($0) }) else {
                errors.invalid(
                    path, .string(text),
                    "a valid percent string must be a numeric string followed by an ending '%' (e.g. '1%',  or '93%', regex used "
                        + "for validation is '[0-9]+%')")
                return
            }
        case let value?: errors.checkNotNegative(path, value)
        case nil: break
        }
    }

    private static func isZero(_ value: JSONValue?) -> Bool { value?.intValue == 0 || value?.stringValue == "0%" }

    // MARK: ReplicaSet

    private static func validateReplicaSet(_ object: JSONValue, _ old: JSONValue?) -> [FieldError] {
        var errors = FieldErrors()
        MetadataRules.check(object, old, isNamespaced: true, name: NameRules.dns1123Subdomain, into: &errors)
        let spec = object["spec"] ?? .emptyObject
        if let old, old["spec"] == spec { return errors.all }
        for key in ["replicas", "minReadySeconds"] { errors.checkNotNegative("spec.\(key)", spec[key]) }
        checkSelectorAndTemplate(spec, kind: "replicaset", &errors)
        if let old { errors.checkImmutable("spec.selector", spec["selector"], old[path: "spec", "selector"]) }
        return errors.all
    }

    // MARK: Both

    private static func checkSelectorAndTemplate(_ spec: JSONValue, kind: String, _ errors: inout FieldErrors) {
        let selector = spec["selector"]
        if let selector, !selector.isNull {
            LabelSelectorRules.check("spec.selector", selector, into: &errors)
            if LabelSelectorRules.isEmpty(selector) {
                errors.invalid("spec.selector", selector, "empty selector is invalid for \(kind)")
            }
        } else {
            errors.required("spec.selector")
        }
        let template = spec["template"] ?? .emptyObject
        let labels = template[path: "metadata", "labels"]
        let selectsAll = selector.map { !$0.isNull && LabelSelectorRules.isEmpty($0) } ?? false
        if !selectsAll, !LabelSelectorRules.matches(selector, labels: labels) {
            errors.invalid("spec.template.metadata.labels", labels.orNull, "`selector` does not match template `labels`")
        }
        PodValidation.checkTemplate("spec.template", template, into: &errors)
        let policy = template.text(path: "spec", "restartPolicy")
        if ["OnFailure", "Never"].contains(policy) {
            errors.checkOneOf("spec.template.spec.restartPolicy", policy, ["Always"])
        }
        if template[path: "spec", "activeDeadlineSeconds"].map({ !$0.isNull }) ?? false {
            errors.forbidden("spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in ReplicaSet is not Supported")
        }
    }
}
