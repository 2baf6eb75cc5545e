import JSON
import Schema

/// What admission policies and their bindings must be like. Whether expressions compile is not looked at.
enum AdmissionPolicyValidation {
    static func check(_ spec: JSONValue, into errors: inout FieldErrors) {
        if let kind = spec["paramKind"], !kind.isNull {
            errors.checkRequired("spec.paramKind.apiVersion", kind.text("apiVersion"))
            errors.checkRequired("spec.paramKind.kind", kind.text("kind"))
        }
        if let matching = spec["matchConstraints"], !matching.isNull {
            checkMatching(matching, "spec.matchConstraints", into: &errors)
            if matching.list("resourceRules").isEmpty { errors.required("spec.matchConstraints.resourceRules") }
        } else {
            errors.required("spec.matchConstraints")
        }
        errors.checkOneOf("spec.failurePolicy", spec.text("failurePolicy"), ["Fail", "Ignore"])
        checkConditions(spec.list("matchConditions"), "spec.matchConditions", into: &errors)
        var seen: Set<String> = []
        for (index, variable) in spec.list("variables").enumerated() {
            let path = "spec.variables[\(index)]"
            let name = variable.text("name")
            if !isIdentifier(name) {
                if name.isEmpty {
                    errors.required("\(path).name", "name is not specified")
                } else {
                    errors.invalid("\(path).name", .string(name), "name is not a valid CEL identifier")
                }
            } else if !seen.insert(name).inserted {
                errors.duplicate("\(path).name", .string(name))
            }
            checkExpression(variable, path, &errors)
        }
    }

    static func checkMatching(_ matching: JSONValue, _ path: String, into errors: inout FieldErrors) {
        for key in ["namespaceSelector", "objectSelector"] {
            if let selector = matching[key], !selector.isNull {
                LabelSelectorRules.check("\(path).\(key)", selector, into: &errors)
            }
        }
        for key in ["resourceRules", "excludeResourceRules"] {
            for (index, rule) in matching.list(key).enumerated() {
                OperationRuleValidation.check(rule, "\(path).\(key)[\(index)]", into: &errors)
            }
        }
        errors.checkOneOf("\(path).matchPolicy", matching.text("matchPolicy"), ["Equivalent", "Exact"])
    }

    static func checkConditions(_ conditions: [JSONValue], _ path: String, into errors: inout FieldErrors) {
        if conditions.count > 64 { errors.tooMany(path, conditions.count, 64) }
        var seen: Set<String> = []
        for (index, condition) in conditions.enumerated() {
            let place = "\(path)[\(index)]"
            let name = condition.text("name")
            if name.isEmpty {
                errors.required("\(place).name")
            } else {
                errors.check("\(place).name", name, NameRules.qualifiedName)
                if !seen.insert(name).inserted { errors.duplicate("\(place).name", .string(name)) }
            }
            checkExpression(condition, place, &errors)
        }
    }

    // MARK: Validations and mutations

    static func checkValidations(_ spec: JSONValue, into errors: inout FieldErrors) {
        for (index, validation) in spec.list("validations").enumerated() {
            let path = "spec.validations[\(index)]"
            checkExpression(validation, path, &errors)
            if validation.has("message"), validation.text("message").allSatisfy(\.isWhitespace) {
                errors.invalid("\(path).message", validation["message"].orNull, "message must be non-empty if specified")
            }
            if validation.has("reason") {
                errors.checkOneOf(
                    "\(path).reason", validation.text("reason"),
                    ["Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"])
            }
        }
        var seen: Set<String> = []
        for (index, annotation) in spec.list("auditAnnotations").enumerated() {
            let path = "spec.auditAnnotations[\(index)]"
            let key = annotation.text("key")
            if key.isEmpty {
                errors.required("\(path).key")
            } else {
                errors.check("\(path).key", key, NameRules.qualifiedName)
                if !seen.insert(key).inserted { errors.duplicate("\(path).key", .string(key)) }
            }
            if annotation.text("valueExpression").allSatisfy(\.isWhitespace) {
                errors.required("\(path).valueExpression", "valueExpression is not specified")
            }
        }
    }

    static func checkMutations(_ spec: JSONValue, into errors: inout FieldErrors) {
        errors.checkRequiredOneOf("spec.reinvocationPolicy", spec.text("reinvocationPolicy"), ["IfNeeded", "Never"])
        let fields = ["ApplyConfiguration": "applyConfiguration", "JSONPatch": "jsonPatch"]
        for (index, mutation) in spec.list("mutations").enumerated() {
            let path = "spec.mutations[\(index)]"
            let type = mutation.text("patchType")
            guard let field = fields[type] else {
                errors.checkRequiredOneOf("\(path).patchType", type, fields.keys.sorted())
                continue
            }
            if let change = mutation[field], !change.isNull {
                checkExpression(change, "\(path).\(field)", &errors)
            } else {
                errors.required("\(path).\(field)", "must be specified when patchType is \(type)")
            }
            for (other, name) in fields.sorted(by: { $0.key < $1.key }) where other != type && mutation.has(name) {
                errors.invalid("\(path).\(name)", mutation[name].orNull, "must not be specified when patchType is \(type)")
            }
        }
    }

    private static func checkExpression(_ value: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        if value.text("expression").allSatisfy(\.isWhitespace) {
            errors.required("\(path).expression", "expression is not specified")
        }
    }

    private static func isIdentifier(_ text: String) -> Bool {
        guard let first = text.utf8.first, !(0x30...0x39).contains(first) else { return false }
        return text.utf8.allSatisfy { byte in
            byte == UInt8(ascii: "_") || (0x30...0x39).contains(byte) || (0x61...0x7A).contains(byte | 0x20)
        }
    }

    // MARK: Bindings

    static func checkBinding(_ spec: JSONValue, isValidating: Bool, into errors: inout FieldErrors) {
        errors.checkRequired("spec.policyName", spec.text("policyName"), NameRules.dns1123Subdomain)
        if let reference = spec["paramRef"], !reference.isNull { checkReference(reference, &errors) }
        if let matching = spec["matchResources"], !matching.isNull {
            checkMatching(matching, "spec.matchResources", into: &errors)
        }
        guard isValidating else { return }
        let actions = spec.texts("validationActions")
        let path = "spec.validationActions"
        if actions.isEmpty { errors.required(path) }
        var seen: Set<String> = []
        for (index, action) in actions.enumerated() {
            errors.checkOneOf("\(path)[\(index)]", action, ["Audit", "Deny", "Warn"])
            if !seen.insert(action).inserted { errors.duplicate("\(path)[\(index)]", .string(action)) }
        }
        if seen.isSuperset(of: ["Deny", "Warn"]) {
            errors.invalid(
                path, actions.json,
                "must not contain both Deny and Warn (repeating the same validation failure information in the API response and headers serves no purpose)"
            )
        }
    }

    private static func checkReference(_ reference: JSONValue, _ errors: inout FieldErrors) {
        let path = "spec.paramRef"
        let hasName = !reference.text("name").isEmpty
        let hasSelector = reference.has("selector")
        if hasName {
            errors.check("\(path).name", reference.text("name"), NameRules.pathSegment)
            if hasSelector { errors.forbidden("\(path).name", "name and selector are mutually exclusive") }
        } else if let selector = reference["selector"], hasSelector {
            LabelSelectorRules.check("\(path).selector", selector, into: &errors)
        } else {
            errors.required(path, "one of name or selector must be specified")
        }
        if reference.text("parameterNotFoundAction").isEmpty {
            errors.required("\(path).parameterNotFoundAction")
        } else {
            errors.checkOneOf(
                "\(path).parameterNotFoundAction", reference.text("parameterNotFoundAction"), ["Allow", "Deny"])
        }
    }
}
