import JSON
import KubeAPI
import Schema
import Store
import Transport

/// Reads a collection, whole or in pages.
///
/// The newest state comes from the cache. A page after the first shows the revision of the first: from the cache while
/// nothing of the kind has changed since, from the store's history otherwise, and with a 410 once that is compacted.
struct List: Verb {
    let cache: StateCache

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let page = try await page(context)
        let namespace = context.attributes.namespace
        let warnings = context.kind.warningsOfUnreadable(namespace: namespace.isEmpty ? nil : namespace)
        switch context.negotiation.format {
        case .object: return Answer.response(encode(page, context), warnings: warnings, to: context)
        default: return Answer.response(JSONWriter.bytes(try represent(page, context)), warnings: warnings, to: context)
        }
    }

    /// What a list found.
    struct Page: Sendable {
        let objects: [CachedObject]
        let revision: Int64
        let next: ContinueToken?
        /// How many objects follow; `nil` when a selector makes that unknown.
        let remaining: Int?
    }

    func page(_ context: RequestContext) async throws(StatusError) -> Page {
        let filter = try context.filter()
        let limit = try context.query.integer("limit").flatMap { $0 > 0 ? Int(clamping: $0) : nil }
        if let text = context.query["continue"], !text.isEmpty {
            let version = context.query["resourceVersion"] ?? ""
            guard version.isEmpty || version == "0" else {
                throw .badRequest("specifying resource version is not allowed when using continue")
            }
            let token = try ContinueToken(text)
            return try await self.page(context, filter, limit, at: token.revision, after: token.after)
        }
        switch try ResourceVersion.ofList(context.query, isPaged: limit != nil) {
        case .newest, .any: return current(context, filter, limit, after: nil)
        case .notOlderThan(let version):
            guard version <= context.kind.revision else { throw .futureVersion(version, current: context.kind.revision) }
            return current(context, filter, limit, after: nil)
        case .exactly(let version):
            return try await self.page(context, filter, limit, at: version, after: nil)
        }
    }

    private func current(_ context: RequestContext, _ filter: ObjectFilter, _ limit: Int?, after: String?) -> Page {
        let snapshot = context.kind.snapshot(namespace: filter.namespace, after: after)
        return cut(snapshot.objects, filter, limit, revision: snapshot.revision)
    }

    private func page(
        _ context: RequestContext, _ filter: ObjectFilter, _ limit: Int?, at revision: Int64, after: String?
    ) async throws(StatusError) -> Page {
        let snapshot = context.kind.snapshot(namespace: filter.namespace, after: after)
        guard revision <= snapshot.revision else { throw .futureVersion(revision, current: snapshot.revision) }
        if snapshot.lastChange <= revision { return cut(snapshot.objects, filter, limit, revision: revision) }
        return cut(
            try await history(context.kind, namespace: filter.namespace, after: after, at: revision), filter, limit,
            revision: revision)
    }

    /// The objects of a namespace as they were at a revision.
    private func history(
        _ kind: KindCache, namespace: String?, after: String?, at revision: Int64
    ) async throws(StatusError) -> [CachedObject] {
        let prefix = kind.keyPrefix + (kind.type.isNamespaced ? namespace.map { $0 + "/" } ?? "" : "")
        do {
            let range = try await cache.store.list(
                prefix: prefix, after: after.map { kind.keyPrefix + $0 }, limit: nil, at: revision)
            return range.values.compactMap { value in
                kind.object(
                    path: String(value.key.dropFirst(kind.keyPrefix.count)), value: value.value,
                    revision: value.modRevision)
            }
        } catch StoreError.compacted {
            throw .expired(
                after == nil
                    ? "The resourceVersion for the provided list is too old."
                    : "The provided continue parameter is too old to display a consistent list result. You must start a new "
                        + "list without the continue parameter.")
        } catch {
            throw StatusError(storeError: error)
        }
    }

    private func cut(_ objects: [CachedObject], _ filter: ObjectFilter, _ limit: Int?, revision: Int64) -> Page {
        let selectsAll = filter.selectsByKeyOnly && filter.name == nil
        var picked: [CachedObject] = []
        for (index, object) in objects.enumerated() where filter.matches(object) {
            if let limit, picked.count == limit, let last = picked.last {
                return Page(
                    objects: picked, revision: revision, next: ContinueToken(revision: revision, after: last.path),
                    remaining: selectsAll ? objects.count - index : nil)
            }
            picked.append(object)
        }
        return Page(objects: picked, revision: revision, next: nil, remaining: nil)
    }

    // MARK: Encoding

    static func metadata(_ page: Page) -> JSONValue {
        var metadata = JSONObject()
        metadata.append("resourceVersion", .string(String(page.revision)))
        if let next = page.next { metadata.append("continue", .string(next.text)) }
        if let remaining = page.remaining { metadata.append("remainingItemCount", .int(Int64(remaining))) }
        return .object(metadata)
    }

    private func encode(_ page: Page, _ context: RequestContext) -> [UInt8] {
        Self.encode(page.objects.map(\.bytes), metadata: Self.metadata(page), context)
    }

    static func encode(_ objects: [[UInt8]], metadata: JSONValue, _ context: RequestContext) -> [UInt8] {
        var output: [UInt8] = []
        output.reserveCapacity(objects.reduce(256) { $0 + $1.count + 1 })
        output.append(contentsOf: "{\"kind\":".utf8)
        JSONWriter.append(string: context.type.listKind, to: &output)
        output.append(contentsOf: ",\"apiVersion\":".utf8)
        JSONWriter.append(string: context.type.apiVersion, to: &output)
        output.append(contentsOf: ",\"metadata\":".utf8)
        JSONWriter.append(metadata, to: &output)
        output.append(contentsOf: ",\"items\":[".utf8)
        for (index, bytes) in objects.enumerated() {
            if index > 0 { output.append(UInt8(ascii: ",")) }
            context.kind.form.appendItem(bytes, to: &output)
        }
        output.append(contentsOf: "]}".utf8)
        return output
    }

    private func represent(_ page: Page, _ context: RequestContext) throws(StatusError) -> JSONValue {
        var trees: [JSONValue] = []
        for object in page.objects { trees.append(try object.decoded()) }
        let metadata = Self.metadata(page)
        switch context.negotiation.format {
        case .table(let include):
            return Representation.table(trees, context.definition, include, metadata: metadata, now: .now)
        default:
            return Representation.partialMetadataList(trees, metadata: metadata)
        }
    }
}
