import JSON
import Schema

/// What a CustomResourceDefinition must be like.
enum CustomResourceDefinitionValidation {
    static func check(_ object: JSONValue, _ old: JSONValue?, into errors: inout FieldErrors) {
        let spec = object["spec"] ?? .emptyObject
        if let old, old["spec"] == spec, old["status"] != object["status"] {
            MetadataRules.check(object, old, isNamespaced: false, name: NameRules.dns1123Subdomain, into: &errors)
            return checkNames(
                "status.acceptedNames", object[path: "status", "acceptedNames"] ?? .emptyObject, isRequired: false, &errors)
        }
        let wanted = "\(spec.text(path: "names", "plural")).\(spec.text("group"))"
        let checkName: NameRules.Check = { name in
            NameRules.dns1123Subdomain(name) + (name == wanted ? [] : [#"must be spec.names.plural+"."+spec.group"#])
        }
        MetadataRules.check(object, old, isNamespaced: false, name: checkName, into: &errors)
        checkGroup(spec.text("group"), &errors)
        errors.checkRequiredOneOf("spec.scope", spec.text("scope"), ["Cluster", "Namespaced"])
        let versions = CustomVersions(spec)
        versions.check(into: &errors)
        checkNames("spec.names", spec["names"] ?? .emptyObject, isRequired: true, &errors)
        versions.checkCommon(into: &errors)
        checkConversion(spec["conversion"] ?? .emptyObject, &errors)
        if let old { checkChange(spec, old, &errors) }
        checkNames(
            "status.acceptedNames", object[path: "status", "acceptedNames"] ?? .emptyObject, isRequired: false, &errors)
        checkStoredVersions(object, &errors)
        APIApproval.check(object, old, into: &errors)
        if spec.flag("preserveUnknownFields"), old?["spec"]?.flag("preserveUnknownFields") != true {
            errors.invalid(
                "spec.preserveUnknownFields", true,
                "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead")
        }
    }

    /// All reasons against a text in one error.
    static func checkText(
        _ path: String, _ text: String, shown: String? = nil, prefix: String = "", _ errors: inout FieldErrors,
        _ rule: NameRules.Check
    ) {
        let reasons = rule(text)
        if !reasons.isEmpty { errors.invalid(path, .string(shown ?? text), prefix + reasons.joined(separator: ",")) }
    }

    private static func checkGroup(_ group: String, _ errors: inout FieldErrors) {
        if group.isEmpty {
            errors.required("spec.group")
        } else if !NameRules.dns1123Subdomain(group).isEmpty {
            checkText("spec.group", group, &errors, NameRules.dns1123Subdomain)
        } else if !group.contains(".") {
            errors.invalid("spec.group", .string(group), "should be a domain with at least one dot")
        }
    }

    // MARK: Names

    private static func checkNames(_ path: String, _ names: JSONValue, isRequired: Bool, _ errors: inout FieldErrors) {
        if isRequired {
            for key in ["plural", "singular", "kind", "listKind"] where names.text(key).isEmpty {
                errors.required("\(path).\(key)")
            }
        }
        for key in ["plural", "singular"] where !names.text(key).isEmpty {
            checkText("\(path).\(key)", names.text(key), &errors, NameRules.dns1035Label)
        }
        for key in ["kind", "listKind"] where !names.text(key).isEmpty {
            checkText(
                "\(path).\(key)", names.text(key).lowercased(), shown: names.text(key),
                prefix: "may have mixed case, but should otherwise match: ", &errors, NameRules.dns1035Label)
        }
        func checkEach(_ key: String) {
            for (index, text) in names.texts(key).enumerated() {
                checkText("\(path).\(key)[\(index)]", text, &errors, NameRules.dns1035Label)
            }
        }
        checkEach("shortNames")
        if !names.text("kind").isEmpty, names.text("kind") == names.text("listKind") {
            errors.invalid("\(path).listKind", .string(names.text("listKind")), "kind and listKind may not be the same")
        }
        checkEach("categories")
    }

    // MARK: The rest

    private static func checkConversion(_ conversion: JSONValue, _ errors: inout FieldErrors) {
        errors.checkRequiredOneOf("spec.conversion.strategy", conversion.text("strategy"), ["None", "Webhook"])
        if conversion.text("strategy") == "Webhook" {
            errors.forbidden(
                "spec.conversion.strategy",
                "this server does not call conversion webhooks; versions must be convertible by strategy None")
        } else if let webhook = conversion["webhook"], !webhook.isNull {
            let reason = "should not be set when strategy is not set to Webhook"
            if webhook.has("clientConfig") { errors.forbidden("spec.conversion.webhookClientConfig", reason) }
            if !webhook.list("conversionReviewVersions").isEmpty {
                errors.forbidden("spec.conversion.conversionReviewVersions", reason)
            }
        }
    }

    private static func checkChange(_ new: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        let before = old["spec"] ?? .emptyObject
        if CustomDefinition.isTrue("Established", in: old) {
            errors.checkImmutable("spec.scope", new["scope"], before["scope"])
            errors.checkImmutable("spec.names.kind", new[path: "names", "kind"], before[path: "names", "kind"])
        }
        errors.checkImmutable("spec.group", new["group"], before["group"])
        errors.checkImmutable("spec.names.plural", new[path: "names", "plural"], before[path: "names", "plural"])
    }

    private static func checkStoredVersions(_ object: JSONValue, _ errors: inout FieldErrors) {
        let path = "status.storedVersions"
        let stored = object["status"]?.texts("storedVersions") ?? []
        if stored.isEmpty { return errors.invalid(path, stored.json, "must have at least one stored version") }
        let versions = object["spec"]?.list("versions") ?? []
        for version in versions where version.flag("storage") && !stored.contains(version.text("name")) {
            errors.invalid(path, stored.json, "must have the storage version \(version.text("name"))")
        }
        let names = Set(versions.map { $0.text("name") })
        for (index, version) in stored.enumerated() where !names.contains(version) {
            errors.invalid(
                "\(path)[\(index)]", .string(version),
                "missing from spec.versions; \(version) was previously a storage version, and must remain in spec.versions until "
                    + "a storage migration ensures no data remains persisted in \(version) and removes \(version) from "
                    + "status.storedVersions")
        }
    }
}

/// Groups of the Kubernetes community have an annotation that says where they were agreed on (KEP 1111).
enum APIApproval {
    static let annotation = "api-approved.kubernetes.io"

    enum State: Hashable {
        case missing, invalid
        case bypassed(String), approved(String)

        /// For causes and for the condition `KubernetesAPIApprovalPolicyConformant`.
        var text: String {
            let source = "see https://github.com/kubernetes/enhancements/pull/1111"
            return switch self {
            case .missing: "protected groups must have approval annotation \"\(annotation)\", \(source)"
            case .invalid:
                "protected groups must have approval annotation \"\(annotation)\" with either a URL or a reason starting with "
                    + "\"unapproved\", \(source)"
            case .bypassed(let reason): "not approved: \"\(reason)\""
            case .approved(let place): "approved in \(place)"
            }
        }

        /// Whether it is one of the kinds of states, whatever its annotation says.
        func isLike(_ other: State) -> Bool {
            switch (self, other) {
            case (.missing, .missing), (.invalid, .invalid), (.bypassed, .bypassed), (.approved, .approved): true
            default: false
            }
        }
    }

    static func isProtected(_ group: String) -> Bool {
        ["k8s.io", "kubernetes.io"].contains { group == $0 || group.hasSuffix(".\($0)") }
    }

    static func state(of definition: JSONValue) -> State {
        let text = definition[path: "metadata", "annotations", annotation]?.stringValue ?? ""
        if text.isEmpty { return .missing }
        if text.hasPrefix("unapproved") { return .bypassed(text) }
        guard let end = text.firstRange(of: "://"), !text[end.upperBound...].isEmpty, !text[end.upperBound...].hasPrefix("/")
        else { return .invalid }
        return .approved(text)
    }

    static func check(_ object: JSONValue, _ old: JSONValue?, into errors: inout FieldErrors) {
        guard isProtected(object.text(path: "spec", "group")) else { return }
        let state = state(of: object)
        if let old, Self.state(of: old).isLike(state) { return }
        let path = "metadata.annotations[\(annotation)]"
        switch state {
        case .missing: errors.required(path, state.text)
        case .invalid: errors.invalid(path, object[path: "metadata", "annotations", annotation].orNull, state.text)
        case .bypassed, .approved: break
        }
    }
}
