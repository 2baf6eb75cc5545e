import Transport

/// Reads one object: a look-up and its bytes.
struct Get: Verb {
    let cache: StateCache

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let version = try ResourceVersion.minimum(context.query)
        if let version { try await context.kind.waitUntil(version) }
        guard let object = context.kind.object(context.path) else {
            throw await cache.absence(of: context.path, in: context.kind, context.subject)
        }
        return try Answer.object(object.bytes, to: context)
    }
}
