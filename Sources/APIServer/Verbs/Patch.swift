import JSON
import KubeAPI
import Transport

/// Changes an object by a JSON patch, a merge patch or a strategic merge patch, told apart by the content type.
struct Patch: Verb {
    let update: ObjectUpdate
    let scope: UpdateScope

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let change = try PatchChange(context.request, schema: context.definition.schema)
        let decoder = try BodyDecoder(
            kind: context.type.kind, apiVersion: context.type.apiVersion, schema: context.definition.schema,
            query: context.query)
        return try await update.run(context, scope: scope) { old throws(StatusError) in
            let patched = try change.apply(to: old)
            let decoded = try decoder.check(patched, duplicates: change.duplicates)
            try Update.checkPlace(decoded.object, context)
            return decoded
        }
    }
}
