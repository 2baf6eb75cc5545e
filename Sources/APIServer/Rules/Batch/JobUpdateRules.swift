import JSON

/// What may still change in a Job once it exists.
enum JobUpdateRules {
    static func check(_ spec: JSONValue, _ oldJob: JSONValue, into errors: inout FieldErrors) {
        let old = oldJob["spec"] ?? .emptyObject
        checkCompletions(spec, old, &errors)
        errors.checkImmutable("spec.selector", spec["selector"], old["selector"], as: "Selector")
        checkTemplate(spec, oldJob, &errors)
        func check(_ key: String) { errors.checkImmutable("spec.\(key)", spec[key], old[key]) }
        func check(_ key: String, as type: String) { errors.checkImmutable("spec.\(key)", spec[key], old[key], as: type) }
        check("completionMode")
        check("podFailurePolicy", as: "PodFailurePolicy")
        check("backoffLimitPerIndex")
        check("managedBy")
        check("successPolicy", as: "SuccessPolicy")
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

    /// Where Pods may run can be changed while a Job is suspended and has no Pods left, or never had any; what their
    /// containers need (KEP-5440) while it is suspended and has none left.
    private static func checkTemplate(_ spec: JSONValue, _ oldJob: JSONValue, _ errors: inout FieldErrors) {
        let old = oldJob[path: "spec", "template"] ?? .emptyObject
        let new = spec["template"] ?? .emptyObject
        let isSuspended = oldJob[path: "spec", "suspend"]?.boolValue == true
        let isStopped = isSuspended && hasStopped(oldJob["status"] ?? .emptyObject)
        var allowed = old
        if isStopped || isSuspended && oldJob[path: "status", "startTime"].orNull.isNull {
            takeOverPlacement(of: new, into: &allowed)
        }
        guard isStopped else {
            if !PodUpdateRules.differences(allowed, new, path: "").isEmpty {
                errors.invalid("spec.template", InternalForm.core.shown(podTemplate: new), "field is immutable")
            }
            return
        }
        let wanted = new["spec"] ?? .emptyObject
        allowed.edit("spec") { pod in
            for list in ["containers", "initContainers"] { takeOverResources(list, of: wanted, into: &pod) }
        }
        if !PodUpdateRules.differences(allowed["spec"].orNull, wanted, path: "").isEmpty {
            errors.invalid("spec.template.spec", InternalForm.core.shown(podSpec: wanted), "field is immutable")
        }
    }

    /// Whether the controller has taken note of the suspension, and every Pod is gone.
    private static func hasStopped(_ status: JSONValue) -> Bool {
        status["active"]?.intValue ?? 0 == 0
            && status.list("conditions").contains { $0.text("type") == "Suspended" && $0.text("status") == "True" }
    }

    private static func takeOverPlacement(of new: JSONValue, into template: inout JSONValue) {
        template.edit("spec") { pod in
            let wanted = new["spec"] ?? .emptyObject
            for key in ["nodeSelector", "tolerations", "schedulingGates"] { pod.copy(key, from: wanted) }
            let affinity = wanted[path: "affinity", "nodeAffinity"]
            if affinity != nil || pod.has("affinity") { pod[path: ["affinity", "nodeAffinity"]] = affinity }
        }
        for key in ["annotations", "labels"] { template[path: ["metadata", key]] = new[path: "metadata", key] }
    }

    private static func takeOverResources(_ list: String, of wanted: JSONValue, into pod: inout JSONValue) {
        let containers = wanted.list(list)
        guard containers.count == pod.list(list).count else { return }
        pod.edit(list) { value in
            guard case .array(var elements) = value else { return }
            for (index, container) in containers.enumerated() where elements[index].text("name") == container.text("name") {
                elements[index].copy("resources", from: container)
            }
            value = .array(elements)
        }
    }
}
