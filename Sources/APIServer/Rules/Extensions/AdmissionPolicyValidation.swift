import JSON
import Schema

/// What admission policies and their bindings must be like.
enum AdmissionPolicyValidation {
    static func check(_ spec: JSONValue, into errors: inout FieldErrors) {
        errors.checkRequiredOneOf("spec.failurePolicy", spec.text("failurePolicy"), ["Fail", "Ignore"])
        if let kind = spec["paramKind"], !kind.isNull { checkKind(kind, &errors) }
        if let matching = spec["matchConstraints"], !matching.isNull {
            checkMatching(matching, "spec.matchConstraints", into: &errors)
            if matching.list("resourceRules").isEmpty { errors.required("spec.matchConstraints.resourceRules") }
        } else {
            errors.required("spec.matchConstraints")
        }
        checkConditions(
            spec.list("matchConditions"), "spec.matchConditions", hasParameters: spec.has("paramKind"), into: &errors)
        var seen: Set<String> = []
        for (index, variable) in spec.list("variables").enumerated() {
            let path = "spec.variables[\(index)]"
            let name = variable.text("name")
            if name.trimmed.isEmpty {
                errors.required("\(path).name", "name is not specified")
            } else if !isIdentifier(name) {
                errors.invalid("\(path).name", .string(name), "name is not a valid CEL identifier")
            } else if !seen.insert(name).inserted {
                errors.duplicate("\(path).name", .string(name))
            }
            checkExpression(variable, path, expressions(spec), gives: nil, &errors)
        }
    }

    private static func expressions(_ spec: JSONValue) -> AdmissionExpressions {
        AdmissionExpressions(hasParameters: spec.has("paramKind"), hasVariables: !spec.list("variables").isEmpty)
    }

    private static func checkKind(_ kind: JSONValue, _ errors: inout FieldErrors) {
        let path = "spec.paramKind"
        let version = kind.text("apiVersion")
        let parts = version.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        if version.isEmpty {
            errors.required("\(path).apiVersion")
        } else if parts.count > 2 {
            errors.invalid("\(path).apiVersion", .string(version), "unexpected GroupVersion string: \(version)")
        } else {
            let (group, name) = (parts.count == 2 ? parts[0] : "", parts.last ?? "")
            if !group.isEmpty {
                CustomResourceDefinitionValidation.checkText(
                    "\(path).apiVersion", group, &errors, NameRules.dns1123Subdomain)
            }
            if name.isEmpty {
                errors.invalid("\(path).apiVersion", .string(version), "version must be specified")
            } else {
                CustomResourceDefinitionValidation.checkText("\(path).apiVersion", name, &errors, NameRules.dns1035Label)
            }
        }
        let text = kind.text("kind")
        guard !text.isEmpty else { return errors.required("\(path).kind") }
        CustomResourceDefinitionValidation.checkText(
            "\(path).kind", text.lowercased(), shown: text, prefix: "may have mixed case, but should otherwise match: ",
            &errors, NameRules.dns1035Label)
    }

    static func checkMatching(_ matching: JSONValue, _ path: String, into errors: inout FieldErrors) {
        errors.checkRequiredOneOf("\(path).matchPolicy", matching.text("matchPolicy"), ["Equivalent", "Exact"])
        for key in ["namespaceSelector", "objectSelector"] {
            if let selector = matching[key], !selector.isNull {
                LabelSelectorRules.check("\(path).\(key)", selector, into: &errors)
            }
        }
        for key in ["resourceRules", "excludeResourceRules"] {
            for (index, rule) in matching.list(key).enumerated() {
                let place = "\(path).\(key)[\(index)]"
                var seen: Set<String> = []
                for (position, name) in rule.texts("resourceNames").enumerated() {
                    errors.check("\(place).resourceNames[\(position)]", name, NameRules.pathSegment)
                    if !seen.insert(name).inserted {
                        errors.duplicate("\(place).resourceNames[\(position)]", .string(name))
                    }
                }
                OperationRuleValidation.check(rule, place, into: &errors)
            }
        }
    }

    static func checkConditions(
        _ conditions: [JSONValue], _ path: String, hasParameters: Bool = false, into errors: inout FieldErrors
    ) {
        if conditions.count > 64 { errors.tooMany(path, conditions.count, 64) }
        let expressions = AdmissionExpressions(hasParameters: hasParameters)
        var seen: Set<String> = []
        for (index, condition) in conditions.enumerated() {
            let place = "\(path)[\(index)]"
            let expression = condition.text("expression").trimmed
            if expression.isEmpty {
                errors.required("\(place).expression")
            } else {
                expressions.check("\(place).expression", expression, gives: .bool, into: &errors)
            }
            let name = condition.text("name")
            if name.isEmpty {
                errors.required("\(place).name")
            } else {
                errors.check("\(place).name", name, NameRules.qualifiedName)
                if !seen.insert(name).inserted { errors.duplicate("\(place).name", .string(name)) }
            }
        }
    }

    // MARK: Validations and mutations

    /// - Parameter name: the policy's own, which the keys of annotations begin with.
    static func checkValidations(_ spec: JSONValue, name: String, into errors: inout FieldErrors) {
        let (validations, annotations) = (spec.list("validations"), spec.list("auditAnnotations"))
        if validations.isEmpty, annotations.isEmpty {
            for key in ["validations", "auditAnnotations"] {
                errors.required("spec.\(key)", "validations or auditAnnotations must contain at least one item")
            }
            return
        }
        for (index, validation) in validations.enumerated() {
            checkValidation(validation, "spec.validations[\(index)]", spec, &errors)
        }
        if annotations.count > 20 {
            errors.invalid("spec.auditAnnotations", .array(annotations), "must not have more than 20 auditAnnotations")
        }
        var seen: Set<String> = []
        for (index, annotation) in annotations.enumerated() {
            let path = "spec.auditAnnotations[\(index)]"
            let key = annotation.text("key")
            if name.isEmpty {
                errors.invalid("\(path).key", .string(key), "requires metadata.name be non-empty")
            } else {
                let whole = "\(name)/\(key)"
                errors.check("\(path).key", whole, NameRules.qualifiedName)
            }
            let value = annotation.text("valueExpression")
            if value.trimmed.isEmpty {
                errors.required("\(path).valueExpression", "valueExpression is not specified")
            } else if value.trimmed.utf8.count > 5 * 1024 {
                errors.required("\(path).valueExpression", "must not exceed 5120 bytes in length")
            } else {
                expressions(spec).check(
                    "\(path).valueExpression", value.trimmed, gives: .stringOrNull, shown: value, into: &errors)
            }
            if !seen.insert(key).inserted { errors.duplicate("\(path).key", .string(key)) }
        }
    }

    private static func checkValidation(
        _ validation: JSONValue, _ path: String, _ spec: JSONValue, _ errors: inout FieldErrors
    ) {
        checkExpression(validation, path, expressions(spec), gives: .bool, &errors)
        let made = validation.text("messageExpression")
        if !made.isEmpty, made.trimmed.isEmpty {
            errors.invalid("\(path).messageExpression", .string(made), "must be non-empty if specified")
        } else if !made.isEmpty {
            expressions(spec).check("\(path).messageExpression", made, gives: .string, into: &errors)
        }
        let message = validation.text("message")
        if !message.isEmpty, message.trimmed.isEmpty {
            errors.invalid("\(path).message", .string(message), "message must be non-empty if specified")
        } else if message.trimmed.contains(where: \.isNewline) {
            errors.invalid("\(path).message", .string(message), "message must not contain line breaks")
        }
        if validation.has("reason") {
            errors.checkOneOf(
                "\(path).reason", validation.text("reason"),
                ["Forbidden", "Invalid", "RequestEntityTooLarge", "Unauthorized"])
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
                // What makes a change names types of its own.
                if change.text("expression").trimmed.isEmpty {
                    errors.required("\(path).\(field).expression", "expression is not specified")
                }
            } else {
                errors.required("\(path).\(field)", "must be specified when patchType is \(type)")
            }
            for (other, name) in fields.sorted(by: { $0.key < $1.key }) where other != type && mutation.has(name) {
                errors.invalid("\(path).\(name)", mutation[name].orNull, "must not be specified when patchType is \(type)")
            }
        }
    }

    private static func checkExpression(
        _ value: JSONValue, _ path: String, _ expressions: AdmissionExpressions, gives result: AdmissionExpressions.Result?,
        _ errors: inout FieldErrors
    ) {
        let expression = value.text("expression")
        if expression.trimmed.isEmpty {
            errors.required("\(path).expression", "expression is not specified")
        } else {
            expressions.check("\(path).expression", expression, gives: result, into: &errors)
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
        if actions.isEmpty { errors.required(path, "at least one validation action is required") }
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
