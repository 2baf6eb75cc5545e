import JSON

/// DeviceClasses, ResourceClaims, ResourceClaimTemplates and ResourceSlices.
enum DeviceRules {
    static let deviceClass: ResourceRules = {
        var rules = generationOnly()
        rules.check(isNamespaced: false) { object, old, errors in
            let spec = object["spec"] ?? .emptyObject
            DeviceValidation.checkSelectors(spec.list("selectors"), "spec.selectors", into: &errors)
            DeviceValidation.checkConfigurations(spec.list("config"), "spec.config", requests: nil, into: &errors)
            if spec.has("extendedResourceName") {
                errors.check("spec.extendedResourceName", spec.text("extendedResourceName"), NameRules.qualifiedName)
            }
        }
        return rules
    }()

    static let claim: ResourceRules = {
        var rules = StatusRules.separating(initial: .emptyObject, generation: [])
        rules.applyDefaults = { $0.edit("spec", fillCounts) }
        rules.check { object, old, errors in
            if let old { return checkChange(object, old, &errors) }
            DeviceValidation.checkClaim(object["spec"] ?? .emptyObject, "spec", into: &errors)
        }
        return rules
    }()

    static let template: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { $0.edit("spec") { $0.edit("spec", fillCounts) } }
        rules.check { object, old, errors in
            if let old { return errors.checkImmutable("spec", object["spec"], old["spec"]) }
            let template = object["spec"] ?? .emptyObject
            MetadataRules.checkLabels("spec.metadata.labels", template[path: "metadata", "labels"], into: &errors)
            MetadataRules.checkAnnotations(
                "spec.metadata.annotations", template[path: "metadata", "annotations"], into: &errors)
            DeviceValidation.checkClaim(template["spec"] ?? .emptyObject, "spec.spec", into: &errors)
        }
        return rules
    }()

    static let slice: ResourceRules = {
        var rules = generationOnly()
        rules.check(isNamespaced: false) { object, old, errors in
            let spec = object["spec"] ?? .emptyObject
            DeviceValidation.checkSlice(spec, into: &errors)
            guard let before = old?["spec"] else { return }
            errors.checkImmutable("spec.pool.name", spec[path: "pool", "name"], before[path: "pool", "name"])
            errors.checkImmutable("spec.driver", spec["driver"], before["driver"])
            errors.checkImmutable("spec.nodeName", spec["nodeName"], before["nodeName"])
        }
        rules.fieldSelectors = [
            "spec.nodeName": { $0.text(path: "spec", "nodeName") }, "spec.driver": { $0.text(path: "spec", "driver") },
        ]
        return rules
    }()

    private static func generationOnly() -> ResourceRules {
        var rules = ResourceRules()
        rules.prepareForCreate = { $0.edit("metadata") { $0["generation"] = 1 } }
        rules.prepareForUpdate = { object, old in Generation.raise(&object, old, ifChanged: ["spec"]) }
        return rules
    }

    /// One device where a number is asked for and none is given.
    private static func fillCounts(_ spec: inout JSONValue) {
        spec.edit("devices") { devices in
            devices.editEach("requests") { request in
                request.edit("exactly", fillCount)
                request.editEach("firstAvailable", fillCount)
            }
        }
    }

    private static func fillCount(_ request: inout JSONValue) {
        request.fill("allocationMode", "ExactCount")
        if request.text("allocationMode") == "ExactCount", request["count"]?.intValue ?? 0 == 0 { request["count"] = 1 }
    }

    private static func checkChange(_ object: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        errors.checkImmutable("spec", object["spec"], old["spec"])
        let status = object["status"] ?? .emptyObject
        let before = old["status"] ?? .emptyObject
        let users = status.list("reservedFor")
        if users.count > 256 { errors.tooMany("status.reservedFor", users.count, 256) }
        var seen: Set<String> = []
        for (index, user) in users.enumerated() {
            let path = "status.reservedFor[\(index)]"
            for key in ["resource", "name", "uid"] where user.text(key).isEmpty { errors.required("\(path).\(key)") }
            if !seen.insert(user.text("uid")).inserted { errors.duplicate(path, user) }
        }
        if !users.isEmpty, !status.has("allocation") {
            errors.forbidden("status.reservedFor", "may not be specified when `allocated` is not set")
        }
        if before.has("allocation"), status.has("allocation") {
            errors.checkImmutable("status.allocation", status["allocation"], before["allocation"])
        }
    }
}
