import JSON

/// DeviceClasses, ResourceClaims, ResourceClaimTemplates and ResourceSlices.
enum DeviceRules {
    static let deviceClass: ResourceRules = {
        var rules = generationOnly()
        rules.check(isNamespaced: false) { object, old, errors in
            let spec = object["spec"] ?? .emptyObject
            DeviceClaimValidation.checkSelectors("spec.selectors", spec.list("selectors"), &errors)
            errors.checkEach("spec.config", spec.list("config"), atMost: 32) { path, configuration, errors in
                DeviceClaimValidation.checkConfiguration(path, configuration, &errors)
            }
            let resource = spec.text("extendedResourceName")
            if spec.has("extendedResourceName"), !ResourceNameRules.isExtended(resource) {
                errors.invalid("spec.extendedResourceName", .string(resource), "must be a valid extended resource name")
            }
        }
        return rules
    }()

    static let claim: ResourceRules = {
        var rules = StatusRules.separating(initial: .emptyObject, generation: [])
        rules.applyDefaults = { $0.edit("spec", fillCounts) }
        rules.check { object, old, errors in
            guard let old else {
                return DeviceClaimValidation.check(object["spec"] ?? .emptyObject, "spec", into: &errors)
            }
            errors.checkImmutable("spec", object["spec"], old["spec"], as: "ResourceClaimSpec")
            if object["status"] != old["status"] { DeviceClaimStatusValidation.check(object, old, into: &errors) }
        }
        return rules
    }()

    static let template: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { $0.edit("spec") { $0.edit("spec", fillCounts) } }
        rules.check { object, old, errors in
            if let old {
                return errors.checkImmutable("spec", object["spec"], old["spec"], as: "ResourceClaimTemplateSpec")
            }
            let template = object["spec"] ?? .emptyObject
            MetadataRules.checkLabels("spec.metadata.labels", template[path: "metadata", "labels"], into: &errors)
            MetadataRules.checkAnnotations(
                "spec.metadata.annotations", template[path: "metadata", "annotations"], into: &errors)
            DeviceClaimValidation.check(template["spec"] ?? .emptyObject, "spec.spec", into: &errors)
        }
        return rules
    }()

    static let slice: ResourceRules = {
        var rules = generationOnly()
        rules.check(isNamespaced: false) { object, old, errors in
            let spec = object["spec"] ?? .emptyObject
            DeviceSliceValidation.check(spec, old?["spec"], into: &errors)
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
}
