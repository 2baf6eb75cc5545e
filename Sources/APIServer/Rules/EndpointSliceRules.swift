import Addresses
import JSON

/// EndpointSlices.
enum EndpointSliceRules {
    static let rules: ResourceRules = {
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
        rules.check(passes: [.whole]) { object, old, errors in
            let family = object.text("addressType")
            errors.checkRequiredOneOf("addressType", family, ["FQDN", "IPv4", "IPv6"])
            checkEndpoints(object.list("endpoints"), family, &errors)
            checkPorts(object.list("ports"), &errors)
            if let old { errors.checkImmutable("addressType", object["addressType"], old["addressType"]) }
        }
        return rules
    }()

    private static func checkEndpoints(_ endpoints: [JSONValue], _ family: String, _ errors: inout FieldErrors) {
        guard endpoints.count <= 1000 else { return errors.tooMany("endpoints", endpoints.count, 1000) }
        for (index, endpoint) in endpoints.enumerated() {
            let path = "endpoints[\(index)]"
            let addresses = endpoint.texts("addresses")
            if addresses.isEmpty { errors.required("\(path).addresses", "must contain at least 1 address") }
            if addresses.count > 100 { errors.tooMany("\(path).addresses", addresses.count, 100) }
            for (position, address) in addresses.enumerated() {
                checkAddress("\(path).addresses[\(position)]", address, family, &errors)
            }
            if let node = endpoint["nodeName"]?.stringValue {
                errors.check("\(path).nodeName", node, NameRules.dns1123Subdomain)
            }
            let topology = endpoint.map("deprecatedTopology")
            if topology.count > 16 { errors.tooMany("\(path).deprecatedTopology", topology.count, 16) }
            MetadataRules.checkLabels("\(path).deprecatedTopology", endpoint["deprecatedTopology"], into: &errors)
            if let host = endpoint["hostname"]?.stringValue { errors.check("\(path).hostname", host, NameRules.dns1123Label) }
            checkHints("\(path).hints", endpoint["hints"].orNull, &errors)
        }
    }

    private static func checkAddress(_ path: String, _ text: String, _ family: String, _ errors: inout FieldErrors) {
        switch family {
        case "FQDN": errors.check(path, text, NameRules.dns1123Subdomain)
        case "IPv4", "IPv6":
            let address = IPAddress(text)
            guard (family == "IPv4" ? address?.v4 != nil : address?.v6 != nil) else {
                return errors.invalid(path, .string(text), "must be a valid \(family) address")
            }
            errors.checkPlainAddress(path, text)
        default: break
        }
    }

    private static func checkHints(_ path: String, _ hints: JSONValue, _ errors: inout FieldErrors) {
        for key in ["forZones", "forNodes"] {
            let entries = hints.list(key)
            if entries.count > 8 {
                errors.tooMany("\(path).\(key)", entries.count, 8)
                continue
            }
            var names: Set<String> = []
            for (index, entry) in entries.enumerated() {
                let name = entry.text("name")
                if !names.insert(name).inserted { errors.duplicate("\(path).\(key)[\(index)].name", .string(name)) }
                let reasons = key == "forZones" ? NameRules.labelValue(name) : NameRules.dns1123Subdomain(name)
                for reason in reasons { errors.invalid("\(path).\(key)[\(index)].name", .string(name), reason) }
            }
        }
    }

    private static func checkPorts(_ ports: [JSONValue], _ errors: inout FieldErrors) {
        guard ports.count <= 20_000 else { return errors.tooMany("ports", ports.count, 20_000) }
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            let path = "ports[\(index)]"
            let name = port.text("name")
            if !name.isEmpty { errors.check("\(path).name", name, NameRules.dns1123Label) }
            if !names.insert(name).inserted { errors.duplicate("\(path).name", .string(name)) }
            errors.checkRequiredOneOf("\(path).protocol", port.text("protocol"), ["SCTP", "TCP", "UDP"])
            if let name = port["appProtocol"]?.stringValue { errors.check("\(path).appProtocol", name, NameRules.qualifiedName) }
        }
    }
}
