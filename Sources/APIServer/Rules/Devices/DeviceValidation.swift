import JSON

/// What claims on devices, and the devices that drivers publish, must be like.
enum DeviceValidation {
    // MARK: Claims

    static func checkClaim(_ spec: JSONValue, _ path: String, into errors: inout FieldErrors) {
        let devices = spec["devices"] ?? .emptyObject
        let requests = devices.list("requests")
        let place = "\(path).devices"
        if requests.count > 32 { errors.tooMany("\(place).requests", requests.count, 32) }
        var names: Set<String> = []
        for (index, request) in requests.enumerated() {
            let requestPath = "\(place).requests[\(index)]"
            let name = request.text("name")
            if !names.insert(name).inserted { errors.duplicate("\(requestPath).name", .string(name)) }
            checkRequest(request, requestPath, &errors)
            for other in request.list("firstAvailable") { names.insert("\(name)/\(other.text("name"))") }
        }
        for (index, constraint) in devices.list("constraints").enumerated() {
            checkConstraint(constraint, "\(place).constraints[\(index)]", names, &errors)
        }
        checkConfigurations(devices.list("config"), "\(place).config", requests: names, into: &errors)
    }

    private static func checkRequest(_ request: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        errors.checkRequired("\(path).name", request.text("name"), NameRules.dns1123Label)
        let alternatives = request.list("firstAvailable")
        let exactly = request["exactly"].flatMap { $0.isNull ? nil : $0 }
        switch (exactly, alternatives.isEmpty) {
        case (nil, true): errors.required(path, "exactly one of `exactly` or `firstAvailable` is required")
        case (.some, false):
            errors.invalid(path, request, "exactly one of `exactly` or `firstAvailable` is required, but multiple fields are set")
        case (let exactly?, true): checkDevices(exactly, "\(path).exactly", &errors)
        case (nil, false):
            if alternatives.count > 8 { errors.tooMany("\(path).firstAvailable", alternatives.count, 8) }
            var names: Set<String> = []
            for (index, alternative) in alternatives.enumerated() {
                let place = "\(path).firstAvailable[\(index)]"
                errors.checkRequired("\(place).name", alternative.text("name"), NameRules.dns1123Label)
                if !names.insert(alternative.text("name")).inserted {
                    errors.duplicate("\(place).name", .string(alternative.text("name")))
                }
                checkDevices(alternative, place, &errors)
            }
        }
    }

    private static func checkDevices(_ request: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        errors.checkRequired("\(path).deviceClassName", request.text("deviceClassName"), NameRules.dns1123Subdomain)
        checkSelectors(request.list("selectors"), "\(path).selectors", into: &errors)
        let count = request["count"]?.intValue ?? 0
        switch request.text("allocationMode") {
        case "All":
            if count != 0 {
                errors.invalid("\(path).count", .int(count), "must not be specified when allocationMode is 'All'")
            }
        case "ExactCount":
            if count <= 0 { errors.invalid("\(path).count", .int(count), "must be greater than zero") }
        case let mode: errors.checkOneOf("\(path).allocationMode", mode, ["All", "ExactCount"])
        }
    }

    static func checkSelectors(_ selectors: [JSONValue], _ path: String, into errors: inout FieldErrors) {
        if selectors.count > 32 { errors.tooMany(path, selectors.count, 32) }
        for (index, selector) in selectors.enumerated() {
            guard let expression = selector["cel"], !expression.isNull else {
                errors.required("\(path)[\(index)].cel")
                continue
            }
            let text = expression.text("expression")
            if text.isEmpty { errors.required("\(path)[\(index)].cel.expression") }
            if text.utf8.count > 10_240 { errors.tooLong("\(path)[\(index)].cel.expression", 10_240) }
        }
    }

    private static func checkConstraint(
        _ constraint: JSONValue, _ path: String, _ names: Set<String>, _ errors: inout FieldErrors
    ) {
        checkReferences(constraint.texts("requests"), "\(path).requests", names, &errors)
        if !constraint.has("matchAttribute"), !constraint.has("distinctAttribute") {
            errors.required(path, "exactly one of matchAttribute or distinctAttribute is required")
        }
        let attribute = constraint.text("matchAttribute")
        if constraint.has("matchAttribute"), !attribute.contains("/") {
            errors.invalid(
                "\(path).matchAttribute", .string(attribute),
                "a fully qualified name must be a domain and a name separated by a slash")
        }
    }

    private static func checkReferences(
        _ requests: [String], _ path: String, _ names: Set<String>, _ errors: inout FieldErrors
    ) {
        var seen: Set<String> = []
        for (index, name) in requests.enumerated() {
            if !names.contains(name) {
                errors.invalid(
                    "\(path)[\(index)]", .string(name),
                    "must be the name of a request in the claim or the name of a request and a subrequest separated by '/'")
            }
            if !seen.insert(name).inserted { errors.duplicate("\(path)[\(index)]", .string(name)) }
        }
    }

    /// - Parameter requests: the names that settings may be for; `nil` where they are for a class.
    static func checkConfigurations(
        _ configurations: [JSONValue], _ path: String, requests: Set<String>?, into errors: inout FieldErrors
    ) {
        if configurations.count > 32 { errors.tooMany(path, configurations.count, 32) }
        for (index, configuration) in configurations.enumerated() {
            let place = "\(path)[\(index)]"
            if let requests { checkReferences(configuration.texts("requests"), "\(place).requests", requests, &errors) }
            guard let opaque = configuration["opaque"], !opaque.isNull else {
                errors.required("\(place).opaque")
                continue
            }
            errors.checkRequired("\(place).opaque.driver", opaque.text("driver"), NameRules.dns1123Subdomain)
            guard let parameters = opaque["parameters"], !parameters.isNull else {
                errors.required("\(place).opaque.parameters")
                continue
            }
            if parameters.objectValue == nil {
                errors.invalid("\(place).opaque.parameters", "<value omitted>", "must be a valid JSON object")
            } else if JSONWriter.bytes(parameters).count > 10_240 {
                errors.tooLong("\(place).opaque.parameters", 10_240)
            }
        }
    }

    // MARK: Slices

    static func checkSlice(_ spec: JSONValue, into errors: inout FieldErrors) {
        errors.checkRequired("spec.driver", spec.text("driver"), NameRules.dns1123Subdomain)
        let pool = spec["pool"] ?? .emptyObject
        errors.checkRequired("spec.pool.name", pool.text("name")) { name in
            name.split(separator: "/", omittingEmptySubsequences: false).flatMap { NameRules.dns1123Subdomain(String($0)) }
        }
        if pool["resourceSliceCount"]?.intValue ?? 0 <= 0 {
            errors.invalid("spec.pool.resourceSliceCount", pool["resourceSliceCount"] ?? 0, "must be greater than zero")
        }
        errors.checkNotNegative("spec.pool.generation", pool["generation"])
        let places =
            ["nodeName", "nodeSelector", "perDeviceNodeSelection"].filter { spec.has($0) }
            + (spec.flag("allNodes") ? ["allNodes"] : [])
        let form = "exactly one of `nodeName`, `nodeSelector`, `allNodes`, `perDeviceNodeSelection` is required"
        if places.isEmpty { errors.required("spec", form) }
        if places.count > 1 {
            let names = places.map { "`\($0)`" }.joined(separator: ", ")
            errors.invalid("spec", .string("{\(names)}"), "\(form), but multiple fields are set")
        }
        let devices = spec.list("devices")
        if devices.count > 128 { errors.tooMany("spec.devices", devices.count, 128) }
        var names: Set<String> = []
        for (index, device) in devices.enumerated() {
            let path = "spec.devices[\(index)]"
            let name = device.text("name")
            errors.checkRequired("\(path).name", name, NameRules.dns1123Label)
            if !names.insert(name).inserted { errors.duplicate("\(path).name", .string(name)) }
            checkAttributes(device, path, &errors)
        }
    }

    private static func checkAttributes(_ device: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        let count = device.map("attributes").count + device.map("capacity").count
        if count > 32 {
            errors.invalid(path, .int(Int64(count)), "the total number of attributes and capacities must not exceed 32")
        }
        for attribute in device.map("attributes") {
            let place = "\(path).attributes[\(attribute.key)]"
            let given = attribute.value.objectValue?.members.filter { !$0.value.isNull } ?? []
            if given.isEmpty {
                errors.required(place, "exactly one value must be specified")
            } else if given.count > 1 {
                errors.invalid(place, attribute.value, "exactly one value must be specified")
            }
            for key in ["string", "version"] where attribute.value.text(key).utf8.count > 64 {
                errors.tooLong("\(place).\(key)", 64)
            }
        }
    }
}
