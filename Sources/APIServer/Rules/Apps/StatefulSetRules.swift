import JSON

/// StatefulSets: defaults and checks.
enum StatefulSetRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules.workload(status: ["replicas": 0, "availableReplicas": 0])
        rules.applyDefaults = applyDefaults
        rules.check(name: NameRules.dns1123Label) { validate($0, $1, &$2) }
        rules.warnings = warnings
        return rules
    }()

    private static func applyDefaults(_ object: inout JSONValue) {
        object.edit("spec") { spec in
            spec.edit("updateStrategy") { strategy in
                guard strategy.text("type") == "RollingUpdate" else { return }
                if !strategy.has("rollingUpdate") { strategy["rollingUpdate"] = .emptyObject }
                strategy.edit("rollingUpdate") { if !$0.has("partition") { $0["partition"] = 0 } }
            }
            spec.editEach("volumeClaimTemplates") { claim in
                claim.fill("apiVersion", "v1")
                claim.fill("kind", "PersistentVolumeClaim")
            }
            spec.edit("template", PodDefaults.apply(toTemplate:))
        }
    }

    private static func warnings(_ set: JSONValue, _ old: JSONValue?) -> [String] {
        let isChanged = old.map { $0[path: "metadata", "generation"] != set[path: "metadata", "generation"] } ?? true
        let claims = isChanged ? set["spec"]?.list("volumeClaimTemplates") ?? [] : []
        var warnings = PodWarnings.template("spec.template", set, old)
        for (index, claim) in claims.enumerated() {
            // Kubernetes spells the place so on an update, and leaves the member out on a create.
            let place = "spec.volumeClaimTemplates[\(index)]" + (old == nil ? "" : ".Spec")
            warnings += VolumeWarnings.claimSpec(place, claim["spec"] ?? .emptyObject)
        }
        if let limit = set[path: "spec", "revisionHistoryLimit"]?.intValue, limit < 0 {
            warnings.append(
                "spec.revisionHistoryLimit: a negative value retains all historical revisions; a value >= 0 is recommended")
        }
        return warnings
    }

    // MARK: Checks

    private static func validate(_ object: JSONValue, _ old: JSONValue?, _ errors: inout FieldErrors) {
        WorkloadValidation.checkCounts(
            object, old,
            [
                "replicas", "readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas", "observedGeneration",
                "collisionCount",
            ], parts: ["readyReplicas", "currentReplicas", "updatedReplicas", "availableReplicas"], into: &errors)
        let spec = object["spec"] ?? .emptyObject
        if let old, old["spec"] == spec { return }
        checkSpec(spec, &errors)
        if let old { checkUpdate(spec, old["spec"] ?? .emptyObject, &errors) } else { checkClaims(spec, &errors) }
    }

    private static func checkSpec(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let policy = spec.text("podManagementPolicy")
        if !["OrderedReady", "Parallel"].contains(policy) {
            errors.invalid("spec.podManagementPolicy", .string(policy), "must be 'OrderedReady' or 'Parallel'")
        }
        checkStrategy(spec["updateStrategy"] ?? .emptyObject, &errors)
        if let retention = spec["persistentVolumeClaimRetentionPolicy"], !retention.isNull {
            for key in ["whenDeleted", "whenScaled"] {
                errors.checkOneOf(
                    "spec.persistentVolumeClaimRetentionPolicy.\(key)", retention.text(key), ["Retain", "Delete"])
            }
        }
        for key in ["replicas", "minReadySeconds"] { errors.checkNotNegative("spec.\(key)", spec[key]) }
        errors.checkNotNegative("spec.ordinals.start", spec[path: "ordinals", "start"])
        let claims = spec.list("volumeClaimTemplates").map { $0.text(path: "metadata", "name") }
        let kind = WorkloadValidation.Kind(name: "statefulset", owner: "StatefulSet", claims: claims)
        WorkloadValidation.checkSelector(spec, kind, into: &errors)
        WorkloadValidation.checkTemplate(spec, kind, into: &errors)
        let service = spec.text("serviceName")
        if !service.isEmpty { errors.check("spec.serviceName", service, NameRules.dns1123Label) }
    }

    private static func checkStrategy(_ strategy: JSONValue, _ errors: inout FieldErrors) {
        let path = "spec.updateStrategy.rollingUpdate"
        let update = strategy["rollingUpdate"].orNull
        switch strategy.text("type") {
        case "OnDelete":
            if !update.isNull {
                let shown = WorkloadValidation.shown(strategy)["RollingUpdate"].orNull
                errors.invalid(path, shown, "only allowed for updateStrategy 'RollingUpdate'")
            }
        case "RollingUpdate":
            errors.checkNotNegative("\(path).partition", update["partition"])
            guard let unavailable = update["maxUnavailable"], !unavailable.isNull else { return }
            errors.checkShare("\(path).maxUnavailable", unavailable)
            if WorkloadValidation.amount(unavailable) == 0 {
                errors.invalid("\(path).maxUnavailable", unavailable, "cannot be 0")
            }
            errors.checkAtMostAll("\(path).maxUnavailable", unavailable)
        default:
            errors.invalid(
                "spec.updateStrategy", WorkloadValidation.shown(strategy), "must be 'RollingUpdate' or 'OnDelete'")
        }
    }

    private static func checkClaims(_ spec: JSONValue, _ errors: inout FieldErrors) {
        for (index, claim) in spec.list("volumeClaimTemplates").enumerated() {
            let path = "spec.volumeClaimTemplates[\(index)]"
            errors.checkRequired("\(path).metadata.name", claim.text(path: "metadata", "name"), NameRules.dns1123Subdomain)
            PersistentVolumeClaimValidation.checkSpec("\(path).spec", claim["spec"] ?? .emptyObject, into: &errors)
        }
    }

    private static let changeable = [
        "replicas", "ordinals", "template", "updateStrategy", "revisionHistoryLimit", "persistentVolumeClaimRetentionPolicy",
        "minReadySeconds",
    ]

    private static func checkUpdate(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        var allowed = new
        for key in changeable { allowed.copy(key, from: old) }
        guard !PodUpdateRules.differences(old, allowed, path: "spec").isEmpty else { return }
        let names = changeable.dropLast().map { "'\($0)'" }.joined(separator: ", ")
        errors.forbidden(
            "spec", "updates to statefulset spec for fields other than \(names) and 'minReadySeconds' are forbidden")
    }
}
