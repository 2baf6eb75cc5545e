import JSON

/// The versions of a definition. What all of them have in common counts as part of the `spec`, and is checked once.
struct CustomVersions {
    private enum Part: String, CaseIterable {
        case schema, subresources
        case columns = "additionalPrinterColumns"
        case fields = "selectableFields"

        /// Where errors about what all versions have in common are said to be.
        var common: String { self == .schema ? "spec.validation" : "spec.\(rawValue)" }
    }

    private let versions: [JSONValue]
    private let common: Set<Part>

    init(_ spec: JSONValue) {
        let versions = spec.list("versions")
        self.versions = versions
        common = Set(
            Part.allCases.filter { part in
                let first = versions.first?[part.rawValue].orNull
                return versions.allSatisfy { $0[part.rawValue].orNull == first }
            })
    }

    func check(into errors: inout FieldErrors) {
        let isCommon = common.contains(.schema) && versions.first?[path: "schema", "openAPIV3Schema"] != nil
        if !isCommon {
            for (index, version) in versions.enumerated() where version["schema"]?.schema("openAPIV3Schema") == nil {
                errors.required("spec.versions[\(index)].schema.openAPIV3Schema", "schemas are required")
            }
        }
        for (index, version) in versions.enumerated() {
            let path = "spec.versions[\(index)]"
            CustomResourceDefinitionValidation.checkText(
                "\(path).name", version.text("name"), &errors, NameRules.dns1035Label)
            checkDeprecation(version, path, &errors)
            for part in Part.allCases where !common.contains(part) {
                check(part, version, "\(path).\(part.rawValue)", hasStatus: hasStatus(version), &errors)
            }
        }
        if Set(versions.map { $0.text("name") }).count < versions.count {
            errors.invalid("spec.versions", shown, "must contain unique version names")
        }
        if versions.filter({ $0.flag("storage") }).count != 1 {
            errors.invalid("spec.versions", shown, "must have exactly one version marked as storage version")
        }
        guard let first = versions.first?.text("name"), !first.isEmpty else { return }
        CustomResourceDefinitionValidation.checkText("spec.version", first, &errors, NameRules.dns1035Label)
    }

    /// What is said once of all versions.
    func checkCommon(into errors: inout FieldErrors) {
        guard let first = versions.first else { return }
        for part in Part.allCases where common.contains(part) {
            check(part, first, part.common, hasStatus: versions.contains(where: hasStatus), &errors)
        }
    }

    private func hasStatus(_ version: JSONValue) -> Bool { version["subresources"]?.has("status") ?? false }

    /// The versions as Kubernetes shows them: with the names of its own fields, and without what all have in common.
    private var shown: JSONValue {
        func own(_ part: Part, _ version: JSONValue) -> JSONValue {
            common.contains(part) ? .null : version[part.rawValue].orNull
        }
        return .array(
            versions.map { version in
                [
                    "Name": .string(version.text("name")), "Served": .bool(version.flag("served")),
                    "Storage": .bool(version.flag("storage")), "Deprecated": .bool(version.flag("deprecated")),
                    "DeprecationWarning": version["deprecationWarning"].orNull, "Schema": own(.schema, version),
                    "Subresources": own(.subresources, version), "AdditionalPrinterColumns": own(.columns, version),
                    "SelectableFields": own(.fields, version),
                ]
            })
    }

    private func check(
        _ part: Part, _ version: JSONValue, _ path: String, hasStatus: Bool, _ errors: inout FieldErrors
    ) {
        switch part {
        case .schema:
            guard let schema = version["schema"]?.schema("openAPIV3Schema") else { return }
            checkSchema(schema, path, hasStatus: hasStatus, &errors)
        case .columns: checkColumns(path, version.list(part.rawValue), &errors)
        case .subresources: checkScale("\(path).scale", version[path: part.rawValue, "scale"], &errors)
        case .fields: checkSelectable(path, version, &errors)
        }
    }

    private func checkDeprecation(_ version: JSONValue, _ path: String, _ errors: inout FieldErrors) {
        guard let warning = version["deprecationWarning"]?.stringValue else { return }
        func refuse(_ reason: String) { errors.invalid("\(path).deprecationWarning", .string(warning), reason) }
        if !version.flag("deprecated") { return refuse("can only be set for deprecated versions") }
        if warning.utf8.count > 256 { refuse("must be <= 256 characters long") }
        if warning.isEmpty { refuse("must not be an empty string") }
        var index = 0
        for scalar in warning.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control, .format, .surrogate, .privateUse, .unassigned, .lineSeparator, .paragraphSeparator:
                refuse("must only contain printable UTF-8 characters; non-printable character found at index \(index)")
                return
            default: index += UTF8.width(scalar)
            }
        }
    }

    // MARK: Schema

    /// What a schema may not say of the object as a whole when status has a path of its own.
    private static let notAtRoot = [
        "$ref", "$schema", "id", "default", "enum", "maxProperties", "minProperties", "allOf", "oneOf", "anyOf", "not",
        "additionalProperties", "patternProperties", "dependencies", "additionalItems", "definitions", "nullable",
        "x-kubernetes-embedded-resource", "x-kubernetes-int-or-string", "x-kubernetes-list-map-keys",
        "x-kubernetes-list-type", "x-kubernetes-map-type",
    ]

    private static let atRoot = [
        "Description", "Type", "Format", "Title", "Maximum", "ExclusiveMaximum", "Minimum", "ExclusiveMinimum", "MaxLength",
        "MinLength", "Pattern", "MaxItems", "MinItems", "UniqueItems", "MultipleOf", "Required", "Items", "Properties",
        "ExternalDocs", "Example", "XPreserveUnknownFields", "XValidations",
    ]

    private func checkSchema(_ schema: JSONValue, _ path: String, hasStatus: Bool, _ errors: inout FieldErrors) {
        let place = "\(path).openAPIV3Schema"
        let type = schema.text("type")
        if hasStatus {
            if !type.isEmpty, type != "object" {
                errors.invalid(
                    "\(place).type", .string(type),
                    "only \"object\" is allowed as the type at the root of the schema if the status subresource is enabled")
            } else if Self.notAtRoot.contains(where: { schema.has($0) && schema[$0] != false && schema[$0] != "" }) {
                errors.invalid(
                    place, schema,
                    "only [\(Self.atRoot.joined(separator: " "))] fields are allowed at the root of the schema if the status "
                        + "subresource is enabled")
            }
        }
        if schema.flag("nullable") { errors.forbidden("\(place).nullable", "nullable cannot be true at the root") }
        var found = StructuralInvariants.errors(of: schema, place)
        if found.isEmpty { found = SchemaDefaults.errors(of: schema, place) }
        let restrictions = SchemaRestrictions.errors(of: schema, place, hasExpressions: found.isEmpty)
        for error in found + restrictions { errors.append(error) }
    }

    // MARK: Columns and paths

    private static let columnTypes = ["boolean", "date", "integer", "number", "string"]
    private static let columnFormats = ["byte", "date", "date-time", "double", "float", "int32", "int64", "password"]

    private func checkColumns(_ path: String, _ columns: [JSONValue], _ errors: inout FieldErrors) {
        for (index, column) in columns.enumerated() {
            let place = "\(path)[\(index)]"
            errors.checkRequired("\(place).name", column.text("name"))
            let (type, format) = (column.text("type"), column.text("format"))
            let types = "must be one of \(Self.columnTypes.joined(separator: ","))"
            if type.isEmpty {
                errors.required("\(place).type", types)
            } else if !Self.columnTypes.contains(type) {
                errors.invalid("\(place).type", .string(type), types)
            }
            if !format.isEmpty, !Self.columnFormats.contains(format) {
                errors.invalid(
                    "\(place).format", .string(format), "must be one of \(Self.columnFormats.joined(separator: ","))")
            }
            _ = checkPath("\(place).JSONPath", column.text("jsonPath"), &errors)
        }
    }

    /// Whether the path can be one.
    private func checkPath(_ place: String, _ path: String, _ errors: inout FieldErrors) -> Bool {
        if path.isEmpty {
            errors.required(place)
        } else if !path.hasPrefix(".") {
            errors.invalid(place, .string(path), "must be a simple json path starting with .")
        } else {
            return true
        }
        return false
    }

    private func checkScale(_ path: String, _ scale: JSONValue?, _ errors: inout FieldErrors) {
        guard let scale, !scale.isNull else { return }
        let rules = [
            ("specReplicasPath", [".spec."], "should be a json path under .spec"),
            ("statusReplicasPath", [".status."], "should be a json path under .status"),
            ("labelSelectorPath", [".spec.", ".status."], "should be a json path under either .spec or .status"),
        ]
        for (key, prefixes, reason) in rules {
            let text = scale.text(key)
            if key == "labelSelectorPath", text.isEmpty { continue }
            guard checkPath("\(path).\(key)", text, &errors) else { continue }
            if !prefixes.contains(where: { text.hasPrefix($0) }) {
                errors.invalid("\(path).\(key)", .string(text), reason)
            } else if (try? JSONPath(text))?.members == nil {
                errors.invalid("\(path).\(key)", .string(text), "should be a simple json path without array notation")
            }
        }
    }

    private func checkSelectable(_ path: String, _ version: JSONValue, _ errors: inout FieldErrors) {
        let fields = version.list("selectableFields")
        guard !fields.isEmpty, let schema = version["schema"]?.schema("openAPIV3Schema") else { return }
        var seen: Set<String> = []
        let root = StructuralSchema(schema, isRoot: true)
        for (index, field) in fields.enumerated() {
            let place = "\(path)[\(index)].jsonPath"
            let text = field.text("jsonPath")
            if text.isEmpty {
                errors.required(place)
                continue
            }
            do throws(SchemaPath.Malformed) {
                let found = try SchemaPath(text, in: root, allowsBrackets: false)
                if found.root == "metadata" {
                    errors.invalid(place, .string(text), "must not point to fields in metadata")
                }
                if ![.string, .boolean, .integer].contains(found.schema?.kind) {
                    errors.invalid(
                        place, .string(text),
                        "must point to a field of type string, boolean or integer. Enum string fields and strings with formats "
                            + "are allowed.")
                }
                if !seen.insert(found.text).inserted { errors.duplicate(place, .string(text)) }
            } catch {
                errors.invalid(place, .string(text), "is an invalid path: \(error.reason)")
            }
        }
        if seen.count > 8 { errors.tooMany(path, seen.count, 8) }
    }
}
