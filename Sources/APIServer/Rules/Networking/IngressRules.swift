import Addresses
import JSON

/// Ingresses: server-owned fields and checks.
enum IngressRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules.workload(status: ["loadBalancer": .emptyObject])
        rules.check { validate($0, $1, &$2) }
        rules.warnings = { ingress, old in
            guard old == nil, ingress[path: "metadata", "annotations", "kubernetes.io/ingress.class"] != nil else { return [] }
            return [#"annotation "kubernetes.io/ingress.class" is deprecated, please use 'spec.ingressClassName' instead"#]
        }
        return rules
    }()

    private static func validate(_ object: JSONValue, _ old: JSONValue?, _ errors: inout FieldErrors) {
        let spec = object["spec"] ?? .emptyObject
        if let old {
            if old["status"] != object["status"] { checkStatus(object["status"] ?? .emptyObject, &errors) }
            if old["spec"] == spec { return }
        }
        checkSpec(spec, &errors)
        let annotation = "kubernetes.io/ingress.class"
        if old == nil, let value = object[path: "metadata", "annotations", annotation], spec.has("ingressClassName") {
            errors.invalid("annotations.\(annotation)", value, "can not be set when the class field is also set")
        }
    }

    private static func checkSpec(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let rules = spec.list("rules")
        if rules.isEmpty, !spec.has("defaultBackend") {
            errors.invalid("spec", spec["rules"].orNull, "either `defaultBackend` or `rules` must be specified")
        }
        if let backend = spec["defaultBackend"], !backend.isNull { checkBackend("spec.defaultBackend", backend, &errors) }
        for (index, rule) in rules.enumerated() {
            let path = "spec.rules[\(index)]"
            let host = rule.text("host")
            if !host.isEmpty {
                if IPAddress(host) != nil {
                    errors.invalid("\(path).host", .string(host), "must be a DNS name, not an IP address")
                }
                checkHost("\(path).host", host, &errors)
            }
            if let http = rule["http"], !http.isNull { checkPaths("\(path).http.paths", http.list("paths"), &errors) }
        }
        for (index, tls) in spec.list("tls").enumerated() {
            for (position, host) in tls.texts("hosts").enumerated() {
                checkHost("spec.tls[\(index)].hosts[\(position)]", host, &errors)
            }
            let secret = tls.text("secretName")
            if !secret.isEmpty { errors.check("spec.tls[\(index)].secretName", secret, NameRules.dns1123Subdomain) }
        }
        if let name = spec["ingressClassName"]?.stringValue {
            errors.check("spec.ingressClassName", name, NameRules.dns1123Subdomain)
        }
    }

    private static func checkHost(_ path: String, _ host: String, _ errors: inout FieldErrors) {
        errors.check(path, host, host.contains("*") ? NameRules.wildcardSubdomain : NameRules.dns1123Subdomain)
    }

    private static func checkPaths(_ path: String, _ paths: [JSONValue], _ errors: inout FieldErrors) {
        if paths.isEmpty { errors.required(path) }
        for (index, entry) in paths.enumerated() {
            let place = "\(path)[\(index)]"
            guard let type = entry["pathType"]?.stringValue else {
                errors.required("\(place).pathType", "pathType must be specified")
                continue
            }
            checkPath("\(place).path", entry.text("path"), type: type, "\(place).pathType", &errors)
            checkBackend("\(place).backend", entry["backend"] ?? .emptyObject, &errors)
        }
    }

    private static func checkPath(
        _ path: String, _ text: String, type: String, _ typePath: String, _ errors: inout FieldErrors
    ) {
        func refuse(_ reason: String) { errors.invalid(path, .string(text), reason) }
        switch type {
        case "Exact", "Prefix":
            if !text.hasPrefix("/") { refuse("must be an absolute path") }
            for sequence in ["//", "/./", "/../", "%2f", "%2F"] where text.contains(sequence) {
                refuse("must not contain '\(sequence)'")
            }
            for suffix in ["/..", "/."] where text.hasSuffix(suffix) { refuse("cannot end with '\(suffix)'") }
        case "ImplementationSpecific":
            if !text.isEmpty, !text.hasPrefix("/") { refuse("must be an absolute path") }
        default: errors.checkOneOf(typePath, type, ["Exact", "ImplementationSpecific", "Prefix"])
        }
    }

    private static func checkBackend(_ path: String, _ backend: JSONValue, _ errors: inout FieldErrors) {
        let service = backend["service"].orNull
        let resource = backend["resource"].orNull
        switch (service.isNull, resource.isNull) {
        case (false, false): errors.invalid(path, "", "cannot set both resource and service backends")
        case (true, true): errors.invalid(path, "", "resource or service backend is required")
        case (true, false): checkReference("\(path).resource", resource, into: &errors)
        case (false, true): checkService(path, service, &errors)
        }
    }

    private static func checkService(_ path: String, _ service: JSONValue, _ errors: inout FieldErrors) {
        errors.checkRequired("\(path).service.name", service.text("name"), NameRules.dns1035Label)
        let name = service.text(path: "port", "name")
        let number = service[path: "port", "number"]?.intValue ?? 0
        switch (name.isEmpty, number == 0) {
        case (false, false): errors.invalid(path, "", "cannot set both port name & port number")
        case (false, true): errors.check("\(path).service.port.name", name, NameRules.portName)
        case (true, false): errors.checkPortNumber("\(path).service.port.number", .int(number))
        case (true, true): errors.required(path, "port name or number is required")
        }
    }

    /// An object of any kind, by group, kind and name.
    static func checkReference(_ path: String, _ reference: JSONValue, into errors: inout FieldErrors) {
        if let group = reference["apiGroup"]?.stringValue { errors.check("\(path).apiGroup", group, NameRules.dns1123Subdomain) }
        for key in ["kind", "name"] {
            let text = reference.text(key)
            if text.isEmpty {
                errors.required("\(path).\(key)", "\(key) is required")
            } else {
                errors.check("\(path).\(key)", text, NameRules.pathSegment)
            }
        }
    }

    private static func checkStatus(_ status: JSONValue, _ errors: inout FieldErrors) {
        for (index, entry) in (status["loadBalancer"]?.list("ingress") ?? []).enumerated() {
            let path = "status.loadBalancer.ingress[\(index)]"
            if !entry.text("ip").isEmpty { errors.checkAddress("\(path).ip", entry.text("ip")) }
            let host = entry.text("hostname")
            guard !host.isEmpty else { continue }
            errors.check("\(path).hostname", host, NameRules.dns1123Subdomain)
            if IPAddress(host) != nil {
                errors.invalid("\(path).hostname", .string(host), "must be a DNS name, not an IP address")
            }
        }
    }
}

/// IngressClasses.
enum IngressClassRules {
    static let rules: ResourceRules = {
        var rules = ResourceRules()
        rules.prepareForCreate = { $0.edit("metadata") { $0["generation"] = 1 } }
        rules.prepareForUpdate = { object, old in Generation.raise(&object, old, ifChanged: ["spec"]) }
        rules.check(isNamespaced: false) { object, old, errors in
            let spec = object["spec"] ?? .emptyObject
            let controller = spec.text("controller")
            if let old {
                errors.checkImmutable("spec.controller", spec["controller"], old[path: "spec", "controller"])
            }
            if controller.utf8.count > 250 { errors.tooLong("spec.controller", 250) }
            errors.checkDomainPath("spec.controller", controller)
            if let parameters = spec["parameters"], !parameters.isNull { checkParameters(parameters, &errors) }
        }
        return rules
    }()

    private static func checkParameters(_ parameters: JSONValue, _ errors: inout FieldErrors) {
        let path = "spec.parameters"
        IngressRules.checkReference(path, parameters, into: &errors)
        let namespace = parameters["namespace"]?.stringValue
        switch parameters.text("scope") {
        case "Namespace":
            if let namespace {
                errors.check("\(path).namespace", namespace, NameRules.dns1123Label)
            } else {
                errors.required("\(path).namespace", "`parameters.scope` is set to 'Namespace'")
            }
        case "Cluster":
            if namespace != nil { errors.forbidden("\(path).namespace", "`parameters.scope` is set to 'Cluster'") }
        case let scope: errors.checkOneOf("\(path).scope", scope, ["Cluster", "Namespace"])
        }
    }
}
