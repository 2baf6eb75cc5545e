import JSON
package import KubeAPI
import Schema
import Synchronization

/// The OpenAPI descriptions of everything served: `/openapi/v2`, `/openapi/v3` and one document per version under it.
///
/// Documents are made when first asked for, and then kept as bytes.
package final class OpenAPIDocuments: Sendable {
    private let served: ServedGroups
    private let made = Mutex<[Key: StaticDocument]>([:])

    private enum Key: Hashable {
        case index
        case version(String)
        case v2JSON
        case v2Protobuf
    }

    package init(definitions: [ResourceDefinition], virtual: [BuiltInTypes.Entry] = BuiltInTypes.virtual) {
        served = ServedGroups(definitions: definitions, virtual: virtual)
    }

    /// The document at a path (without its query); `nil` when there is none.
    package func response(path: String, accept: String?) -> StaticDocument? {
        switch path {
        case "/openapi/v2": return document(Self.wantsProtobuf(accept) ? .v2Protobuf : .v2JSON)
        case "/openapi/v3", "/openapi/v3/": return document(.index)
        default:
            let prefix = "/openapi/v3"
            guard path.hasPrefix(prefix) else { return nil }
            let rest = String(path.dropFirst(prefix.count))
            return served.versions.contains { $0.path == rest } ? document(.version(rest)) : nil
        }
    }

    /// What clients ask for has an `@`, which a media type must not have (RFC 9110, section 8.3.1): Go's clients refuse it in an
    /// answer.
    private static let protobufRequest = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf"
    private static let protobufType = "application/com.github.proto-openapi.spec.v2.v1.0+protobuf"

    /// Whether the protobuf form is named before JSON is.
    private static func wantsProtobuf(_ accept: String?) -> Bool {
        let known = ["application/json", protobufRequest, protobufType, "*/*"]
        let first = MediaType.list(accept ?? "").first { known.contains($0.name) }
        return first?.name.hasSuffix("protobuf") ?? false
    }

    private func document(_ key: Key) -> StaticDocument {
        if let document = made.withLock({ $0[key] }) { return document }
        // Made outside the lock: two first requests at once both make it, which is harmless.
        let document = make(key)
        made.withLock { $0[key] = document }
        return document
    }

    private func make(_ key: Key) -> StaticDocument {
        switch key {
        case .index: StaticDocument(contentType: "application/json", bytes: index())
        case .version(let path): StaticDocument(contentType: "application/json", bytes: versionDocument(path))
        case .v2JSON:
            StaticDocument(contentType: "application/json", bytes: OpenAPIV2(served: served).json())
        case .v2Protobuf:
            StaticDocument(contentType: Self.protobufType, bytes: OpenAPIV2(served: served).protobuf())
        }
    }

    /// Every document's address with a digest of it, so that clients can keep documents for ever.
    private func index() -> [UInt8] {
        let paths = served.versions.map { version -> JSONObject.Member in
            let digest = StaticDocument.digest(document(.version(version.path)).bytes)
            let address = "/openapi/v3\(version.path)?hash=\(digest)"
            return JSONObject.Member(
                key: String(version.path.dropFirst()), value: ["serverRelativeURL": .string(address)])
        }
        return JSONWriter.bytes(["paths": .object(JSONObject(paths))])
    }

    private func versionDocument(_ path: String) -> [UInt8] {
        guard let version = served.versions.first(where: { $0.path == path }) else { return [] }
        var document = OpenAPIText()
        document.member("openapi", "3.0.0")
        document.member("info", OpenAPIText.info)
        document.object("paths") { paths in
            OpenAPIPaths(version, version: .v3).visit { path, item in paths.member(path, item) }
        }
        document.object("components") { components in
            components.object("schemas") { schemas in
                served.definitions(of: [version], for: .v3).visit { name, schema in schemas.member(name, schema) }
            }
        }
        return document.bytes
    }
}

extension ServedGroups {
    /// The types that the operations of some versions need.
    func definitions(of versions: [Version], for openAPI: OpenAPIVersion) -> OpenAPIDefinitions {
        let resources = versions.flatMap(\.resources)
        let foreign = resources.flatMap { resource in
            resource.subresources.compactMap { subresource -> BuiltInTypes.Entry? in
                guard let kind = subresource.foreignKind else { return nil }
                return BuiltInTypes.subresourceKinds.first {
                    $0.type.kind == subresource.kind && $0.type.group == kind.group && $0.type.version == kind.version
                }
            }
        }
        var kinds: [String: [ResourceType]] = [:]
        for resource in resources {
            kinds[resource.schema.name] = [resource.type]
            kinds[resource.schema.name + "List"] = [resource.type.list]
        }
        for entry in foreign { kinds[entry.schema.name] = [entry.type] }
        var definitions = OpenAPIDefinitions(version: openAPI, kinds: kinds)
        for resource in resources {
            definitions.add(resource.schema)
            if resource.isStored { definitions.add(resource.schema.list(metadata: ListMetaShape.shape.schema)) }
        }
        for entry in foreign { definitions.add(entry.schema) }
        definitions.add(DeleteOptionsShape.shape.schema)
        definitions.add(StatusShape.shape.schema)
        return definitions
    }
}

extension ResourceType {
    fileprivate var list: ResourceType {
        ResourceType(
            group: group, version: version, plural: plural, singular: singular, kind: listKind, isNamespaced: isNamespaced)
    }
}
