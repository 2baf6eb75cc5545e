import JSON
import Schema

/// What the devices that drivers publish must be like.
enum DeviceSliceValidation {
    static func check(_ spec: JSONValue, _ old: JSONValue?, into errors: inout FieldErrors) {
        DeviceNames.checkDriver("spec.driver", spec.text("driver"), &errors)
        checkPool(spec["pool"] ?? .emptyObject, &errors)
        if let old {
            errors.checkImmutable("spec.pool.name", spec[path: "pool", "name"], old[path: "pool", "name"])
            errors.checkImmutable("spec.driver", spec["driver"], old["driver"])
            errors.checkImmutable("spec.nodeName", spec["nodeName"], old["nodeName"])
        }
        checkPlaces(spec, &errors)
        if spec.has("sharedCounters"), spec.has("devices") {
            errors.invalid("spec", "", "only one of `sharedCounters` or `devices` is allowed")
        }
        let devices = spec.list("devices")
        let isLarge = devices.contains { !$0.list("taints").isEmpty || !$0.list("consumesCounters").isEmpty }
        let isPerDevice = spec.flag("perDeviceNodeSelection")
        let before = Dictionary(
            (old?.list("devices") ?? []).map { ($0.text("name"), $0["taints"].orNull) }, uniquingKeysWith: { $1 })
        errors.checkEach(
            "spec.devices", devices, atMost: isLarge ? 64 : 128, key: { .string($0.text("name")) }
        ) { path, device, errors in
            let keepsTaints = before[device.text("name")].map { $0 == device["taints"].orNull } ?? false
            checkDevice(path, device, isPerDevice: isPerDevice, keepsTaints: keepsTaints, &errors)
        }
        errors.checkEach(
            "spec.sharedCounters", spec.list("sharedCounters"), atMost: 8, key: { .string($0.text("name")) }
        ) { path, counters, errors in
            checkCounters(path, counters, name: "name", &errors)
        }
    }

    private static func checkPool(_ pool: JSONValue, _ errors: inout FieldErrors) {
        DeviceNames.checkPool("spec.pool.name", pool.text("name"), &errors)
        let count = pool["resourceSliceCount"]?.intValue ?? 0
        if count <= 0 { errors.invalid("spec.pool.resourceSliceCount", .int(count), "must be greater than zero") }
        let generation = pool["generation"]?.intValue ?? 0
        if generation < 0 {
            errors.invalid("spec.pool.generation", .int(generation), "must be greater than or equal to zero")
        }
    }

    // MARK: Nodes

    private static func checkPlaces(_ spec: JSONValue, _ errors: inout FieldErrors) {
        var places = checkNode("spec", spec, emptyName: "must be either unset or set to a non-empty string", &errors)
        if let terms = spec["nodeSelector"]?.list("nodeSelectorTerms"), spec.has("nodeSelector"), terms.count != 1 {
            errors.invalid(
                "spec.nodeSelector.nodeSelectorTerms", .array(terms), "must have exactly one node selector term")
        }
        for key in ["allNodes", "perDeviceNodeSelection"] { checkTrue("spec", spec, key, &places, &errors) }
        let form = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required"
        if places.isEmpty { errors.required("spec", form) }
        if places.count > 1 {
            errors.invalid("spec", shown(places), "\(form), but multiple fields are set")
        }
    }

    private static func shown(_ places: [String]) -> JSONValue {
        .string("{\(places.map { "`\($0)`" }.joined(separator: ", "))}")
    }

    /// The ways in which one node or several are named.
    private static func checkNode(
        _ path: String, _ value: JSONValue, emptyName: String, _ errors: inout FieldErrors
    ) -> [String] {
        var places: [String] = []
        if let name = value["nodeName"]?.stringValue {
            if name.isEmpty {
                errors.invalid("\(path).nodeName", "", emptyName)
            } else {
                places.append("nodeName")
                errors.check("\(path).nodeName", name, NameRules.dns1123Subdomain)
            }
        }
        if let selector = value["nodeSelector"], !selector.isNull {
            places.append("nodeSelector")
            AffinityValidation.checkNodeSelector("\(path).nodeSelector", selector, into: &errors)
        }
        return places
    }

    private static func checkTrue(
        _ path: String, _ value: JSONValue, _ key: String, _ places: inout [String], _ errors: inout FieldErrors
    ) {
        guard value.has(key) else { return }
        if value.flag(key) {
            places.append(key)
        } else {
            errors.invalid("\(path).\(key)", false, "must be either unset or set to true")
        }
    }

    // MARK: Devices

    private static func checkDevice(
        _ path: String, _ device: JSONValue, isPerDevice: Bool, keepsTaints: Bool, _ errors: inout FieldErrors
    ) {
        errors.check("\(path).name", device.text("name"), NameRules.dns1123Label)
        let (attributes, capacities) = (device.map("attributes"), device.map("capacity"))
        let count = attributes.count + capacities.count
        if count > 32 {
            errors.invalid(path, .int(Int64(count)), "the total number of attributes and capacities must not exceed 32")
        }
        for attribute in attributes.sorted(by: { $0.key < $1.key }) {
            checkAttribute("\(path).attributes[\(attribute.key)]", attribute, &errors)
        }
        for capacity in capacities.sorted(by: { $0.key < $1.key }) {
            let place = "\(path).capacity[\(capacity.key)]"
            DeviceNames.checkQualified(place, capacity.key, &errors)
            guard let policy = capacity.value["requestPolicy"], !policy.isNull else { continue }
            if device.flag("allowMultipleAllocations") {
                DeviceCapacityValidation.check("\(place).requestPolicy", policy, capacity.value["value"], &errors)
            } else {
                errors.forbidden("\(place).requestPolicy", "allowMultipleAllocations must be true")
            }
        }
        if !keepsTaints { errors.checkEach("\(path).taints", device.list("taints"), atMost: 16, checkTaint) }
        errors.checkEach(
            "\(path).consumesCounters", device.list("consumesCounters"), atMost: 2, key: { .string($0.text("counterSet")) }
        ) { path, counters, errors in
            checkCounters(path, counters, name: "counterSet", &errors)
        }
        checkPlaces(of: device, path, isPerDevice: isPerDevice, &errors)
        DeviceNames.checkBinding(path, device, &errors)
    }

    private static func checkPlaces(
        of device: JSONValue, _ path: String, isPerDevice: Bool, _ errors: inout FieldErrors
    ) {
        guard isPerDevice else {
            if ["nodeName", "nodeSelector", "allNodes"].contains(where: { device.has($0) }) {
                errors.invalid(
                    path, .null,
                    "`nodeName`, `nodeSelector` and `allNodes` can only be set if `perDeviceNodeSelection` is set to true in the "
                        + "ResourceSlice spec")
            }
            return
        }
        var places = checkNode(path, device, emptyName: "must not be empty", &errors)
        checkTrue(path, device, "allNodes", &places, &errors)
        let form =
            "exactly one of `nodeName`, `nodeSelector`, or `allNodes` is required when `perDeviceNodeSelection` is set to true "
            + "in the ResourceSlice spec"
        if places.isEmpty { errors.required(path, form) }
        if places.count > 1 { errors.invalid(path, shown(places), form) }
    }

    private static func checkAttribute(_ path: String, _ attribute: JSONObject.Member, _ errors: inout FieldErrors) {
        DeviceNames.checkQualified(path, attribute.key, &errors)
        let value = attribute.value
        let given = ["bool", "int", "string", "version"].filter { value.has($0) }
        if value.text("string").utf8.count > 64 { errors.tooLong("\(path).string", 64) }
        if value.has("version") {
            let version = value.text("version")
            if !SemanticVersionText.isValid(version) {
                errors.invalid(
                    "\(path).version", .string(version), "must be a string compatible with semver.org spec 2.0.0")
            }
            if version.utf8.count > 64 { errors.tooLong("\(path).version", 64) }
        }
        if given.isEmpty { errors.invalid(path, "", "exactly one value must be specified") }
        if given.count > 1 { errors.invalid(path, value, "exactly one value must be specified") }
    }

    private static func checkTaint(_ path: String, _ taint: JSONValue, _ errors: inout FieldErrors) {
        errors.check("\(path).key", taint.text("key"), NameRules.qualifiedName)
        if !taint.text("value").isEmpty { errors.check("\(path).value", taint.text("value"), NameRules.labelValue) }
        errors.checkRequiredOneOf("\(path).effect", taint.text("effect"), DeviceClaimValidation.effects)
    }

    private static func checkCounters(_ path: String, _ set: JSONValue, name: String, _ errors: inout FieldErrors) {
        errors.checkRequired("\(path).\(name)", set.text(name), NameRules.dns1123Label)
        let counters = set.map("counters")
        if counters.isEmpty { return errors.required("\(path).counters") }
        if counters.count > 32 { return errors.tooMany("\(path).counters", counters.count, 32) }
        for counter in counters.sorted(by: { $0.key < $1.key }) {
            errors.check("\(path).counters[\(counter.key)]", counter.key, NameRules.dns1123Label)
        }
    }
}

/// Versions as in semver.org 2.0.0.
enum SemanticVersionText {
    static func isValid(_ text: String) -> Bool {
        let build = text.split(separator: "+", maxSplits: 1, omittingEmptySubsequences: false)
        let release = build[0].split(separator: "-", maxSplits: 1, omittingEmptySubsequences: false)
        let numbers = release[0].split(separator: ".", omittingEmptySubsequences: false)
        guard numbers.count == 3, numbers.allSatisfy(isNumber) else { return false }
        let parts = { (text: Substring) in text.split(separator: ".", omittingEmptySubsequences: false) }
        let isPreRelease =
            release.count < 2
            || parts(release[1]).allSatisfy { part in
                isWord(part) && (!part.utf8.allSatisfy(isDigit) || isNumber(part))
            }
        return isPreRelease && (build.count < 2 || parts(build[1]).allSatisfy(isWord))
    }

    private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }

    private static func isNumber(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy(isDigit) && (text.utf8.count == 1 || !text.hasPrefix("0"))
    }

    private static func isWord(_ text: Substring) -> Bool {
        !text.isEmpty && text.utf8.allSatisfy { isDigit($0) || (0x61...0x7A).contains($0 | 0x20) || $0 == UInt8(ascii: "-") }
    }
}
