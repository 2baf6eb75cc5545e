import JSON

/// What a CustomResourceDefinition must be like.
enum CustomResourceDefinitionValidation {
    static func check(_ object: JSONValue, _ old: JSONValue?, into errors: inout FieldErrors) {
        let spec = object["spec"] ?? .emptyObject
        let names = spec["names"] ?? .emptyObject
        let name = object.text(path: "metadata", "name")
        if !name.isEmpty, name != "\(names.text("plural")).\(spec.text("group"))" {
            errors.invalid("metadata.name", .string(name), "must be spec.names.plural+\".\"+spec.group")
        }
        checkGroup(spec.text("group"), &errors)
        errors.checkRequiredOneOf("spec.scope", spec.text("scope"), ["Cluster", "Namespaced"])
        if spec.flag("preserveUnknownFields") {
            errors.invalid(
                "spec.preserveUnknownFields", true,
                "cannot set to true, set x-kubernetes-preserve-unknown-fields to true in spec.versions[*].schema instead")
        }
        checkVersions(spec, &errors)
        checkNames("spec.names", names, &errors)
        checkConversion(spec["conversion"] ?? .emptyObject, &errors)
        if let old { checkChange(object, old, &errors) }
        checkStoredVersions(object, &errors)
    }

    private static func checkGroup(_ group: String, _ errors: inout FieldErrors) {
        errors.checkRequired("spec.group", group, NameRules.dns1123Subdomain)
        if !group.isEmpty, !group.contains(".") {
            errors.invalid("spec.group", .string(group), "should be a domain with at least one dot")
        }
    }

    // MARK: Names

    private static func checkNames(_ path: String, _ names: JSONValue, _ errors: inout FieldErrors) {
        for key in ["plural", "singular"] where key == "plural" || names.has(key) {
            errors.checkRequired("\(path).\(key)", names.text(key), NameRules.dns1035Label)
        }
        for key in ["kind", "listKind"] {
            let text = names.text(key)
            if text.isEmpty {
                errors.required("\(path).\(key)")
                continue
            }
            for reason in NameRules.dns1035Label(text.lowercased()) {
                errors.invalid("\(path).\(key)", .string(text), "may have mixed case, but should otherwise match: \(reason)")
            }
        }
        for (key, texts) in [("shortNames", names.texts("shortNames")), ("categories", names.texts("categories"))] {
            for (index, text) in texts.enumerated() {
                errors.check("\(path).\(key)[\(index)]", text, NameRules.dns1035Label)
            }
        }
        if !names.text("kind").isEmpty, names.text("kind") == names.text("listKind") {
            errors.invalid("\(path).listKind", .string(names.text("listKind")), "kind and listKind may not be the same")
        }
    }

    // MARK: Versions

    private static func checkVersions(_ spec: JSONValue, _ errors: inout FieldErrors) {
        let versions = spec.list("versions")
        if versions.isEmpty { errors.required("spec.versions", "must have exactly one version marked as storage version") }
        var seen: Set<String> = []
        for (index, version) in versions.enumerated() {
            let name = version.text("name")
            errors.check("spec.versions[\(index)].name", name, NameRules.dns1035Label)
            seen.insert(name)
        }
        if seen.count < versions.count {
            errors.invalid("spec.versions", .array(versions), "must contain unique version names")
        }
        if !versions.isEmpty, versions.filter({ $0.flag("storage") }).count != 1 {
            errors.invalid("spec.versions", .array(versions), "must have exactly one version marked as storage version")
        }
        let places = VersionPlaces(versions)
        for (index, version) in versions.enumerated() {
            guard let schema = version[path: "schema", "openAPIV3Schema"], !schema.isNull else {
                errors.required("spec.versions[\(index)].schema.openAPIV3Schema", "schemas are required")
                continue
            }
            if let path = places.path(of: .schema, index) {
                var check = StructuralCheck()
                check.root(schema, "\(path).openAPIV3Schema")
                check.errors.forEach { errors.append($0) }
            }
            if let path = places.path(of: .columns, index) {
                checkColumns(path, version.list("additionalPrinterColumns"), &errors)
            }
            if let path = places.path(of: .subresources, index) {
                checkScale("\(path).scale", version[path: "subresources", "scale"], &errors)
            }
            checkSelectable("spec.versions[\(index)].selectableFields", version, schema, &errors)
        }
    }

    private static func checkColumns(_ path: String, _ columns: [JSONValue], _ errors: inout FieldErrors) {
        for (index, column) in columns.enumerated() {
            let place = "\(path)[\(index)]"
            errors.checkRequired("\(place).name", column.text("name"))
            errors.checkRequiredOneOf(
                "\(place).type", column.text("type"), ["boolean", "date", "integer", "number", "string"])
            let text = column.text("jsonPath")
            if text.isEmpty {
                errors.required("\(place).jsonPath")
                continue
            }
            do throws(JSONPath.Malformed) {
                _ = try JSONPath(text)
            } catch {
                errors.invalid("\(place).jsonPath", .string(text), error.reason)
            }
        }
    }

    private static func checkScale(_ path: String, _ scale: JSONValue?, _ errors: inout FieldErrors) {
        guard let scale, !scale.isNull else { return }
        let rules = [
            ("specReplicasPath", [".spec."], "should be a json path under .spec"),
            ("statusReplicasPath", [".status."], "should be a json path under .status"),
            ("labelSelectorPath", [".spec.", ".status."], "should be a json path under either .spec or .status"),
        ]
        for (key, prefixes, reason) in rules {
            let text = scale.text(key)
            if text.isEmpty {
                if key != "labelSelectorPath" { errors.required("\(path).\(key)") }
            } else if (try? JSONPath(text))?.members == nil {
                errors.invalid("\(path).\(key)", .string(text), "should be a simple json path without array notation")
            } else if !prefixes.contains(where: { text.hasPrefix($0) }) {
                errors.invalid("\(path).\(key)", .string(text), reason)
            }
        }
    }

    private static func checkSelectable(
        _ path: String, _ version: JSONValue, _ schema: JSONValue, _ errors: inout FieldErrors
    ) {
        let fields = version.list("selectableFields")
        if fields.count > 8 { errors.tooMany(path, fields.count, 8) }
        if fields.isEmpty { return }
        var seen: Set<String> = []
        let root = StructuralSchema(schema)
        for (index, field) in fields.enumerated() {
            let place = "\(path)[\(index)].jsonPath"
            let text = field.text("jsonPath")
            if text.isEmpty {
                errors.required(place)
                continue
            }
            if !seen.insert(text).inserted { errors.duplicate(place, .string(text)) }
            guard let members = (try? JSONPath(text))?.members, !members.isEmpty else {
                errors.invalid(place, .string(text), "is an invalid path: must be a simple json path")
                continue
            }
            if members.first == "metadata" {
                errors.invalid(place, .string(text), "must not point to fields in metadata")
                continue
            }
            let found = members.reduce(Optional(root)) { $0?[$1] }
            switch found?.kind {
            case .string?, .integer?, .boolean?: break
            default:
                errors.invalid(
                    place, .string(text),
                    found == nil
                        ? "is an invalid path: does not refer to a valid field"
                        : "must point to a field of type string, boolean or integer. Enum string fields and strings with formats are allowed."
                )
            }
        }
    }

    // MARK: The rest

    private static func checkConversion(_ conversion: JSONValue, _ errors: inout FieldErrors) {
        switch conversion.text("strategy") {
        case "": errors.required("spec.conversion.strategy")
        case "None":
            if conversion.has("webhook") {
                errors.forbidden("spec.conversion.webhook", "should not be set when strategy is not set to Webhook")
            }
        case "Webhook":
            errors.forbidden(
                "spec.conversion.strategy",
                "this server does not call conversion webhooks; versions must be convertible by "
                    + "strategy None")
        case let strategy: errors.checkOneOf("spec.conversion.strategy", strategy, ["None", "Webhook"])
        }
    }

    private static func checkChange(_ object: JSONValue, _ old: JSONValue, _ errors: inout FieldErrors) {
        let new = object["spec"] ?? .emptyObject
        let before = old["spec"] ?? .emptyObject
        errors.checkImmutable("spec.group", new["group"], before["group"])
        errors.checkImmutable("spec.names.plural", new[path: "names", "plural"], before[path: "names", "plural"])
        guard CustomDefinition.isTrue("Established", in: old) else { return }
        errors.checkImmutable("spec.scope", new["scope"], before["scope"])
        errors.checkImmutable("spec.names.kind", new[path: "names", "kind"], before[path: "names", "kind"])
    }

    private static func checkStoredVersions(_ object: JSONValue, _ errors: inout FieldErrors) {
        let versions = Set((object["spec"]?.list("versions") ?? []).map { $0.text("name") })
        for (index, version) in (object["status"]?.texts("storedVersions") ?? []).enumerated()
        where !versions.contains(version) {
            errors.invalid(
                "status.storedVersions[\(index)]", .string(version),
                "missing from spec.versions; \(version) was previously a storage version, and must remain in spec.versions until "
                    + "a storage migration ensures no data remains persisted in \(version) and removes \(version) from "
                    + "status.storedVersions")
        }
    }
}

/// Where errors about parts of versions are said to be: what all versions have in common counts as part of the `spec`.
private struct VersionPlaces {
    enum Part: String {
        case schema, columns = "additionalPrinterColumns", subresources

        var common: String { self == .schema ? "spec.validation" : "spec.\(rawValue)" }
    }

    private let common: Set<Part>

    init(_ versions: [JSONValue]) {
        common = Set(
            [Part.schema, .columns, .subresources].filter { part in
                let first = versions.first?[part.rawValue].orNull
                return versions.allSatisfy { $0[part.rawValue].orNull == first }
            })
    }

    /// `nil` for what was said of an earlier version already.
    func path(of part: Part, _ index: Int) -> String? {
        if common.contains(part) { return index == 0 ? part.common : nil }
        return "spec.versions[\(index)].\(part.rawValue)"
    }
}
