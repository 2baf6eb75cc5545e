import JSON
import Schema

/// APIServices.
enum APIServiceRules {
    static let rules: ResourceRules = {
        var rules = StatusRules.separating(initial: .emptyObject, generation: [])
        rules.prepareForCreate = { object in
            object["status"] = ["conditions": [availability(of: object)]]
        }
        rules.prepareForUpdate = { object, old in
            object.copy("status", from: old)
            // Who answers decides whether it can be reached.
            let hasMoved = object["spec"]?.has("service") != old["spec"]?.has("service")
            if hasMoved { object["status"] = ["conditions": [availability(of: object)]] }
        }
        rules.check(isNamespaced: false, name: NameRules.pathSegment) { object, old, errors in
            check(object, &errors)
        }
        return rules
    }()

    /// What is known at once: this server is there, and it forwards to no other.
    private static func availability(of object: JSONValue) -> JSONValue {
        let isLocal = !(object["spec"]?.has("service") ?? false)
        return [
            "type": "Available", "status": isLocal ? "True" : "False",
            "lastTransitionTime": .string(Timestamp.now.rfc3339), "reason": isLocal ? "Local" : "NotForwarded",
            "message": isLocal
                ? "Local APIServices are always available" : "this server does not forward requests to other API servers",
        ]
    }

    private static func check(_ object: JSONValue, _ errors: inout FieldErrors) {
        let spec = object["spec"] ?? .emptyObject
        let wanted = "\(spec.text("version")).\(spec.text("group"))"
        let name = object.text(path: "metadata", "name")
        if name != wanted {
            errors.invalid("metadata.name", .string(name), "must be `spec.version+\".\"+spec.group`: \"\(wanted)\"")
        }
        errors.checkRequired("spec.version", spec.text("version"), NameRules.dns1035Label)
        let group = spec["groupPriorityMinimum"]?.intValue ?? 0
        if !(1...20_000).contains(group) {
            errors.invalid("spec.groupPriorityMinimum", .int(group), "must be positive and less than 20000")
        }
        let version = spec["versionPriority"]?.intValue ?? 0
        if !(1...1000).contains(version) {
            errors.invalid("spec.versionPriority", .int(version), "must be positive and less than 1000")
        }
        guard let service = spec["service"], !service.isNull else { return checkLocal(spec, &errors) }
        errors.checkRequired("spec.service.namespace", service.text("namespace"))
        errors.checkRequired("spec.service.name", service.text("name"))
        if let port = service["port"]?.intValue {
            for reason in NameRules.portNumber(port) {
                errors.invalid("spec.service.port", .int(port), "port is not valid: \(reason)")
            }
        }
        if spec.flag("insecureSkipTLSVerify"), !spec.text("caBundle").isEmpty {
            errors.invalid("spec.insecureSkipTLSVerify", true, "may not be true if caBundle is present")
        }
    }

    private static func checkLocal(_ spec: JSONValue, _ errors: inout FieldErrors) {
        if !spec.text("caBundle").isEmpty {
            errors.invalid("spec.caBundle", spec["caBundle"].orNull, "local APIServices may not have a caBundle")
        }
        if spec.flag("insecureSkipTLSVerify") {
            errors.invalid(
                "spec.insecureSkipTLSVerify", true, "local APIServices may not have insecureSkipTLSVerify")
        }
    }
}
