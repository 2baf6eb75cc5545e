import JSON

/// The older Endpoints.
enum EndpointRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.applyDefaults = { object in
            object.editEach("subsets") { subset in subset.editEach("ports") { $0.fill("protocol", "TCP") } }
        }
        rules.warnings = { endpoints, _ in ServiceWarnings.endpoints(endpoints) }
        rules.check(passes: [.change, .whole]) { object, old, errors in
            guard old?["subsets"] != object["subsets"] || old == nil else { return }
            for (index, subset) in object.list("subsets").enumerated() { check("subsets[\(index)]", subset, &errors) }
        }
        return rules
    }()

    private static func check(_ path: String, _ subset: JSONValue, _ errors: inout FieldErrors) {
        if subset.list("addresses").isEmpty, subset.list("notReadyAddresses").isEmpty {
            errors.required(path, "must specify `addresses` or `notReadyAddresses`")
        }
        for list in ["addresses", "notReadyAddresses"] {
            for (index, address) in subset.list(list).enumerated() {
                let place = "\(path).\(list)[\(index)]"
                errors.checkAddress("\(place).ip", address.text("ip"))
                if !address.text("hostname").isEmpty {
                    errors.check("\(place).hostname", address.text("hostname"), NameRules.dns1123Label)
                }
                if let node = address["nodeName"]?.stringValue {
                    errors.check("\(place).nodeName", node, NameRules.dns1123Subdomain)
                }
                errors.checkReachable("\(place).ip", address.text("ip"))
            }
        }
        let ports = subset.list("ports")
        for (index, port) in ports.enumerated() {
            let place = "\(path).ports[\(index)]"
            let name = port.text("name")
            if name.isEmpty {
                if ports.count > 1 { errors.required("\(place).name") }
            } else {
                errors.check("\(place).name", name, NameRules.dns1123Label)
            }
            errors.checkPortNumber("\(place).port", port["port"] ?? 0)
            errors.checkRequiredOneOf("\(place).protocol", port.text("protocol"), ["SCTP", "TCP", "UDP"])
            if let name = port["appProtocol"]?.stringValue { errors.check("\(place).appProtocol", name, NameRules.qualifiedName) }
        }
    }
}
