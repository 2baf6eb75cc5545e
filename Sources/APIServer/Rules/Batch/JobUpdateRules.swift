import JSON

/// What may still change in a Job once it exists.
enum JobUpdateRules {
    static func check(_ spec: JSONValue, _ oldJob: JSONValue, into errors: inout FieldErrors) {
        let old = oldJob["spec"] ?? .emptyObject
        checkCompletions(spec, old, &errors)
        errors.checkImmutable("spec.selector", spec["selector"], old["selector"])
        checkTemplate(spec, oldJob, &errors)
        for key in ["completionMode", "podFailurePolicy", "backoffLimitPerIndex", "managedBy", "successPolicy"] {
            errors.checkImmutable("spec.\(key)", spec[key], old[key])
        }
    }

    /// An indexed Job may grow and shrink together with its parallelism.
    private static func checkCompletions(_ spec: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        let path = "spec.completions"
        guard spec.text("completionMode") == "Indexed" else {
            return errors.checkImmutable(path, spec["completions"], old["completions"])
        }
        guard let completions = spec["completions"], completions != old["completions"] else { return }
        if completions != spec["parallelism"] {
            errors.invalid(path, completions, "can only be modified in tandem with spec.parallelism")
        }
    }

    /// Where Pods may run can be changed as long as the Job is suspended and has never been started.
    private static func checkTemplate(_ spec: JSONValue, _ oldJob: JSONValue, _ errors: inout FieldErrors) {
        let old = oldJob[path: "spec", "template"] ?? .emptyObject
        let new = spec["template"] ?? .emptyObject
        var allowed = old
        if oldJob[path: "spec", "suspend"]?.boolValue == true, oldJob[path: "status", "startTime"] == nil {
            allowed.edit("spec") { pod in
                let wanted = new["spec"] ?? .emptyObject
                for key in ["nodeSelector", "tolerations", "schedulingGates"] { pod.copy(key, from: wanted) }
                let affinity = wanted[path: "affinity", "nodeAffinity"]
                if affinity != nil || pod.has("affinity") { pod[path: ["affinity", "nodeAffinity"]] = affinity }
            }
            for key in ["annotations", "labels"] { allowed[path: ["metadata", key]] = new[path: "metadata", key] }
        }
        if !PodUpdateRules.differences(allowed, new, path: "").isEmpty {
            errors.invalid("spec.template", new, "field is immutable")
        }
    }
}
