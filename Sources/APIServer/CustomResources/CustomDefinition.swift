import JSON
import KubeAPI
import Schema

/// What one CustomResourceDefinition makes: a definition for every version that is served or stored.
enum CustomDefinition {
    /// The part of a definition that decides what is served; equal essences make equal kinds.
    static func essence(of definition: JSONValue) -> JSONValue {
        [
            "spec": definition["spec"].orNull, "names": definition[path: "status", "acceptedNames"].orNull,
            "established": .bool(isTrue("Established", in: definition)),
        ]
    }

    /// Empty until the definition is established.
    static func kinds(of definition: JSONValue) -> [ResourceDefinition] {
        guard isTrue("Established", in: definition) else { return [] }
        let spec = definition["spec"] ?? .emptyObject
        let names = definition[path: "status", "acceptedNames"] ?? .emptyObject
        let versions = spec.list("versions")
        guard let stored = versions.first(where: { $0.flag("storage") }) else { return [] }
        let storage = type(stored.text("name"), spec, names)
        return versions.filter { $0.flag("served") }.map { version in
            self.definition(
                version, type(version.text("name"), spec, names), storedAs: storage,
                deprecation: deprecation(of: version, spec))
        }
    }

    static func isTrue(_ condition: String, in definition: JSONValue) -> Bool {
        let conditions = definition["status"]?.list("conditions") ?? []
        return conditions.contains { $0.text("type") == condition && $0.text("status") == "True" }
    }

    private static func type(_ version: String, _ spec: JSONValue, _ names: JSONValue) -> ResourceType {
        ResourceType(
            group: spec.text("group"), version: version, plural: names.text("plural"), singular: names.text("singular"),
            kind: names.text("kind"), isNamespaced: spec.text("scope") == "Namespaced", shortNames: names.texts("shortNames"),
            categories: names.texts("categories"))
    }

    private static func definition(
        _ version: JSONValue, _ type: ResourceType, storedAs storage: ResourceType, deprecation: String?
    ) -> ResourceDefinition {
        let source = version[path: "schema", "openAPIV3Schema"] ?? ["type": "object"]
        let schema = StructuralSchema(source, isRoot: true)
        let hasStatus = version["subresources"]?.has("status") ?? false
        let selectable = version.list("selectableFields").compactMap { try? JSONPath($0.text("jsonPath")) }
        return ResourceDefinition(
            type: type, schema: schema.objectSchema(name: publishedName(type), source: source), verbs: verbs,
            subresources: subresources(version, type),
            rules: CustomResourceRules.rules(
                schema, isNamespaced: type.isNamespaced, hasStatus: hasStatus, selectable: selectable),
            columns: CustomColumns.columns(version.list("additionalPrinterColumns")),
            conversion: conversion(type, schema, storedAs: storage), deprecation: deprecation)
    }

    /// What answers about a deprecated version warn of: what its definition says, or which version to use.
    private static func deprecation(of version: JSONValue, _ spec: JSONValue) -> String? {
        guard version.flag("deprecated") else { return nil }
        if let warning = version["deprecationWarning"]?.stringValue { return warning }
        let name = version.text("name")
        func text(_ version: String) -> String { "\(spec.text("group"))/\(version) \(spec.text(path: "names", "kind"))" }
        let better = spec.list("versions").filter { $0.flag("served") && !$0.flag("deprecated") }.map { $0.text("name") }
            .filter { VersionPriority.precedes($0, name) }
            .min(by: VersionPriority.precedes)
        return "\(text(name)) is deprecated" + (better.map { "; use \(text($0))" } ?? "")
    }

    private static let verbs = ["delete", "deletecollection", "get", "list", "patch", "create", "update", "watch"]

    /// `com.example.v1.Widget`: the group backwards, as Go packages are.
    private static func publishedName(_ type: ResourceType) -> String {
        let group = type.group.split(separator: ".").reversed().joined(separator: ".")
        return "\(group).\(type.version).\(type.kind)"
    }

    private static func subresources(_ version: JSONValue, _ type: ResourceType) -> [Subresource] {
        let declared = version["subresources"] ?? .emptyObject
        let changeVerbs = ["get", "patch", "update"]
        var subresources: [Subresource] = []
        if declared.has("status") { subresources.append(Subresource(name: "status", kind: type.kind, verbs: changeVerbs)) }
        if let scale = declared["scale"], !scale.isNull {
            subresources.append(
                Subresource(
                    name: "scale", kind: "Scale", apiVersion: "autoscaling/v1", verbs: changeVerbs, scale: ScalePaths(scale)))
        }
        return subresources
    }

    /// Objects of every version are stored in one of them; between versions nothing changes but the name of the version.
    /// Reading fills in the defaults of the version that is read, so defaults that were added later show as well.
    private static func conversion(
        _ type: ResourceType, _ schema: StructuralSchema, storedAs storage: ResourceType
    ) -> StorageConversion? {
        if type.version == storage.version, !schema.hasDefaults { return nil }
        return StorageConversion(
            storage: storage, toStorage: { $0 },
            fromStorage: { stored in
                var unknown: [String] = []
                var object = schema.pruned(stored, isObject: true, unknown: &unknown)
                schema.applyDefaults(to: &object)
                object["apiVersion"] = .string(type.apiVersion)
                return object
            })
    }
}
