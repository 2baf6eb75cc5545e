import JSON
import KubeAPI
import Transport

/// Deletes every object of a collection that the selectors let through.
struct DeleteCollection: Verb {
    let delete: Delete
    let list: List

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let options = try DeletionOptions(context.request, query: context.query)
        let page = try await list.page(context)
        var shown: [[UInt8]] = []
        for object in page.objects {
            let attributes = RequestAttributes(inNamespaceOf: object, context.attributes)
            let single = context.with(attributes)
            do {
                switch try await delete.delete(single, name: object.key.name, options) {
                case .gone: shown.append(object.bytes)
                case .stays(let object): shown.append(object.bytes)
                }
            } catch  where error.code == 404 {
                continue  // somebody else was faster
            }
        }
        return Answer.response(try List.encode(shown, metadata: List.metadata(page), context), to: context)
    }
}

extension RequestAttributes {
    /// A collection may span namespaces; each deletion is in that of its object.
    fileprivate init(inNamespaceOf object: CachedObject, _ attributes: RequestAttributes) {
        self = attributes
        namespace = object.key.namespace
        name = object.key.name
    }
}
