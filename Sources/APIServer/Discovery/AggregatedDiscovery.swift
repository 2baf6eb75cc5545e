import JSON
import KubeAPI
import Schema

/// Discovery of everything in one answer (`apidiscovery.k8s.io`, KEP-3352).
enum AggregatedDiscovery {
    enum Version: String, CaseIterable, Sendable {
        case v2, v2beta1
    }

    /// A version in one of the syntaxes it comes in.
    struct Form: Sendable, Hashable {
        let version: Version
        let serialization: Serialization

        static let all = Version.allCases.flatMap { version in
            [Serialization.json, .protobuf].map { Form(version: version, serialization: $0) }
        }

        init(version: Version, serialization: Serialization) {
            self.version = version
            self.serialization = serialization
        }

        /// `nil` when the range asks for something else.
        init?(_ range: MediaType) {
            guard let serialization = Serialization(rawValue: range.name), serialization != .yaml,
                range.parameters["g"] == "apidiscovery.k8s.io", range.parameters["as"] == "APIGroupDiscoveryList",
                let version = Version(rawValue: range.parameters["v"] ?? "")
            else { return nil }
            self.init(version: version, serialization: serialization)
        }

        var contentType: String {
            "\(serialization.mediaType);g=apidiscovery.k8s.io;v=\(version.rawValue);as=APIGroupDiscoveryList"
        }
    }

    static func documents(_ groups: [ServedGroups.Group]) -> [Form: StaticDocument] {
        var documents: [Form: StaticDocument] = [:]
        for form in Form.all {
            let list: JSONValue = [
                "kind": "APIGroupDiscoveryList", "apiVersion": .string("apidiscovery.k8s.io/\(form.version.rawValue)"),
                "metadata": .emptyObject, "items": .array(groups.map(group)),
            ]
            let bytes: [UInt8]
            switch form.serialization {
            case .protobuf: bytes = APIGroupDiscoveryListShape.shape.schema.protobufBody(list)
            default: bytes = JSONWriter.bytes(list)
            }
            documents[form] = StaticDocument(contentType: form.contentType, bytes: bytes)
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
        // As in Kubernetes, custom resources say of which group they are, and keep the order of their subresources.
        let isBuiltIn = ServedGroups.isBuiltIn(type.group)
        let own = isBuiltIn ? nil : (group: type.group, version: type.version)
        var object: JSONObject = [
            "resource": .string(type.plural), "responseKind": kind(type.kind, own),
            "scope": type.isNamespaced ? "Namespaced" : "Cluster", "singularResource": .string(type.singular),
            "verbs": resource.verbs.json,
        ]
        if !type.shortNames.isEmpty { object.append("shortNames", type.shortNames.json) }
        if !type.categories.isEmpty { object.append("categories", type.categories.json) }
        if !resource.subresources.isEmpty {
            let listed = isBuiltIn ? resource.subresources.sorted { $0.name < $1.name } : resource.subresources
            let subresources = listed.map { subresource -> JSONValue in
                [
                    "subresource": .string(subresource.name),
                    "responseKind": kind(subresource.kind, subresource.foreignKind ?? own), "verbs": subresource.verbs.json,
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
