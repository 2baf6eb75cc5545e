import JSON
package import KubeAPI
package import Schema

/// A list as it was at one resource version.
package struct ObjectList<S: Resource>: Sendable {
    package let items: [Object<S>]
    /// Where a watch continues from.
    package let resourceVersion: String

    package init(items: [Object<S>], resourceVersion: String) {
        self.items = items
        self.resourceVersion = resourceVersion
    }
}

extension KubeClient {
    /// How many objects one page of a list carries.
    static let pageSize = 500

    package func get<S: Resource>(_: S.Type, _ key: ObjectKey) async throws -> Object<S> {
        Object<S>(json: try await send("GET", S.type.path(to: key)))
    }

    /// The object, or `nil` when there is none.
    package func find<S: Resource>(_ shape: S.Type, _ key: ObjectKey) async throws -> Object<S>? {
        do {
            return try await get(shape, key)
        } catch let error as APIError where error.isNotFound {
            return nil
        }
    }

    /// All objects that match, read page by page at one resource version. `namespace: nil` means every namespace.
    package func list<S: Resource>(
        _ shape: S.Type, namespace: String? = nil, labelSelector: String? = nil, fieldSelector: String? = nil
    ) async throws -> ObjectList<S> {
        let scope = ListScope(
            type: S.type, namespace: namespace, labelSelector: labelSelector, fieldSelector: fieldSelector)
        return try await list(shape, scope)
    }

    /// Lists what `scope` names. When the snapshot of the first page expires between pages, it starts over in one page.
    ///
    /// - Parameter trim: leaves out of each object, as it is read, what the caller does not keep.
    func list<S: Resource>(
        _ shape: S.Type, _ scope: ListScope, trim: (JSONValue) -> JSONValue = { $0 }
    ) async throws -> ObjectList<S> {
        do {
            return try await list(shape, scope, pageSize: Self.pageSize, trim: trim)
        } catch let error as APIError where error.isGone {
            return try await list(shape, scope, pageSize: nil, trim: trim)
        }
    }

    private func list<S: Resource>(
        _: S.Type, _ scope: ListScope, pageSize: Int?, trim: (JSONValue) -> JSONValue
    ) async throws -> ObjectList<S> {
        var items: [Object<S>] = []
        var next: String?
        var resourceVersion = ""
        repeat {
            let page = try await send(
                "GET", scope.path,
                query: QueryString.encode(
                    scope.selectors + [("limit", pageSize.map(String.init)), ("continue", next)]),
                accept: scope.isMetadataOnly ? ListScope.metadataListType : "application/json")
            resourceVersion = page[path: "metadata", "resourceVersion"]?.stringValue ?? resourceVersion
            next = page[path: "metadata", "continue"]?.stringValue
            let kind = page["kind"]?.stringValue.map { $0.hasSuffix("List") ? String($0.dropLast(4)) : $0 }
            for item in page["items"]?.arrayValue ?? [] {
                items.append(Object<S>(json: trim(item).withTypeMeta(page["apiVersion"]?.stringValue, kind)))
            }
        } while next.map { !$0.isEmpty } ?? false
        return ObjectList(items: items, resourceVersion: resourceVersion)
    }
}

/// What a list or watch looks at.
struct ListScope: Sendable {
    static let metadataListType =
        "application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json"
    static let metadataType = "application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json"

    let type: ResourceType
    var namespace: String?
    var labelSelector: String?
    var fieldSelector: String?
    /// Asks for objects without spec and status. A server that cannot answers with whole ones.
    var isMetadataOnly = false

    var path: String { type.path(namespace: namespace.flatMap { $0.isEmpty ? nil : $0 }) }
    var selectors: [(name: String, value: String?)] {
        [("labelSelector", labelSelector), ("fieldSelector", fieldSelector)]
    }
}

extension ResourceType {
    func path(to key: ObjectKey, subresource: String? = nil) -> String {
        path(namespace: key.namespace.isEmpty ? nil : key.namespace, name: key.name, subresource: subresource)
    }
}

extension JSONValue {
    /// Items of a list carry no `apiVersion` and `kind` of their own.
    fileprivate func withTypeMeta(_ apiVersion: String?, _ kind: String?) -> JSONValue {
        guard case .object(let object) = self, object["kind"] == nil, let apiVersion, let kind else { return self }
        var members: [JSONObject.Member] = [
            .init(key: "kind", value: .string(kind)), .init(key: "apiVersion", value: .string(apiVersion)),
        ]
        members.append(contentsOf: object.members)
        return .object(JSONObject(members))
    }
}
