import JSON
import KubeAPI
import Schema
import Transport

/// Reads a collection, whole or in pages.
struct List: Verb {
    typealias Page = CollectionReader.Page

    let cache: StateCache

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let page = try await page(context)
        let namespace = context.attributes.namespace
        let warnings = context.kind.warningsOfUnreadable(namespace: namespace.isEmpty ? nil : namespace)
        let body = try Self.encode(page.objects.map(\.bytes), metadata: Self.metadata(page), context)
        return Answer.response(body, warnings: warnings, to: context)
    }

    func page(_ context: RequestContext) async throws(StatusError) -> Page {
        let options = try ListOptions(context.query, for: .list)
        let filter = try context.filter()
        return try await CollectionReader(store: cache.store, kind: context.kind, filter: filter).page(options)
    }

    // MARK: Encoding

    static func metadata(_ page: Page) -> JSONValue {
        var metadata = JSONObject()
        metadata.append("resourceVersion", .string(String(page.revision)))
        if let next = page.next { metadata.append("continue", .string(next.text)) }
        if let remaining = page.remaining { metadata.append("remainingItemCount", .int(Int64(remaining))) }
        return .object(metadata)
    }

    /// A collection as the client wants to see it.
    static func encode(
        _ objects: [[UInt8]], metadata: JSONValue, _ context: RequestContext
    ) throws(StatusError) -> [UInt8] {
        switch context.negotiation.format {
        case .object: return whole(objects, metadata: metadata, context)
        case .partialMetadata(_, isList: false): throw .notShown(of: context.type, isCollection: true)
        case .partialMetadata(let version, _):
            return Representation.partialMetadataList(objects, metadata: metadata, version)
        case .table(let include, let version):
            var trees: [JSONValue] = []
            for bytes in objects {
                do { trees.append(try JSONReader.read(bytes)) } catch { throw .internalError("a stored object: \(error)") }
            }
            return JSONWriter.bytes(
                Representation.table(trees, context.definition, include, version, metadata: metadata, now: .now))
        }
    }

    private static func whole(_ objects: [[UInt8]], metadata: JSONValue, _ context: RequestContext) -> [UInt8] {
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
}
