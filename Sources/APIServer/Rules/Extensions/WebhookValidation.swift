import JSON
import Schema

/// What a webhook configuration must be like.
enum WebhookValidation {
    static func check(_ object: JSONValue, into errors: inout FieldErrors) {
        var seen: Set<String> = []
        for (index, webhook) in object.list("webhooks").enumerated() {
            let path = "webhooks[\(index)]"
            check(webhook, path, &errors)
            if !seen.insert(webhook.text("name")).inserted {
                errors.duplicate("\(path).name", .string(webhook.text("name")))
            }
        }
    }

    private static func check(_ webhook: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        checkName(webhook.text("name"), path, &errors)
        for (index, rule) in webhook.list("rules").enumerated() {
            OperationRuleValidation.check(rule, "\(path).rules[\(index)]", into: &errors)
        }
        errors.checkOneOf("\(path).failurePolicy", webhook.text("failurePolicy"), ["Fail", "Ignore"])
        errors.checkOneOf("\(path).matchPolicy", webhook.text("matchPolicy"), ["Equivalent", "Exact"])
        let effects = webhook.text("sideEffects")
        if effects.isEmpty {
            errors.required("\(path).sideEffects", "must specify one of None, NoneOnDryRun")
        } else {
            errors.checkOneOf("\(path).sideEffects", effects, ["None", "NoneOnDryRun"])
        }
        if webhook.has("reinvocationPolicy") {
            errors.checkOneOf(
                "\(path).reinvocationPolicy", webhook.text("reinvocationPolicy"), ["IfNeeded", "Never"])
        }
        if let timeout = webhook["timeoutSeconds"], let seconds = timeout.intValue, !(1...30).contains(seconds) {
            errors.invalid("\(path).timeoutSeconds", timeout, "the timeout value must be between 1 and 30 seconds")
        }
        for key in ["namespaceSelector", "objectSelector"] {
            if let selector = webhook[key], !selector.isNull {
                LabelSelectorRules.check("\(path).\(key)", selector, into: &errors)
            }
        }
        checkClient(webhook["clientConfig"] ?? .emptyObject, "\(path).clientConfig", &errors)
        checkVersions(webhook.texts("admissionReviewVersions"), "\(path).admissionReviewVersions", &errors)
        AdmissionPolicyValidation.checkConditions(webhook.list("matchConditions"), "\(path).matchConditions", into: &errors)
    }

    private static func checkName(_ name: String, _ path: String, _ errors: inout FieldErrors) {
        if name.isEmpty { return errors.required("\(path).name") }
        errors.check("\(path).name", name, NameRules.dns1123Subdomain)
        if name.split(separator: ".").count < 3 {
            errors.invalid(
                "\(path).name", .string(name), "should be a domain with at least three segments separated by dots")
        }
    }

    private static func checkVersions(_ versions: [String], _ path: String, _ errors: inout FieldErrors) {
        if versions.isEmpty { return errors.required(path, "must specify one of v1, v1beta1") }
        var seen: Set<String> = []
        for (index, version) in versions.enumerated() {
            errors.check("\(path)[\(index)]", version, NameRules.dns1035Label)
            if !seen.insert(version).inserted {
                errors.invalid("\(path)[\(index)]", .string(version), "duplicate version")
            }
        }
        if seen.isDisjoint(with: ["v1", "v1beta1"]) {
            errors.invalid(path, versions.json, "must include at least one of v1, v1beta1")
        }
    }

    private static func checkClient(_ client: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        switch (client["url"]?.stringValue, client["service"].flatMap { $0.isNull ? nil : $0 }) {
        case (nil, nil), (.some, .some): errors.required(path, "exactly one of url or service is required")
        case (let url?, nil): checkURL(url, "\(path).url", &errors)
        case (nil, let service?): checkService(service, "\(path).service", &errors)
        }
    }

    private static func checkURL(_ url: String, _ path: String, _ errors: inout FieldErrors) {
        let form = "; desired format: https://host[/path]"
        guard url.hasPrefix("https://") else {
            errors.invalid(path, .string(url), "'https' is the only allowed URL scheme\(form)")
            return
        }
        let rest = url.dropFirst("https://".count)
        if rest.prefix(while: { $0 != "/" }).isEmpty { errors.invalid(path, "", "host must be specified\(form)") }
        if rest.contains("@") { errors.invalid(path, .string(url), "user information is not permitted in the URL") }
        if rest.contains("#") { errors.invalid(path, .string(url), "fragments are not permitted in the URL") }
        if rest.contains("?") { errors.invalid(path, .string(url), "query parameters are not permitted in the URL") }
    }

    private static func checkService(_ service: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        for key in ["name", "namespace"] where service.text(key).isEmpty { errors.required("\(path).\(key)") }
        if let port = service["port"]?.intValue {
            for reason in NameRules.portNumber(port) {
                errors.invalid("\(path).port", .int(port), "port is not valid: \(reason)")
            }
        }
        let route = service.text("path")
        if !route.isEmpty, !route.hasPrefix("/") {
            errors.invalid("\(path).path", .string(route), "must start with a '/'")
        }
    }
}
