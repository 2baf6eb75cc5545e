import JSON
import KubeAPI
import Transport

/// Chooses the verb for a request to a served kind.
struct ResourceRouter: Sendable {
    let registry: ResourceRegistry
    let cache: StateCache
    let checks: WriteChecks
    let tunnels: TunnelRouter
    let minimumWatchTimeout: Int64

    func respond(
        to request: HTTPRequest, query: Query, path: RequestPath
    ) async throws(StatusError) -> HTTPResponse {
        let attributes = path.attributes
        if let virtual = registry.virtual(attributes) {
            guard attributes.verb == "create", attributes.subresource.isEmpty == attributes.name.isEmpty else {
                throw .noSuchMethod
            }
            return try await virtual.respond(to: request, query: query, attributes: attributes)
        }
        guard let (definition, kind) = stored(attributes) else { throw .noSuchPath }
        let context = RequestContext(
            request: request, query: query, attributes: attributes, remainder: path.remainder, definition: definition,
            kind: kind, negotiation: try negotiation(request, query, attributes))
        if attributes.subresource.isEmpty {
            return try await verb(context, namesObject: path.namesObject).respond(to: context)
        }
        return try await subresource(context).respond(to: context)
    }

    private func stored(_ attributes: RequestAttributes) -> (ResourceDefinition, KindCache)? {
        var attributes = attributes
        if attributes.group.isEmpty, attributes.resource == "bindings" {
            attributes.resource = "pods"
        }
        guard let definition = registry.definition(attributes), let kind = cache.kind(definition.type) else { return nil }
        let isPlaced = definition.type.isNamespaced || attributes.namespace.isEmpty || definition.type.plural == "namespaces"
        return isPlaced ? (definition, kind) : nil
    }

    /// Streams answer in a format of their own, whatever the client accepts.
    private func negotiation(
        _ request: HTTPRequest, _ query: Query, _ attributes: RequestAttributes
    ) throws(StatusError) -> Negotiation {
        switch attributes.subresource {
        case "log", "exec", "attach", "portforward", "proxy": .json
        default: try Negotiation(accept: request.headers["Accept"], query: query)
        }
    }

    private func verb(_ context: RequestContext, namesObject: Bool) throws(StatusError) -> any Verb {
        let attributes = context.attributes
        let spansNamespaces = context.type.isNamespaced && attributes.namespace.isEmpty
        if attributes.resource == "bindings" {
            guard attributes.verb == "create", !namesObject, !spansNamespaces else { throw .noSuchMethod }
            return BindPod(cache: cache)
        }
        switch (attributes.verb, namesObject) {
        case ("list", false): return List(cache: cache)
        case ("watch", false): return Watch(cache: cache, minimumTimeout: minimumWatchTimeout)
        case ("get", true) where !spansNamespaces: return Get(cache: cache)
        case ("create", false) where !spansNamespaces: return Create(cache: cache, checks: checks)
        case ("update", true) where !spansNamespaces: return Update(update: update, scope: .object)
        case ("patch", true) where !spansNamespaces: return Patch(update: update, scope: .object)
        case ("delete", true) where !spansNamespaces: return delete
        case ("deletecollection", false)
        where !spansNamespaces && context.definition.verbs.contains("deletecollection"):
            return DeleteCollection(delete: delete, list: List(cache: cache))
        case (_, true) where spansNamespaces: throw .noSuchPath
        default: throw .noSuchMethod
        }
    }

    private var update: ObjectUpdate { ObjectUpdate(cache: cache, checks: checks) }
    private var delete: Delete { Delete(cache: cache, checks: checks, authorization: tunnels.authorization) }

    private func subresource(_ context: RequestContext) throws(StatusError) -> any Verb {
        let attributes = context.attributes
        guard let served = context.definition.subresources.first(where: { $0.name == attributes.subresource }) else {
            throw .noSuchPath
        }
        guard served.verbs.contains(attributes.verb) else { throw .noSuchMethod }
        switch (served.name, attributes.verb) {
        case ("status", "get"): return Get(cache: cache)
        case ("status", "update"): return Update(update: update, scope: .status)
        case ("status", _): return Patch(update: update, scope: .status)
        case ("finalize", _): return Update(update: update, scope: .finalize)
        case ("scale", _): return ScaleVerb(cache: cache, checks: checks)
        case ("binding", _): return BindPod(cache: cache)
        case ("eviction", _): return EvictPod(delete: delete)
        default:
            guard let tunnel = try tunnels.verb(served.name) else {
                throw .notImplemented("\(attributes.resource)/\(served.name)")
            }
            return tunnel
        }
    }
}

extension StatusError {
    static let noSuchMethod = StatusError(
        code: 405, reason: "MethodNotAllowed", message: "the server does not allow this method on the requested resource",
        subject: Subject())

    static func notImplemented(_ what: String) -> StatusError {
        StatusError(code: 501, reason: "NotImplemented", message: "\(what) is not supported yet")
    }
}
