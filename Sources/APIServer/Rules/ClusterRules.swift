import JSON

/// Namespaces, ServiceAccounts, PriorityClasses and Leases.
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
        rules.prepareForStatusUpdate = StatusRules.keepSpec
        rules.check(isNamespaced: false, name: NameRules.dns1123Label, passes: [.whole, .change]) { object, old, errors in
            let finalizers = object["spec"]?.texts("finalizers") ?? []
            for (index, finalizer) in finalizers.enumerated() {
                let path = old == nil ? "spec.finalizers" : "spec.finalizers[\(index)]"
                MetadataRules.checkFinalizer(path, finalizer, into: &errors)
            }
            if let old, old["status"] != object["status"] { checkPhase(object, &errors) }
        }
        rules.fieldSelectors = ["status.phase": { $0.text(path: "status", "phase") }]
        return rules
    }()

    private static func checkPhase(_ namespace: JSONValue, _ errors: inout FieldErrors) {
        let isEnding = !namespace.text(path: "metadata", "deletionTimestamp").isEmpty
        let phase = namespace.text(path: "status", "phase")
        let wanted = isEnding ? "Terminating" : "Active"
        guard phase != wanted else { return }
        errors.invalid(
            "status.Phase", .string(phase),
            "may only be '\(wanted)' if `deletionTimestamp` is \(isEnding ? "not empty" : "empty")")
    }

    /// The label by which selectors find a namespace by its name.
    private static func nameLabel(_ object: inout JSONValue) {
        let name = object.text(path: "metadata", "name")
        if !name.isEmpty { object[path: ["metadata", "labels", "kubernetes.io/metadata.name"]] = .string(name) }
    }

    static let serviceAccount: ResourceRules = {
        var rules = ResourceRules()
        rules.prepareForCreate = keepSecretNames
        rules.prepareForUpdate = { account, _ in keepSecretNames(&account) }
        rules.check(passes: [.change, .whole]) { _, _, _ in }
        rules.warnings = { account, old in
            let key = "kubernetes.io/enforce-mountable-secrets"
            guard account[path: "metadata", "annotations", key] != nil, old?[path: "metadata", "annotations", key] == nil
            else { return [] }
            return [
                "metadata.annotations[\(key)]: deprecated in v1.32+; prefer separate namespaces to isolate access to mounted "
                    + "secrets"
            ]
        }
        return rules
    }()

    /// Secrets are named; nothing else is kept of a reference to one.
    private static func keepSecretNames(_ account: inout JSONValue) {
        account.editEach("secrets") { secret in
            let name = secret["name"]
            secret = .emptyObject
            secret["name"] = name
        }
    }

    static let priorityClass: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { $0.fill("preemptionPolicy", "PreemptLowerPriority") }
        rules.prepareForCreate = { $0.edit("metadata") { $0["generation"] = 1 } }
        rules.check(isNamespaced: false) { object, old, errors in
            let value = object["value"]?.intValue ?? 0
            let name = object.text(path: "metadata", "name")
            if let old {
                if value != old["value"]?.intValue ?? 0 {
                    errors.forbidden("value", "may not be changed in an update.")
                }
                errors.checkImmutable("preemptionPolicy", object["preemptionPolicy"], old["preemptionPolicy"])
                return
            }
            let system: [String: Int64] = ["system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000]
            if name.hasPrefix("system-"), system[name] != value {
                errors.forbidden(
                    "metadata.name",
                    "priority class names with 'system-' prefix are reserved for system use only. error: "
                        + (system[name] == nil
                            ? "\(name) is not a known system priority class"
                            : "value of \(name) PriorityClass must be \(system[name] ?? 0)"))
            } else if !name.hasPrefix("system-"), value > 1_000_000_000 {
                errors.forbidden("value", "maximum allowed value of a user defined priority is 1000000000")
            }
            if let policy = object["preemptionPolicy"]?.stringValue {
                errors.checkRequiredOneOf("preemptionPolicy", policy, ["PreemptLowerPriority", "Never"])
            }
        }
        return rules
    }()

    private static let chosen = ["strategy", "preferredHolder"]

    static let lease: ResourceRules = {
        var rules = ResourceRules()
        // Leases whose holder is chosen by strategy are not on by default.
        rules.prepareForCreate = { $0.edit("spec") { spec in for key in chosen { spec[key] = nil } } }
        rules.prepareForUpdate = { lease, old in
            lease.edit("spec") { spec in for key in chosen where old["spec"]?.has(key) != true { spec[key] = nil } }
        }
        rules.check { object, _, errors in
            let spec = object["spec"] ?? .emptyObject
            if let value = spec["leaseDurationSeconds"], let seconds = value.intValue, seconds <= 0 {
                errors.invalid("spec.leaseDurationSeconds", value, "must be greater than 0")
            }
            errors.checkNotNegative("spec.leaseTransitions", spec["leaseTransitions"])
            let strategy = spec["strategy"]?.stringValue
            if let strategy {
                if strategy.contains("/") {
                    errors.check("spec.strategy", strategy, NameRules.qualifiedName)
                } else {
                    errors.checkOneOf("spec.strategy", strategy, ["OldestEmulationVersion"])
                }
            }
            guard let holder = spec["preferredHolder"]?.stringValue else { return }
            if holder.isEmpty { errors.required("spec.preferredHolder", "must not be empty") }
            if strategy == nil { errors.forbidden("spec.preferredHolder", "must not be set unless strategy is set") }
        }
        return rules
    }()
}
