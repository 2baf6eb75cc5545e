import JSON

/// EndpointSlices and the older Endpoints.
enum EndpointRules {
    static let endpointSlice: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { object in
            object.editEach("ports") { port in
                if !port.has("name") { port["name"] = "" }
                if !port.has("protocol") { port["protocol"] = "TCP" }
            }
            object.editEach("endpoints") { if !$0.has("conditions") { $0["conditions"] = .emptyObject } }
        }
        rules.prepareForCreate = { $0.edit("metadata") { $0["generation"] = 1 } }
        rules.prepareForUpdate = { object, old in
            let labels = object[path: "metadata", "labels"].orNull
            Generation.raise(
                &object, old, ifChanged: ["endpoints", "ports", "addressType"],
                or: labels != old[path: "metadata", "labels"].orNull)
        }
        rules.validate = { validateSlice($0, $1) }
        return rules
    }()

    static let endpoints: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { object in
            object.editEach("subsets") { subset in subset.editEach("ports") { $0.fill("protocol", "TCP") } }
        }
        rules.validate = { validateEndpoints($0, $1) }
        return rules
    }()

    private static func validateSlice(_ object: JSONValue, _ old: JSONValue?) -> [FieldError] {
        var errors = FieldErrors()
        MetadataRules.check(object, old, isNamespaced: true, name: NameRules.dns1123Subdomain, into: &errors)
        let family = object.text("addressType")
        errors.checkRequiredOneOf("addressType", family, ["FQDN", "IPv4", "IPv6"])
        let endpoints = object.list("endpoints")
        if endpoints.count > 1000 { errors.tooMany("endpoints", endpoints.count, 1000) }
        for (index, endpoint) in endpoints.enumerated() { check(endpoint, family, "endpoints[\(index)]", &errors) }
        checkPorts("ports", object.list("ports"), &errors)
        if let old { errors.checkImmutable("addressType", object["addressType"], old["addressType"]) }
        return errors.all
    }

    private static func check(_ endpoint: JSONValue, _ family: String, _ path: String, _ errors: inout FieldErrors) {
        let addresses = endpoint.texts("addresses")
        if addresses.isEmpty { errors.required("\(path).addresses", "must contain at least 1 address") }
        if addresses.count > 100 { errors.tooMany("\(path).addresses", addresses.count, 100) }
        for (index, address) in addresses.enumerated() {
            let place = "\(path).addresses[\(index)]"
            switch family {
            case "FQDN": errors.check(place, address, NameRules.dns1123Subdomain)
            case "IPv4" where address.contains(":"): errors.invalid(place, .string(address), "must be an IPv4 address")
            case "IPv6" where !address.contains(":"): errors.invalid(place, .string(address), "must be an IPv6 address")
            default: errors.checkAddress(place, address)
            }
        }
        let host = endpoint.text("hostname")
        if !host.isEmpty { errors.check("\(path).hostname", host, NameRules.dns1123Label) }
    }

    private static func checkPorts(_ path: String, _ ports: [JSONValue], _ errors: inout FieldErrors) {
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            let name = port.text("name")
            if !name.isEmpty { errors.check("\(path)[\(index)].name", name, NameRules.dns1123Label) }
            if !names.insert(name).inserted { errors.duplicate("\(path)[\(index)].name", .string(name)) }
            errors.checkRequiredOneOf("\(path)[\(index)].protocol", port.text("protocol"), ["SCTP", "TCP", "UDP"])
        }
    }

    private static func validateEndpoints(_ object: JSONValue, _ old: JSONValue?) -> [FieldError] {
        var errors = FieldErrors()
        MetadataRules.check(object, old, isNamespaced: true, name: NameRules.dns1123Subdomain, into: &errors)
        for (index, subset) in object.list("subsets").enumerated() {
            let path = "subsets[\(index)]"
            if subset.list("addresses").isEmpty, subset.list("notReadyAddresses").isEmpty {
                errors.required(path, "must specify `addresses` or `notReadyAddresses`")
            }
            for list in ["addresses", "notReadyAddresses"] {
                for (position, address) in subset.list(list).enumerated() {
                    errors.checkAddress("\(path).\(list)[\(position)].ip", address.text("ip"))
                }
            }
            for (position, port) in subset.list("ports").enumerated() {
                errors.checkPortNumber("\(path).ports[\(position)].port", port["port"] ?? 0)
            }
            checkPorts("\(path).ports", subset.list("ports"), &errors)
        }
        return errors.all
    }
}
