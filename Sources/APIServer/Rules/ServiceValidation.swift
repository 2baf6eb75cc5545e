import Addresses
import JSON

/// The checks of Services, with the field errors Kubernetes gives, in its order.
enum ServiceValidation {
    static func validate(_ service: JSONValue, _ old: JSONValue?) -> [FieldError] {
        var errors = FieldErrors()
        MetadataRules.check(
            service, old, isNamespaced: true, name: NameRules.dns1035Label, passes: [.change, .whole], into: &errors)
        let spec = service["spec"] ?? .emptyObject
        if let old {
            if old["status"] != service["status"] { checkStatus(service["status"] ?? .emptyObject, spec, &errors) }
            if old["spec"] == spec { return errors.all }
            ServiceUpdateRules.check(spec, old["spec"] ?? .emptyObject, into: &errors)
        }
        checkType(spec, &errors)
        checkPorts(spec, &errors)
        MetadataRules.checkLabels("spec.selector", spec["selector"], into: &errors)
        checkAffinity(spec, &errors)
        if spec.text("type") != "ExternalName" { ServiceAddressValidation.check(spec, into: &errors) }
        for (index, address) in spec.texts("externalIPs").enumerated() {
            errors.checkPlainAddress("spec.externalIPs[\(index)]", address)
        }
        errors.checkRequiredOneOf("spec.type", spec.text("type"), ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"])
        checkNodePorts(spec, &errors)
        checkRepeatedPorts(spec, &errors)
        checkLoadBalancer(service, spec, &errors)
        checkPolicies(spec, &errors)
        return errors.all
    }

    static func isHeadless(_ spec: JSONValue) -> Bool { spec.texts("clusterIPs") == ["None"] || spec.text("clusterIP") == "None" }

    private static func checkType(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let type = spec.text("type")
        let ports = spec.list("ports")
        if ports.isEmpty, !isHeadless(spec), type != "ExternalName" { errors.required("spec.ports") }
        switch type {
        case "LoadBalancer", "NodePort":
            if isHeadless(spec) {
                errors.invalid("spec.clusterIPs[0]", "None", "may not be set to 'None' for \(type) services")
            }
        case "ExternalName":
            for key in ["clusterIPs", "ipFamilies", "ipFamilyPolicy"] {
                if !spec.list(key).isEmpty || !spec.text(key).isEmpty {
                    errors.forbidden("spec.\(key)", "may not be set for ExternalName services")
                }
            }
            let name = spec.text("externalName")
            let host = name.hasSuffix(".") ? String(name.dropLast()) : name
            errors.checkRequired("spec.externalName", host, NameRules.dns1123Subdomain)
        default: break
        }
    }

    // MARK: Ports

    private static func checkPorts(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let ports = spec.list("ports")
        var names: Set<String> = []
        for (index, port) in ports.enumerated() {
            let path = "spec.ports[\(index)]"
            let name = port.text("name")
            if name.isEmpty {
                if ports.count > 1 { errors.required("\(path).name") }
            } else {
                errors.check("\(path).name", name, NameRules.dns1123Label)
                if !names.insert(name).inserted { errors.duplicate("\(path).name", .string(name)) }
            }
            errors.checkPortNumber("\(path).port", port["port"] ?? 0)
            errors.checkRequiredOneOf("\(path).protocol", port.text("protocol"), ["SCTP", "TCP", "UDP"])
            errors.checkPort("\(path).targetPort", port["targetPort"] ?? 0)
            if let name = port["appProtocol"]?.stringValue { errors.check("\(path).appProtocol", name, NameRules.qualifiedName) }
        }
    }

    private static func checkNodePorts(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let ports = spec.list("ports").enumerated().filter { ($0.element["nodePort"]?.intValue ?? 0) != 0 }
        if spec.text("type") == "ClusterIP" {
            for (index, _) in ports {
                errors.forbidden("spec.ports[\(index)].nodePort", "may not be used when `type` is 'ClusterIP'")
            }
        }
        var taken: Set<String> = []
        for (index, port) in ports {
            let number = port["nodePort"]?.intValue ?? 0
            if !taken.insert("\(port.text("protocol"))/\(number)").inserted {
                errors.duplicate("spec.ports[\(index)].nodePort", .int(number))
            }
        }
    }

    private static func checkRepeatedPorts(_ spec: JSONValue, _ errors: inout FieldErrors) {
        var taken: Set<String> = []
        for (index, port) in spec.list("ports").enumerated() {
            let number = port["port"]?.intValue ?? 0
            let name = port.text("protocol")
            guard !taken.insert("\(name)/\(number)").inserted else { continue }
            errors.duplicate(
                "spec.ports[\(index)]",
                [
                    "Name": "", "Protocol": .string(name), "AppProtocol": .null, "Port": .int(number), "TargetPort": 0,
                    "NodePort": 0,
                ])
        }
    }

    // MARK: The rest

    private static func checkAffinity(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let affinity = spec.text("sessionAffinity")
        let config = spec["sessionAffinityConfig"].orNull
        let path = "spec.sessionAffinityConfig"
        errors.checkRequiredOneOf("spec.sessionAffinity", affinity, ["ClientIP", "None"])
        if affinity == "None", !config.isNull {
            errors.forbidden(path, "must not be set when session affinity is None")
        }
        guard affinity == "ClientIP" else { return }
        let text = "when session affinity type is ClientIP"
        if config.isNull { return errors.required(path, text) }
        if !config.has("clientIP") { return errors.required("\(path).clientIP", text) }
        guard let timeout = config[path: "clientIP", "timeoutSeconds"], let seconds = timeout.intValue else {
            return errors.required("\(path).clientIP.timeoutSeconds", text)
        }
        if !(1...86_400).contains(seconds) {
            errors.invalid("\(path).clientIP.timeoutSeconds", timeout, "must be greater than 0 and less than 86400")
        }
    }

    private static func checkLoadBalancer(_ service: JSONValue, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let isBalanced = spec.text("type") == "LoadBalancer"
        let text = "may only be used when `type` is 'LoadBalancer'"
        let annotation = "service.beta.kubernetes.io/load-balancer-source-ranges"
        let ranges = spec.texts("loadBalancerSourceRanges")
        if !ranges.isEmpty {
            let path = "spec.LoadBalancerSourceRanges"
            if !isBalanced { errors.forbidden(path, text) }
            for (index, range) in ranges.enumerated() { errors.checkCIDR("\(path)[\(index)]", trimmed(range[...])) }
        } else if let value = service[path: "metadata", "annotations", annotation]?.stringValue {
            let path = "metadata.annotations[\(annotation)]"
            if !isBalanced { errors.forbidden(path, text) }
            if !trimmed(value[...]).isEmpty {
                for range in value.split(separator: ",", omittingEmptySubsequences: false) {
                    errors.checkCIDR(path, trimmed(range))
                }
            }
        }
        if !isBalanced, spec.has("allocateLoadBalancerNodePorts") {
            errors.forbidden("spec.allocateLoadBalancerNodePorts", text)
        }
        guard let name = spec["loadBalancerClass"]?.stringValue else { return }
        if isBalanced {
            errors.check("spec.loadBalancerClass", name, NameRules.qualifiedName)
        } else {
            errors.forbidden("spec.loadBalancerClass", text)
        }
    }

    private static func trimmed(_ text: Substring) -> String {
        let start = text.drop { $0.isWhitespace }
        return String(start.prefix(upTo: start.lastIndex { !$0.isWhitespace }.map(start.index(after:)) ?? start.startIndex))
    }

    private static func checkPolicies(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let type = spec.text("type")
        let isExternal = type == "LoadBalancer" || type == "NodePort" || type == "ClusterIP" && !spec.list("externalIPs").isEmpty
        let external = spec.text("externalTrafficPolicy")
        if isExternal {
            errors.checkRequiredOneOf("spec.externalTrafficPolicy", external, ["Cluster", "Local"])
        } else if !external.isEmpty {
            errors.invalid(
                "spec.externalTrafficPolicy", .string(external), "may only be set for externally-accessible services")
        }
        let healthCheck = spec["healthCheckNodePort"] ?? 0
        if ServiceCarryOver.wantsHealthCheck(spec) {
            if healthCheck == 0 {
                errors.required("spec.healthCheckNodePort")
            } else {
                errors.checkPortNumber("spec.healthCheckNodePort", healthCheck)
            }
        } else if healthCheck != 0 {
            errors.invalid(
                "spec.healthCheckNodePort", healthCheck,
                "may only be set when `type` is 'LoadBalancer' and `externalTrafficPolicy` is 'Local'")
        }
        if let inner = spec["internalTrafficPolicy"]?.stringValue {
            errors.checkOneOf("spec.internalTrafficPolicy", inner, ["Cluster", "Local"])
        } else if ["NodePort", "LoadBalancer", "ClusterIP"].contains(type) {
            errors.required("spec.internalTrafficPolicy")
        }
        if let distribution = spec["trafficDistribution"]?.stringValue {
            errors.checkOneOf(
                "spec.trafficDistribution", distribution, ["PreferClose", "PreferSameZone", "PreferSameNode"])
        }
    }

    private static func checkStatus(_ status: JSONValue, _ spec: JSONValue, _ errors: inout FieldErrors) {
        let entries = status["loadBalancer"]?.list("ingress") ?? []
        if !entries.isEmpty, spec.text("type") != "LoadBalancer" {
            return errors.forbidden("status.loadBalancer.ingress", "may only be used when `spec.type` is 'LoadBalancer'")
        }
        for (index, entry) in entries.enumerated() {
            let path = "status.loadBalancer.ingress[\(index)]"
            let address = entry.text("ip")
            if !address.isEmpty { errors.checkAddress("\(path).ip", address) }
            if let mode = entry["ipMode"]?.stringValue {
                if address.isEmpty {
                    errors.forbidden("\(path).ipMode", "may not be specified when `ip` is not set")
                } else {
                    errors.checkOneOf("\(path).ipMode", mode, ["Proxy", "VIP"])
                }
            } else if !address.isEmpty {
                errors.required("\(path).ipMode", "must be specified when `ip` is set")
            }
            let host = entry.text("hostname")
            guard !host.isEmpty else { continue }
            errors.check("\(path).hostname", host, NameRules.dns1123Subdomain)
            if IPAddress(host) != nil {
                errors.invalid("\(path).hostname", .string(host), "must be a DNS name, not an IP address")
            }
        }
    }
}
