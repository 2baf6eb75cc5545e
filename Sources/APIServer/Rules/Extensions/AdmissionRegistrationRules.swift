import JSON
import Schema

/// Webhook configurations and admission policies.
enum AdmissionRegistrationRules {
    static let webhooks: ResourceRules = {
        var rules = generationOnly(["webhooks"])
        rules.check(isNamespaced: false) { object, old, errors in
            WebhookValidation.check(object, into: &errors)
        }
        return rules
    }()

    static let validatingPolicy: ResourceRules = {
        var rules = StatusRules.separating(initial: .emptyObject, generation: ["spec"])
        rules.check(isNamespaced: false) { object, old, errors in
            let spec = object["spec"] ?? .emptyObject
            AdmissionPolicyValidation.check(spec, into: &errors)
            AdmissionPolicyValidation.checkValidations(
                spec, name: object.text(path: "metadata", "name"), into: &errors)
        }
        return rules
    }()

    static let mutatingPolicy: ResourceRules = {
        var rules = generationOnly(["spec"])
        rules.check(isNamespaced: false) { object, old, errors in
            let spec = object["spec"] ?? .emptyObject
            if spec.list("mutations").isEmpty { errors.required("spec.mutations", "mutations must contain at least one item") }
            AdmissionPolicyValidation.check(spec, into: &errors)
            AdmissionPolicyValidation.checkMutations(spec, into: &errors)
        }
        return rules
    }()

    static let binding: ResourceRules = {
        var rules = generationOnly(["spec"])
        rules.check(isNamespaced: false) { object, old, errors in
            let isValidating = object.text("kind") == "ValidatingAdmissionPolicyBinding"
            AdmissionPolicyValidation.checkBinding(
                object["spec"] ?? .emptyObject, isValidating: isValidating, into: &errors)
        }
        return rules
    }()

    /// Rules of a kind without a status.
    private static func generationOnly(_ members: [String]) -> ResourceRules {
        var rules = ResourceRules()
        rules.prepareForCreate = { $0.edit("metadata") { $0["generation"] = 1 } }
        rules.prepareForUpdate = { object, old in Generation.raise(&object, old, ifChanged: members) }
        return rules
    }
}

/// Rules about which requests something is for: shared by webhooks and policies.
enum OperationRuleValidation {
    static func check(_ rule: JSONValue, _ path: String, into errors: inout FieldErrors) {
        let operations = rule.texts("operations")
        if operations.isEmpty { errors.required("\(path).operations") }
        if operations.contains("*"), operations.count > 1 {
            errors.invalid(
                "\(path).operations", operations.json, "if '*' is present, must not specify other operations")
        }
        for (index, operation) in operations.enumerated() {
            errors.checkOneOf(
                "\(path).operations[\(index)]", operation, ["*", "CONNECT", "CREATE", "DELETE", "UPDATE"])
        }
        checkAll(rule, path, "apiGroups", "API groups", &errors)
        checkAll(rule, path, "apiVersions", "API versions", &errors)
        for (index, version) in rule.texts("apiVersions").enumerated() where version.isEmpty {
            errors.required("\(path).apiVersions[\(index)]")
        }
        checkResources(rule.texts("resources"), path, &errors)
        if rule.has("scope") {
            errors.checkOneOf("\(path).scope", rule.text("scope"), ["*", "Cluster", "Namespaced"])
        }
    }

    private static func checkAll(
        _ rule: JSONValue, _ path: String, _ key: String, _ name: String, _ errors: inout FieldErrors
    ) {
        let given = rule.texts(key)
        if given.isEmpty { errors.required("\(path).\(key)") }
        if given.contains("*"), given.count > 1 {
            errors.invalid("\(path).\(key)", given.json, "if '*' is present, must not specify other \(name)")
        }
    }

    private static func checkResources(_ resources: [String], _ path: String, _ errors: inout FieldErrors) {
        if resources.isEmpty { errors.required("\(path).resources") }
        let given = Set(resources)
        for (index, resource) in resources.enumerated() {
            let place = "\(path).resources[\(index)]"
            if resource.isEmpty {
                errors.required(place)
                continue
            }
            if resource == "*/*", given.count > 1 {
                errors.invalid(
                    "\(path).resources", resources.json, "if '*/*' is present, must not specify other resources")
            }
            let parts = resource.split(separator: "/", maxSplits: 1).map(String.init)
            guard parts.count == 2, !parts.contains("*") else { continue }
            if given.contains("\(parts[0])/*") {
                errors.invalid(
                    place, .string(resource), "if '\(parts[0])/*' is present, must not specify \(resource)")
            }
            if given.contains("*/\(parts[1])") {
                errors.invalid(
                    place, .string(resource), "if '*/\(parts[1])' is present, must not specify \(resource)")
            }
        }
    }
}
