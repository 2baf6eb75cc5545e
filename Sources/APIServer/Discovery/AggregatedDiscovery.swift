import JSON
import KubeAPI
import Schema

/// Discovery of everything in one answer (`apidiscovery.k8s.io`, KEP-3352).
enum AggregatedDiscovery {
    enum Version: String, CaseIterable, Sendable {
        case v2, v2beta1

        init?(_ type: MediaType) {
            guard type.name == "application/json", type.parameters["g"] == "apidiscovery.k8s.io",
                type.parameters["as"] == "APIGroupDiscoveryList"
            else { return nil }
            self.init(rawValue: type.parameters["v"] ?? "")
        }

        var contentType: String { "application/json;g=apidiscovery.k8s.io;v=\(rawValue);as=APIGroupDiscoveryList" }
    }

    static func documents(_ groups: [ServedGroups.Group]) -> [Version: StaticDocument] {
        var documents: [Version: StaticDocument] = [:]
        for version in Version.allCases {
            let list: JSONValue = [
                "kind": "APIGroupDiscoveryList", "apiVersion": .string("apidiscovery.k8s.io/\(version.rawValue)"),
                "metadata": .emptyObject, "items": .array(groups.map(group)),
            ]
            documents[version] = StaticDocument(contentType: version.contentType, bytes: JSONWriter.bytes(list))
        }
        return documents
    }

    private static func group(_ group: ServedGroups.Group) -> JSONValue {
        let versions = group.versions.map { version -> JSONValue in
            [
                "version": .string(version.version), "resources": .array(version.resources.map(resource)),
                "freshness": "Current",
            ]
        }
        // The core group has no name.
        let metadata: JSONValue = group.name.isEmpty ? .emptyObject : ["name": .string(group.name)]
        return ["metadata": metadata, "versions": .array(versions)]
    }

    private static func resource(_ resource: ServedResource) -> JSONValue {
        let type = resource.type
        var object: JSONObject = [
            "resource": .string(type.plural), "responseKind": kind(type.kind, nil),
            "scope": type.isNamespaced ? "Namespaced" : "Cluster", "singularResource": .string(type.singular),
            "verbs": resource.verbs.json,
        ]
        if !type.shortNames.isEmpty { object.append("shortNames", type.shortNames.json) }
        if !type.categories.isEmpty { object.append("categories", type.categories.json) }
        if !resource.subresources.isEmpty {
            let subresources = resource.subresources.sorted { $0.name < $1.name }.map { subresource -> JSONValue in
                [
                    "subresource": .string(subresource.name),
                    "responseKind": kind(subresource.kind, subresource.foreignKind), "verbs": subresource.verbs.json,
                ]
            }
            object.append("subresources", .array(subresources))
        }
        return .object(object)
    }

    /// Group and version stay empty where they are those of the enclosing version.
    private static func kind(_ kind: String, _ foreign: (group: String, version: String)?) -> JSONValue {
        [
            "group": .string(foreign?.group ?? ""), "version": .string(foreign?.version ?? ""), "kind": .string(kind),
        ]
    }
}
