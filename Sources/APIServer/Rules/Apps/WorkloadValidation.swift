import JSON

/// The checks that kinds which make Pods from a template have in common.
enum WorkloadValidation {
    /// What differs from kind to kind.
    struct Kind {
        /// As in "empty selector is invalid for …".
        let name: String
        /// As in "activeDeadlineSeconds in … is not Supported".
        let owner: String
        /// Volumes the kind adds to the template's own.
        var claims: [String] = []
    }

    /// A selector of labels that must be given and must match the template.
    static func checkSelector(_ spec: JSONValue, _ kind: Kind, into errors: inout FieldErrors) {
        guard let selector = spec["selector"], !selector.isNull else {
            errors.required("spec.selector")
            return
        }
        LabelSelectorRules.check("spec.selector", selector, into: &errors)
        if LabelSelectorRules.isEmpty(selector) {
            errors.invalid(
                "spec.selector", InternalForm.core.shown(selector, as: "Selector"),
                "empty selector is invalid for \(kind.name)")
        }
    }

    static func checkTemplate(_ spec: JSONValue, _ kind: Kind, into errors: inout FieldErrors) {
        let template = spec["template"] ?? .emptyObject
        let selector = spec["selector"]
        let selectsAll = selector.map { !$0.isNull && LabelSelectorRules.isEmpty($0) } ?? false
        if !selectsAll { checkLabels(template, match: LabelSelectorRules.matches(selector, labels: labels(template)), &errors) }
        PodValidation.checkTemplate("spec.template", template, claims: kind.claims, into: &errors)
        checkRestart(template, kind, into: &errors)
    }

    static func labels(_ template: JSONValue) -> JSONValue? { template[path: "metadata", "labels"] }

    static func checkLabels(_ template: JSONValue, match: Bool, _ errors: inout FieldErrors) {
        guard !match else { return }
        errors.invalid(
            "spec.template.metadata.labels", labels(template).orNull.inKeyOrder, "`selector` does not match template `labels`")
    }

    /// Pods that are replaced when they end restart their containers and have no deadline.
    static func checkRestart(_ template: JSONValue, _ kind: Kind, into errors: inout FieldErrors) {
        errors.checkOneOf("spec.template.spec.restartPolicy", template.text(path: "spec", "restartPolicy"), ["Always"])
        if template[path: "spec", "activeDeadlineSeconds"].map({ !$0.isNull }) ?? false {
            errors.forbidden(
                "spec.template.spec.activeDeadlineSeconds", "activeDeadlineSeconds in \(kind.owner) is not Supported")
        }
    }

    /// The number in a count or percentage.
    static func amount(_ value: JSONValue?) -> Int64 {
        if let count = value?.intValue { return count }
        let text = value?.stringValue ?? ""
        return Int64(text.hasSuffix("%") ? String(text.dropLast()) : text) ?? 0
    }

    /// An update strategy of a kind Kubernetes shows with the names of its own fields.
    static func shown(_ strategy: JSONValue) -> JSONValue {
        let update = strategy["rollingUpdate"].orNull
        let fields = (update.objectValue?.members ?? []).map { member in
            JSONObject.Member(key: member.key.prefix(1).uppercased() + member.key.dropFirst(), value: member.value)
        }
        return [
            "Type": .string(strategy.text("type")), "RollingUpdate": update.isNull ? .null : .object(JSONObject(fields)),
        ]
    }

    /// The counts of a status: none below zero, the parts not above the whole.
    static func checkCounts(
        _ object: JSONValue, _ old: JSONValue?, _ counts: [String], parts: [String] = [], into errors: inout FieldErrors
    ) {
        let status = object["status"] ?? .emptyObject
        guard let old, old["status"].orNull != status else { return }
        func count(_ key: String) -> Int64 { status[key]?.intValue ?? 0 }
        for key in counts { errors.checkNotNegative("status.\(key)", status[key]) }
        for key in parts where count(key) > count("replicas") {
            errors.invalid("status.\(key)", .int(count(key)), "cannot be greater than status.replicas")
        }
        if parts.contains("availableReplicas"), count("availableReplicas") > count("readyReplicas") {
            errors.invalid("status.availableReplicas", .int(count("availableReplicas")), "cannot be greater than readyReplicas")
        }
        if let before = old[path: "status", "collisionCount"]?.intValue, count("collisionCount") < before {
            errors.invalid("status.collisionCount", .int(count("collisionCount")), "cannot be decremented")
        }
    }
}
