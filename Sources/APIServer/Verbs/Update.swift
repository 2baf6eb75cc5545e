import JSON
import KubeAPI
import Transport

/// Replaces an object, or the part of it that a subresource stands for.
struct Update: Verb {
    let update: ObjectUpdate
    let scope: UpdateScope

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let decoder = try BodyDecoder(
            kind: context.type.kind, apiVersion: context.type.apiVersion, schema: context.definition.schema,
            query: context.query)
        let decoded = try decoder.decode(context.request)
        try Self.checkPlace(decoded.object, context)
        return try await update.run(context, scope: scope) { _ throws(StatusError) in decoded }
    }

    /// Refuses an object that is not the one the path names.
    static func checkPlace(_ object: JSONValue, _ context: RequestContext) throws(StatusError) {
        let metadata = object["metadata"] ?? .emptyObject
        let wanted = context.attributes
        let name = metadata.text("name")
        if name.isEmpty {
            throw .badRequest(
                "the name of the object (\(wanted.name) based on URL) was undeterminable: name must be provided")
        }
        if name != wanted.name {
            throw .badRequest("the name of the object (\(name)) does not match the name on the URL (\(wanted.name))")
        }
        let namespace = metadata.text("namespace")
        guard namespace.isEmpty || (context.type.isNamespaced && namespace == wanted.namespace) else {
            throw .badRequest(
                "the namespace of the object (\(namespace)) does not match the namespace on the request (\(wanted.namespace))")
        }
    }
}
