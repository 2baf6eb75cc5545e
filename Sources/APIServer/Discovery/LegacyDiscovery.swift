import JSON
import KubeAPI
import Schema

/// Discovery as it was before aggregation: one document per group and per version.
enum LegacyDiscovery {
    /// By path.
    static func documents(_ served: ServedGroups, serverAddress: String) -> [String: JSONValue] {
        var documents: [String: JSONValue] = [:]
        let core = served.groups.first { $0.name.isEmpty }
        documents["/api"] = [
            "kind": "APIVersions", "versions": .array(core?.versions.map { .string($0.version) } ?? []),
            "serverAddressByClientCIDRs": [["clientCIDR": "0.0.0.0/0", "serverAddress": .string(serverAddress)]],
        ]
        documents["/apis"] = [
            "kind": "APIGroupList", "apiVersion": "v1", "groups": .array(served.named.map { .object(group($0)) }),
        ]
        for group in served.named {
            documents["/apis/\(group.name)"] = .object(
                JSONObject(
                    [.init(key: "kind", value: "APIGroup"), .init(key: "apiVersion", value: "v1")]
                        + Self.group(group).members))
        }
        for version in served.versions {
            var list: JSONObject = ["kind": "APIResourceList"]
            // The core group's list is as old as the API and has none.
            if version.path.hasPrefix("/apis/") { list.append("apiVersion", "v1") }
            list.append("groupVersion", .string(version.name))
            list.append("resources", .array(version.resources.flatMap(resources)))
            documents[version.path] = .object(list)
        }
        return documents
    }

    private static func group(_ group: ServedGroups.Group) -> JSONObject {
        let versions = group.versions.map { version -> JSONValue in
            ["groupVersion": .string(version.name), "version": .string(version.version)]
        }
        var object: JSONObject = ["name": .string(group.name), "versions": .array(versions)]
        if let preferred = versions.first { object.append("preferredVersion", preferred) }
        return object
    }

    /// A resource, followed by its subresources.
    private static func resources(_ resource: ServedResource) -> [JSONValue] {
        let type = resource.type
        var main: JSONObject = [
            "name": .string(type.plural), "singularName": .string(type.singular), "namespaced": .bool(type.isNamespaced),
            "kind": .string(type.kind), "verbs": resource.verbs.json,
        ]
        if !type.shortNames.isEmpty { main.append("shortNames", type.shortNames.json) }
        if !type.categories.isEmpty { main.append("categories", type.categories.json) }
        // What can only be read is made up on the spot, like the states of components.
        if resource.isStored, resource.verbs.contains("watch") {
            main.append("storageVersionHash", .string(resource.storageVersionHash))
        }
        let subresources = resource.subresources.sorted { $0.name < $1.name }.map { subresource -> JSONValue in
            var object: JSONObject = [
                "name": .string("\(type.plural)/\(subresource.name)"), "singularName": "",
                "namespaced": .bool(type.isNamespaced), "kind": .string(subresource.kind), "verbs": subresource.verbs.json,
            ]
            if let kind = subresource.foreignKind {
                object.append("group", .string(kind.group))
                object.append("version", .string(kind.version))
            }
            return .object(object)
        }
        return [.object(main)] + subresources
    }
}

extension Subresource {
    /// The group and version of the kind where it is not the parent's.
    var foreignKind: (group: String, version: String)? {
        guard let apiVersion else { return nil }
        let parts = apiVersion.split(separator: "/").map(String.init)
        return parts.count == 2 ? (parts[0], parts[1]) : ("", apiVersion)
    }
}
