import JSON
import Schema

/// CSIDrivers, CSINodes and CSIStorageCapacities.
enum CSIRules {
    static let driver: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { object in
            object.edit("spec") { spec in
                if spec.list("volumeLifecycleModes").isEmpty { spec["volumeLifecycleModes"] = ["Persistent"] }
            }
        }
        rules.prepareForUpdate = { object, old in
            let counted = ["tokenRequests", "requiresRepublish", "seLinuxMount"]
            let hasChanged = counted.contains { object[path: "spec", $0].orNull != old[path: "spec", $0].orNull }
            Generation.raise(&object, old, ifChanged: [], or: hasChanged)
        }
        rules.check(isNamespaced: false) { object, old, errors in
            let spec = object["spec"] ?? .emptyObject
            checkDriver(spec, &errors)
            guard let before = old?["spec"] else { return }
            errors.checkImmutable("spec.attachedRequired", spec["attachRequired"], before["attachRequired"])
            errors.checkImmutable(
                "spec.volumeLifecycleModes", spec["volumeLifecycleModes"], before["volumeLifecycleModes"])
        }
        return rules
    }()

    static let node: ResourceRules = {
        var rules = ResourceRules()
        rules.check(isNamespaced: false) { object, old, errors in
            let drivers = object[path: "spec", "drivers"]?.arrayValue ?? []
            // A change is looked at twice.
            for _ in 0..<(old == nil ? 1 : 2) { checkDrivers(drivers, &errors) }
            for before in old?[path: "spec", "drivers"]?.arrayValue ?? [] {
                for driver in drivers where driver.text("name") == before.text("name") {
                    errors.checkImmutable("spec.drivers", withoutCount(driver), withoutCount(before), as: "CSINodeDriver")
                }
            }
        }
        return rules
    }()

    static let storageCapacity: ResourceRules = {
        var rules = ResourceRules()
        rules.warnings = { object, old in
            old == nil ? NodeLabelWarnings.selector("nodeTopology", object["nodeTopology"]) : []
        }
        rules.check(passes: [.whole, .change]) { object, old, errors in
            defer {
                if let old {
                    for key in ["nodeTopology", "storageClassName"] { errors.checkImmutable(key, object[key], old[key]) }
                }
            }
            LabelSelectorRules.check("nodeTopology", object["nodeTopology"].orNull, into: &errors)
            errors.check("storageClassName", object.text("storageClassName"), NameRules.dns1123Subdomain)
            if let capacity = object["capacity"].flatMap(Quantity.init(json:)), capacity < .zero {
                errors.invalid("capacity", .string(capacity.text), "must be greater than or equal to 0")
            }
        }
        return rules
    }()

    private static func checkDriver(_ spec: JSONValue, _ errors: inout FieldErrors) {
        errors.checkOneOf("spec.fsGroupPolicy", spec.text("fsGroupPolicy"), ["File", "None", "ReadWriteOnceWithFSType"])
        var audiences: Set<String> = []
        for (index, request) in spec.list("tokenRequests").enumerated() {
            let path = "spec.tokenRequests[\(index)]"
            guard audiences.insert(request.text("audience")).inserted else {
                errors.duplicate("\(path).audience", .string(request.text("audience")))
                continue
            }
            VolumeValidation.checkLifetime("\(path).expirationSeconds", request["expirationSeconds"], into: &errors)
        }
        for mode in spec.texts("volumeLifecycleModes") {
            errors.checkOneOf("spec.volumeLifecycleModes", mode, ["Persistent", "Ephemeral"])
        }
        if let period = spec["nodeAllocatableUpdatePeriodSeconds"], let seconds = period.intValue, seconds < 10 {
            errors.invalid(
                "spec.nodeAllocatableUpdatePeriodSeconds", period, "must be greater than or equal to 10 seconds")
        }
    }

    private static func checkDrivers(_ drivers: [JSONValue], _ errors: inout FieldErrors) {
        var names: Set<String> = []
        for (index, driver) in drivers.enumerated() {
            let path = "spec.drivers[\(index)]"
            VolumeSourceValidation.checkDriverName("\(path).name", driver.text("name"), into: &errors)
            let identifier = driver.text("nodeID")
            errors.checkRequired("\(path).nodeID", identifier)
            if identifier.utf8.count > 256 {
                errors.invalid("\(path).nodeID", .string(identifier), "must be 256 characters or less")
            }
            errors.checkNotNegative("\(path).allocatable.count", driver[path: "allocatable", "count"])
            if !names.insert(driver.text("name")).inserted {
                errors.duplicate("\(path).name", .string(driver.text("name")))
            }
            let keys = driver.texts("topologyKeys")
            for (position, key) in keys.enumerated() {
                errors.checkRequired(path, key)
                if keys[..<position].contains(key) { errors.duplicate(path, .string(key)) }
                errors.check(path, key, NameRules.qualifiedName)
            }
        }
    }

    /// How many volumes a node takes may change, everything else of a driver not.
    private static func withoutCount(_ driver: JSONValue) -> JSONValue {
        var driver = driver
        driver["allocatable"] = nil
        return driver
    }
}
