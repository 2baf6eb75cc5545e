import JSON
import KubeAPI
import Transport

/// Replaces an object, or the part of it that a subresource stands for. Some kinds are made by it when they are missing.
struct Update: Verb {
    let update: ObjectUpdate
    let create: Create
    let authorization: AuthorizationStep
    let scope: UpdateScope

    func respond(to context: RequestContext) async throws(StatusError) -> HTTPResponse {
        let options = try WriteOptions(context)
        let decoded = try context.decoder(options).decode(context.request)
        try Self.checkPlace(decoded.object, context)
        if UpdatePolicy(context.type).createsMissing, scope == .object, context.isMissing {
            try FixedMetadata.checkUID(of: decoded.object, nil, context)
            do {
                return try await make(decoded, context, options)
            } catch  where error.reason == "AlreadyExists" {
                // Somebody was faster.
            }
        }
        return try await update.run(context, options, scope: scope) { old throws(StatusError) in
            try FixedMetadata.checkUID(of: decoded.object, old, context)
            return WantedObject(decoded, .byChange(decoded.sentManagedFields))
        }
    }

    private func make(
        _ decoded: BodyDecoder.Decoded, _ context: RequestContext, _ options: WriteOptions
    ) async throws(StatusError) -> HTTPResponse {
        let creation = context.with(context.attributes.creating)
        try await authorization.check(creation.attributes)
        var object = decoded.object
        object.edit("metadata") { $0["resourceVersion"] = nil }
        let created = try await create.create(object, creation, options)
        return try Answer.object(
            created.object.bytes, status: 201, warnings: decoded.warnings + created.warnings, to: context)
    }

    /// Refuses an object that is not the one the path names.
    static func checkPlace(_ object: JSONValue, _ context: RequestContext) throws(StatusError) {
        let metadata = object["metadata"] ?? .emptyObject
        let wanted = context.attributes
        let namespace = metadata.text("namespace")
        guard namespace.isEmpty || !context.type.isNamespaced || namespace == wanted.namespace else {
            throw .badRequest("the namespace of the provided object does not match the namespace sent on the request")
        }
        let name = metadata.text("name")
        if name.isEmpty {
            throw .badRequest(
                "the name of the object (\(wanted.name) based on URL) was undeterminable: name must be provided")
        }
        if name != wanted.name {
            throw .badRequest("the name of the object (\(name)) does not match the name on the URL (\(wanted.name))")
        }
    }
}

extension RequestContext {
    /// Whether nothing is stored at the path, not even something that cannot be read.
    var isMissing: Bool {
        attributes.subresource.isEmpty && kind.object(path) == nil && kind.unreadable(path) == nil
    }
}

extension RequestAttributes {
    /// The same request, as one that makes the object.
    var creating: RequestAttributes {
        var attributes = self
        attributes.verb = "create"
        return attributes
    }
}
