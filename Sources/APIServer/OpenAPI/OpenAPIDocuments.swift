import Encodings
import JSON
package import KubeAPI
import Schema
import Synchronization

/// The OpenAPI descriptions of everything served: `/openapi/v2`, `/openapi/v3` and one document per version under it.
///
/// Documents are made when first asked for. What is kept of each is its digest and its compressed form, which is a tenth of
/// it and what nearly every client takes; for the others it is made again.
package final class OpenAPIDocuments: Sendable {
    let served: ServedGroups
    private let made = Mutex<[Key: Summary]>([:])

    enum Page: Sendable, Hashable {
        case index
        /// One version, by its path (`/apis/apps/v1`).
        case version(String)
        case v2
    }

    enum Form: Sendable { case json, protobuf }

    struct Key: Sendable, Hashable {
        let page: Page
        let form: Form
    }

    /// What is kept of a document.
    struct Summary: Sendable {
        let contentType: String
        let etag: String
        /// Under gzip; `nil` when that failed.
        let compressed: [UInt8]?
    }

    package init(definitions: [ResourceDefinition], virtual: [BuiltInTypes.Entry] = BuiltInTypes.virtual) {
        served = ServedGroups(definitions: definitions, virtual: virtual)
    }

    /// The document at a path (without its query), in the form that `accept` prefers; `nil` when there is none.
    package func response(path: String, accept: String?) -> StaticDocument? {
        guard let page = page(at: path), let form = Self.form(of: page, accept: accept) else { return nil }
        return document(Key(page: page, form: form))
    }

    /// What there is at a path (without its query).
    func page(at path: String) -> Page? {
        switch path {
        case "/openapi/v2": return .v2
        case "/openapi/v3": return .index
        default:
            let prefix = "/openapi/v3"
            guard path.hasPrefix(prefix) else { return nil }
            let rest = String(path.dropFirst(prefix.count))
            return served.versions.contains { $0.path == rest } ? .version(rest) : nil
        }
    }

    // MARK: Forms

    /// What clients ask for has an `@`, which a media type must not have (RFC 9110, section 8.3.1): Go's clients refuse it in an
    /// answer.
    private static func protobufTypes(_ version: String) -> (asked: String, answered: String) {
        let name = "application/com.github.proto-openapi.spec.\(version)"
        return ("\(name)@v1.0+protobuf", "\(name).v1.0+protobuf")
    }

    /// The most wanted form of a page; `nil` when none is acceptable.
    static func form(of page: Page, accept: String?) -> Form? {
        guard page != .index, let accept, !accept.isEmpty else { return .json }
        let protobuf = protobufTypes(page == .v2 ? "v2" : "v3")
        for range in MediaType.list(accept) {
            if range.covers("application/json") { return .json }
            if range.name == protobuf.asked || range.name == protobuf.answered { return .protobuf }
        }
        return nil
    }

    // MARK: Making

    func summary(_ key: Key) -> Summary {
        if let summary = made.withLock({ $0[key] }) { return summary }
        return summarize(document(key), key)
    }

    /// Kept outside the lock while it is made: two first requests at once both make it, which is harmless.
    private func summarize(_ document: StaticDocument, _ key: Key) -> Summary {
        let summary = Summary(
            contentType: document.contentType, etag: document.etag, compressed: Gzip.compress(document.bytes))
        made.withLock { $0[key] = summary }
        return summary
    }

    func document(_ key: Key) -> StaticDocument {
        switch (key.page, key.form) {
        case (.index, _): StaticDocument(contentType: "application/json", bytes: index())
        case (.version(let path), let form): version(path, form)
        case (.v2, .json): StaticDocument(contentType: "application/json", bytes: OpenAPIV2(served: served).json())
        case (.v2, .protobuf):
            StaticDocument(
                contentType: Self.protobufTypes("v2").answered, bytes: OpenAPIV2(served: served).protobuf())
        }
    }

    private func version(_ path: String, _ form: Form) -> StaticDocument {
        let document = served.versions.first { $0.path == path }.map { OpenAPIV3(served: served, version: $0) }
        switch form {
        case .json: return StaticDocument(contentType: "application/json", bytes: document?.json() ?? [])
        case .protobuf:
            return StaticDocument(contentType: Self.protobufTypes("v3").answered, bytes: document?.protobuf() ?? [])
        }
    }

    // MARK: The index of version 3

    /// Every document's address with a digest of it, so that clients can keep documents for ever.
    private func index() -> [UInt8] {
        let paths = served.versions.map { version -> JSONObject.Member in
            JSONObject.Member(
                key: String(version.path.dropFirst()), value: ["serverRelativeURL": .string(address(of: version.path))])
        }
        return JSONWriter.bytes(["paths": .object(JSONObject(paths))])
    }

    func address(of path: String) -> String { "/openapi/v3\(path)?hash=\(digest(of: path))" }

    /// The digest of a version's JSON form, which stands for both forms.
    func digest(of path: String) -> String {
        summary(Key(page: .version(path), form: .json)).etag.filter { $0 != "\"" }
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
