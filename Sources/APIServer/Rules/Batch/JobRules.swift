import JSON

/// Jobs: defaults, the selector and labels that the server makes, checks.
enum JobRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules.workload(status: .emptyObject)
        rules.applyDefaults = applyDefaults
        rules.prepareForCreate = { object in
            object["status"] = .emptyObject
            object.edit("metadata") { $0["generation"] = 1 }
            makeSelector(&object)
            takeLabelsOfTemplate(&object)
        }
        rules.check(passes: [.whole, .change]) { JobValidation.check($0, $1, into: &$2) }
        rules.warnings = { job, old in
            let names = old == nil ? PodWarnings.nameOfOwner(job) : []
            return names + warnings(job, old) + PodWarnings.template("spec.template", job, old)
        }
        rules.fieldSelectors = [
            "status.successful": { String($0[path: "status", "succeeded"]?.intValue ?? 0) }
        ]
        return rules
    }()

    private static func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            if !spec.has("completions"), !spec.has("parallelism") { spec["completions"] = 1 }
            let hasIndexLimit = spec.has("backoffLimitPerIndex")
            let defaults: [(String, JSONValue)] = [
                ("parallelism", 1), ("backoffLimit", hasIndexLimit ? .int(Int64(Int32.max)) : 6),
                ("completionMode", "NonIndexed"), ("suspend", false), ("manualSelector", false),
                ("podReplacementPolicy", spec.has("podFailurePolicy") ? "Failed" : "TerminatingOrFailed"),
            ]
            for (key, value) in defaults where !spec.has(key) { spec[key] = value }
            applyFailurePolicyDefaults(&spec)
            spec.edit("template", PodDefaults.apply(toTemplate:))
        }
        takeLabelsOfTemplate(&object)
    }

    static func applyFailurePolicyDefaults(_ spec: inout JSONValue) {
        spec.edit("podFailurePolicy") { policy in
            policy.editEach("rules") { rule in rule.editEach("onPodConditions") { $0.fill("status", "True") } }
        }
    }

    /// Of more numbers than a controller can keep count of.
    private static func warnings(_ job: JSONValue, _ old: JSONValue?) -> [String] {
        let spec = job["spec"] ?? .emptyObject
        guard old?["spec"] != spec, spec.text("completionMode") == "Indexed", spec["completions"]?.intValue ?? 0 > 100_000,
            spec["parallelism"]?.intValue ?? 0 > 10_000
        else { return [] }
        return [
            "spec: In Indexed Jobs with a number of completions higher than 10^5 and a parallelism higher than 10^4, Kubernetes "
                + "might not be able to track completedIndexes when a big number of indexes fail"
        ]
    }

    private static func takeLabelsOfTemplate(_ object: inout JSONValue) {
        guard object[path: "metadata", "labels"]?.objectValue?.isEmpty ?? true,
            let labels = object[path: "spec", "template", "metadata", "labels"], labels.objectValue?.isEmpty == false
        else { return }
        object[path: ["metadata", "labels"]] = labels
    }

    static let controllerLabel = "batch.kubernetes.io/controller-uid"

    /// Labels that no other Job's Pods have, and a selector for them; nothing with `manualSelector`.
    private static func makeSelector(_ object: inout JSONValue) {
        guard object[path: "spec", "manualSelector"]?.boolValue != true else { return }
        let name = object.text(path: "metadata", "name")
        let uid = object.text(path: "metadata", "uid")
        let labels = [
            ("batch.kubernetes.io/job-name", name), ("job-name", name), (controllerLabel, uid), ("controller-uid", uid),
        ]
        for (key, value) in labels {
            let place = ["spec", "template", "metadata", "labels", key]
            if object[path: place] == nil { object[path: place] = .string(value) }
        }
        let place = ["spec", "selector", "matchLabels", controllerLabel]
        if object[path: place] == nil { object[path: place] = .string(uid) }
    }
}
