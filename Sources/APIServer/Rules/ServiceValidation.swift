import JSON

/// The checks of Services, with the field errors Kubernetes gives.
enum ServiceValidation {
    static func validate(_ service: JSONValue, _ old: JSONValue?) -> [FieldError] {
        var errors = FieldErrors()
        MetadataRules.check(service, old, isNamespaced: true, name: NameRules.dns1035Label, into: &errors)
        let spec = service["spec"] ?? .emptyObject
        if let old { checkUpdate(spec, old["spec"] ?? .emptyObject, &errors) }
        let type = spec.text("type")
        if spec.list("ports").isEmpty, spec.text("clusterIP") != "None", type != "ExternalName" {
            errors.required("spec.ports")
        }
        checkType(spec, &errors)
        checkPorts(spec, &errors)
        MetadataRules.checkLabels("spec.selector", spec["selector"], into: &errors)
        checkAffinity(spec, &errors)
        errors.checkRequiredOneOf("spec.type", type, ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"])
        checkAddresses(spec, &errors)
        checkPolicies(spec, &errors)
        return errors.all
    }

    private static func checkUpdate(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        let before = old.text("clusterIP")
        guard !before.isEmpty, old.text("type") != "ExternalName", new.text("type") != "ExternalName" else { return }
        if new.text("clusterIP") != before {
            errors.invalid("spec.clusterIPs[0]", new["clusterIPs"] ?? [.string(new.text("clusterIP"))], "may not change once set")
        }
    }

    private static func checkType(_ spec: JSONValue, _ errors: inout FieldErrors) {
        switch spec.text("type") {
        case "LoadBalancer", "NodePort":
            if spec.text("clusterIP") == "None" {
                errors.invalid(
                    "spec.clusterIPs[0]", "None", "may not be set to 'None' for \(spec.text("type")) services")
            }
        case "ExternalName":
            for key in ["clusterIPs", "ipFamilies"] where !spec.list(key).isEmpty {
                errors.forbidden("spec.\(key)", "may not be set for ExternalName services")
            }
            let name = spec.text("externalName")
            let trimmed = name.hasSuffix(".") ? String(name.dropLast()) : name
            if name.isEmpty {
                errors.required("spec.externalName")
            } else {
                errors.check("spec.externalName", trimmed, NameRules.dns1123Subdomain)
            }
        default: break
        }
    }

    private static func checkPorts(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let ports = spec.list("ports")
        var names: Set<String> = []
        var places: Set<String> = []
        for (index, port) in ports.enumerated() {
            let path = "spec.ports[\(index)]"
            checkPort(path, port, needsName: ports.count > 1, isHeadless: spec.text("clusterIP") == "None", &names, &errors)
            if spec.text("type") == "ClusterIP", (port["nodePort"]?.intValue ?? 0) != 0 {
                errors.forbidden("\(path).nodePort", "may not be used when `type` is 'ClusterIP'")
            }
            let number = port["port"]?.intValue ?? 0
            if !places.insert("\(port.text("protocol"))/\(number)").inserted {
                errors.duplicate(
                    path,
                    [
                        "Name": "", "Protocol": .string(port.text("protocol")), "AppProtocol": .null, "Port": .int(number),
                        "TargetPort": 0, "NodePort": 0,
                    ])
            }
        }
    }

    private static func checkPort(
        _ path: String, _ port: JSONValue, needsName: Bool, isHeadless: Bool, _ names: inout Set<String>,
        _ errors: inout FieldErrors
    ) {
        let name = port.text("name")
        if name.isEmpty {
            if needsName { errors.required("\(path).name") }
        } else {
            errors.check("\(path).name", name, NameRules.dns1123Label)
            if !names.insert(name).inserted { errors.duplicate("\(path).name", .string(name)) }
        }
        errors.checkPortNumber("\(path).port", port["port"] ?? 0)
        errors.checkRequiredOneOf("\(path).protocol", port.text("protocol"), ["SCTP", "TCP", "UDP"])
        errors.checkPort("\(path).targetPort", port["targetPort"])
        let protocolName = port.text("appProtocol")
        if !protocolName.isEmpty { errors.check("\(path).appProtocol", protocolName, NameRules.qualifiedName) }
    }

    private static func checkAffinity(_ spec: JSONValue, _ errors: inout FieldErrors) {
        errors.checkRequiredOneOf("spec.sessionAffinity", spec.text("sessionAffinity"), ["ClientIP", "None"])
        guard let timeout = spec[path: "sessionAffinityConfig", "clientIP", "timeoutSeconds"],
            let seconds = timeout.intValue, !(1...86_400).contains(seconds)
        else { return }
        errors.invalid(
            "spec.sessionAffinityConfig.clientIP.timeoutSeconds", timeout, "must be greater than 0 and less than 86400")
    }

    private static func checkAddresses(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let addresses = spec.texts("clusterIPs")
        if let first = addresses.first, first != spec.text("clusterIP") {
            errors.invalid(
                "spec.clusterIP", .string(spec.text("clusterIP")), "must be the same as the first entry of `clusterIPs`")
        }
        for (index, address) in addresses.enumerated() where address != "None" {
            errors.checkAddress("spec.clusterIPs[\(index)]", address)
        }
        if addresses.count > 1, addresses.contains("None") {
            errors.invalid("spec.clusterIPs[0]", "None", "may not be set with additional entries")
        }
        if addresses.count > 2 { errors.tooMany("spec.clusterIPs", addresses.count, 2) }
        for (index, address) in spec.texts("externalIPs").enumerated() {
            errors.checkAddress("spec.externalIPs[\(index)]", address)
        }
    }

    private static func checkPolicies(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let external = spec.text("externalTrafficPolicy")
        if !external.isEmpty { errors.checkOneOf("spec.externalTrafficPolicy", external, ["Cluster", "Local"]) }
        let inner = spec.text("internalTrafficPolicy")
        if !inner.isEmpty { errors.checkOneOf("spec.internalTrafficPolicy", inner, ["Cluster", "Local"]) }
        for (index, family) in spec.texts("ipFamilies").enumerated() {
            errors.checkOneOf("spec.ipFamilies[\(index)]", family, ["IPv4", "IPv6"])
        }
        let policy = spec.text("ipFamilyPolicy")
        if !policy.isEmpty {
            errors.checkOneOf("spec.ipFamilyPolicy", policy, ["PreferDualStack", "RequireDualStack", "SingleStack"])
        }
    }
}
