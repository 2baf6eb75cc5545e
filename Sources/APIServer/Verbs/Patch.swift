import JSON
import KubeAPI
import Transport

/// Changes an object by a JSON patch, a merge patch, a strategic merge patch or a server-side apply, told apart by the content
/// type.
struct Patch: Verb {
    let update: ObjectUpdate
    let create: Create
    let authorization: AuthorizationStep
    let scope: UpdateScope

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        if Apply.isMeant(by: context.request) {
            let apply = Apply(update: update, create: create, authorization: authorization, scope: scope)
            return try await apply.respond(to: context)
        }
        let schema = context.definition.schema
        let options = try WriteOptions(context)
        let change = try PatchChange(context.request, schema: schema, options.fieldValidation)
        let decoder = context.decoder(options)
        return try await update.run(context, options, scope: scope) { old throws(StatusError) in
            let patched = try change.apply(to: old)
            let decoded = try change.decoded(patched, by: decoder)
            try Update.checkPlace(decoded.object, context)
            return WantedObject(decoded, .byChange(decoded.sentManagedFields))
        }
    }
}
