import JSON

/// Namespaces, Nodes, ServiceAccounts, PriorityClasses and Leases.
enum ClusterRules {
    static let namespace: ResourceRules = {
        var rules = StatusRules.separating(initial: ["phase": "Active"], generation: [])
        rules.applyDefaults = nameLabel
        rules.prepareForCreate = { object in
            nameLabel(&object)
            object["status"] = ["phase": "Active"]
            var finalizers = object[path: "spec", "finalizers"]?.arrayValue ?? []
            if !finalizers.contains("kubernetes") { finalizers.append("kubernetes") }
            object[path: ["spec", "finalizers"]] = .array(finalizers)
        }
        rules.prepareForUpdate = { object, old in
            // The spec holds the finalizers, which only the `finalize` subresource changes.
            object.copy("spec", from: old)
            object.copy("status", from: old)
        }
        rules.validate = { object, old in
            var errors = FieldErrors()
            MetadataRules.check(object, old, isNamespaced: false, name: NameRules.dns1123Label, into: &errors)
            return errors.all
        }
        rules.fieldSelectors = ["status.phase": { $0.text(path: "status", "phase") }]
        return rules
    }()

    /// The label by which selectors find a namespace by its name.
    private static func nameLabel(_ object: inout JSONValue) {
        let name = object.text(path: "metadata", "name")
        if !name.isEmpty { object[path: ["metadata", "labels", "kubernetes.io/metadata.name"]] = .string(name) }
    }

    static let node: ResourceRules = {
        var rules = ResourceRules()
        rules.prepareForUpdate = { object, old in object.copy("status", from: old) }
        rules.prepareForStatusUpdate = { StatusRules.keepAllButStatus(&$0, $1) }
        rules.validate = { validateNode($0, $1) }
        rules.fieldSelectors = [
            "spec.unschedulable": { $0[path: "spec", "unschedulable"]?.boolValue == true ? "true" : "false" }
        ]
        return rules
    }()

    private static func validateNode(_ object: JSONValue, _ old: JSONValue?) -> [FieldError] {
        var errors = FieldErrors()
        MetadataRules.check(object, old, isNamespaced: false, name: NameRules.dns1123Subdomain, into: &errors)
        var taints: Set<String> = []
        for (index, taint) in (object[path: "spec", "taints"]?.arrayValue ?? []).enumerated() {
            let path = "spec.taints[\(index)]"
            errors.checkRequired("\(path).key", taint.text("key"), NameRules.qualifiedName)
            errors.check("\(path).value", taint.text("value"), NameRules.labelValue)
            errors.checkRequiredOneOf("\(path).effect", taint.text("effect"), ["NoSchedule", "PreferNoSchedule", "NoExecute"])
            if !taints.insert("\(taint.text("key")):\(taint.text("effect"))").inserted { errors.duplicate(path, taint) }
        }
        guard let old else { return errors.all }
        for (key, text) in [("podCIDR", "podCIDRs"), ("providerID", "providerID")] {
            let before = old.text(path: "spec", key)
            if !before.isEmpty, object.text(path: "spec", key) != before {
                errors.forbidden("spec.\(text)", "node updates may not change \(key) except from \"\" to valid")
            }
        }
        return errors.all
    }

    static let serviceAccount: ResourceRules = {
        var rules = ResourceRules()
        rules.validate = { object, old in
            var errors = FieldErrors()
            MetadataRules.check(object, old, isNamespaced: true, name: NameRules.dns1123Subdomain, into: &errors)
            return errors.all
        }
        return rules
    }()

    static let priorityClass: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { $0.fill("preemptionPolicy", "PreemptLowerPriority") }
        rules.prepareForCreate = { $0.edit("metadata") { $0["generation"] = 1 } }
        rules.validate = { object, old in
            var errors = FieldErrors()
            MetadataRules.check(object, old, isNamespaced: false, name: NameRules.dns1123Subdomain, into: &errors)
            errors.checkOneOf("preemptionPolicy", object.text("preemptionPolicy"), ["Never", "PreemptLowerPriority"])
            let name = object.text(path: "metadata", "name")
            if let value = object["value"]?.intValue, value > 1_000_000_000, !name.hasPrefix("system-") {
                errors.forbidden("value", "maximum allowed value of a user defined priority is 1000000000")
            }
            if let old, old["value"].orNull != object["value"].orNull {
                errors.forbidden("value", "may not be changed in an update.")
            }
            return errors.all
        }
        return rules
    }()

    static let lease: ResourceRules = {
        var rules = ResourceRules()
        rules.validate = { object, old in
            var errors = FieldErrors()
            MetadataRules.check(object, old, isNamespaced: true, name: NameRules.dns1123Subdomain, into: &errors)
            let spec = object["spec"] ?? .emptyObject
            if let value = spec["leaseDurationSeconds"], let seconds = value.intValue, seconds <= 0 {
                errors.invalid("spec.leaseDurationSeconds", value, "must be greater than 0")
            }
            errors.checkNotNegative("spec.leaseTransitions", spec["leaseTransitions"])
            return errors.all
        }
        return rules
    }()
}
