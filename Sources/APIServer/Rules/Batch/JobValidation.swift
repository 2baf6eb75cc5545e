import JSON

/// The checks of Jobs and of the Jobs that CronJobs start.
enum JobValidation {
    static func check(_ job: JSONValue, _ old: JSONValue?, into errors: inout FieldErrors) {
        let spec = job["spec"] ?? .emptyObject
        if let old {
            if old["status"] != job["status"] { JobStatusValidation.check(job, old, into: &errors) }
            if old["spec"] == spec { return }
        }
        checkGeneratedSelector(job, spec, &errors)
        checkWhole(spec, &errors)
        checkHostNames(job, spec, &errors)
        if let old {
            // A change is looked at once more.
            checkWhole(spec, &errors)
            JobUpdateRules.check(spec, old, into: &errors)
        }
    }

    private static func checkWhole(_ spec: JSONValue, _ errors: inout FieldErrors) {
        checkSpec("spec", spec, into: &errors)
        checkSelector(spec, &errors)
    }

    private static func checkGeneratedSelector(_ job: JSONValue, _ spec: JSONValue, _ errors: inout FieldErrors) {
        guard spec["manualSelector"]?.boolValue != true, let selector = spec["selector"], !selector.isNull else { return }
        let name = job.text(path: "metadata", "name")
        let uid = job.text(path: "metadata", "uid")
        let expected = [
            ("controller-uid", uid), ("job-name", name), (JobRules.controllerLabel, uid), ("batch.kubernetes.io/job-name", name),
        ]
        let labels = spec[path: "template", "metadata", "labels"].orNull
        for (key, value) in expected {
            let path = "spec.template.metadata.labels[\(key)]"
            if labels[key] == nil {
                errors.required(path, "must be '\(value)'")
            } else if labels.text(key) != value {
                errors.invalid(path, labels.inKeyOrder, "must be '\(value)'")
            }
        }
        let made = JSONObject(expected.map { JSONObject.Member(key: $0.0, value: .string($0.1)) })
        if !LabelSelectorRules.matches(selector, labels: .object(made)) {
            errors.invalid(
                "spec.selector", InternalForm.core.shown(selector, as: "Selector"), "`selector` not auto-generated")
        }
    }

    private static func checkSelector(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let selector = spec["selector"].orNull
        if selector.isNull {
            errors.required("spec.selector")
        } else {
            LabelSelectorRules.check("spec.selector", selector, into: &errors)
        }
        let template = spec["template"] ?? .emptyObject
        let labels = WorkloadValidation.labels(template)
        WorkloadValidation.checkLabels(template, match: LabelSelectorRules.matches(selector, labels: labels), &errors)
    }

    /// Pods of an indexed Job are named after their number.
    private static func checkHostNames(_ job: JSONValue, _ spec: JSONValue, _ errors: inout FieldErrors) {
        guard spec.text("completionMode") == "Indexed", let completions = spec["completions"]?.intValue, completions > 0 else {
            return
        }
        let name = job.text(path: "metadata", "name")
        let last = "\(name)-\(completions - 1)"
        if !NameRules.dns1123Label(last).isEmpty {
            errors.invalid("metadata.name", .string(name), "will not able to create pod with invalid DNS label: \(last)")
        }
    }

    // MARK: Spec

    static func checkSpec(_ path: String, _ spec: JSONValue, into errors: inout FieldErrors) {
        for key in [
            "parallelism", "completions", "activeDeadlineSeconds", "backoffLimit", "ttlSecondsAfterFinished",
            "backoffLimitPerIndex", "maxFailedIndexes",
        ] { errors.checkNotNegative("\(path).\(key)", spec[key]) }
        if spec.has("maxFailedIndexes"), !spec.has("backoffLimitPerIndex") {
            errors.required("\(path).backoffLimitPerIndex", "when maxFailedIndexes is specified")
        }
        if let manager = spec["managedBy"]?.stringValue {
            errors.checkDomainPath("\(path).managedBy", manager)
            if manager.utf8.count > 63 { errors.tooLong("\(path).managedBy", 63) }
        }
        checkMode(path, spec, &errors)
        JobPolicyValidation.check(path, spec, into: &errors)
        if let policy = spec["podReplacementPolicy"]?.stringValue {
            let allowed = spec.has("podFailurePolicy") ? ["Failed"] : ["Failed", "TerminatingOrFailed"]
            errors.checkOneOf("\(path).podReplacementPolicy", policy, allowed)
        }
        let template = spec["template"] ?? .emptyObject
        PodValidation.checkTemplate("\(path).template", template, into: &errors)
        checkRestart("\(path).template.spec.restartPolicy", template.text(path: "spec", "restartPolicy"), spec, &errors)
    }

    private static func checkRestart(
        _ path: String, _ policy: String, _ spec: JSONValue, _ errors: inout FieldErrors
    ) {
        switch policy {
        case "", "Always": errors.required(path, "valid values: \"OnFailure\", \"Never\"")
        case "OnFailure" where spec.has("podFailurePolicy"):
            errors.invalid(path, .string(policy), "only \"Never\" is supported when podFailurePolicy is specified")
        default: errors.checkOneOf(path, policy, ["OnFailure", "Never"])
        }
    }

    private static func checkMode(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let mode = spec.text("completionMode")
        switch mode {
        case "Indexed": checkIndexed(path, spec, &errors)
        case "", "NonIndexed":
            for key in ["backoffLimitPerIndex", "maxFailedIndexes"] where spec.has(key) {
                errors.invalid("\(path).\(key)", spec[key].orNull, "requires indexed completion mode")
            }
        default: errors.checkOneOf("\(path).completionMode", mode, ["NonIndexed", "Indexed"])
        }
    }

    private static func checkIndexed(_ path: String, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let completions = spec["completions"]?.intValue
        let parallelism = spec["parallelism"]?.intValue ?? 0
        let failures = spec["maxFailedIndexes"]?.intValue
        if completions == nil { errors.required("\(path).completions", "when completion mode is Indexed") }
        if parallelism > 100_000 {
            errors.invalid(
                "\(path).parallelism", .int(parallelism),
                "must be less than or equal to 100000 when completion mode is Indexed")
        }
        if let completions, let failures, failures > completions {
            errors.invalid("\(path).maxFailedIndexes", .int(failures), "must be less than or equal to completions")
        }
        if let failures, failures > 100_000 {
            errors.invalid("\(path).maxFailedIndexes", .int(failures), "must be less than or equal to 100000")
        }
        guard let completions, completions > 100_000, spec.has("backoffLimitPerIndex") else { return }
        if failures == nil {
            errors.required("\(path).maxFailedIndexes", "must be specified when completions is above 100000")
        }
        let text =
            "must be less than or equal to 10000 when completions are above 100000 and used with backoff limit per index"
        if parallelism > 10_000 { errors.invalid("\(path).parallelism", .int(parallelism), text) }
        if let failures, failures > 10_000 { errors.invalid("\(path).maxFailedIndexes", .int(failures), text) }
    }
}
