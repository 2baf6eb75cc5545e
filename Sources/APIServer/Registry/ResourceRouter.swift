import JSON
import KubeAPI
import Schema
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
            let negotiation = try Negotiation(request, query, offer: .init(route: Negotiation.Offer.types))
            let response = try await virtual.respond(to: request, query: query, attributes: attributes)
            return try Answer.encoded(response, negotiation, for: request)
        }
        guard let (definition, kind) = stored(attributes) else { throw Self.nothing(inGroup: attributes.group) }
        var context = RequestContext(
            request: request, query: query, attributes: attributes, remainder: path.remainder, definition: definition,
            kind: kind, negotiation: .json)
        let verb = try verb(&context, path)
        context.negotiation = try negotiation(context)
        var response = try await verb.respond(to: context)
        if let deprecation = definition.deprecation { Answer.warn(deprecation, in: &response) }
        return try Answer.encoded(response, context.negotiation, for: request)
    }

    /// What answers the request. The context becomes that of the part of the object that is asked for.
    private func verb(_ context: inout RequestContext, _ path: RequestPath) throws(StatusError) -> any Verb {
        let attributes = context.attributes
        if context.isCustom {
            try Self.checkCustom(path, context.definition)
        } else if context.request.method == "HEAD", attributes.subresource != "proxy" {
            // It is authorized as the GET it is like, but only what is proxied answers it.
            throw .noSuchMethod
        }
        if attributes.subresource.isEmpty { return try verb(context, namesObject: path.namesObject) }
        if let rules = BuiltInResources.rules(for: context.type, subresource: attributes.subresource) {
            context = context.with(rules)
        }
        return try subresource(context)
    }

    private func stored(_ attributes: RequestAttributes) -> (ResourceDefinition, KindCache)? {
        let isBinding = attributes.group.isEmpty && attributes.resource == "bindings"
        let entry = cache.served.entry(
            group: attributes.group, version: attributes.version, plural: isBinding ? "pods" : attributes.resource)
        guard let entry else { return nil }
        let type = entry.definition.type
        let isPlaced = type.isNamespaced || attributes.namespace.isEmpty || type.plural == "namespaces"
        return isPlaced ? (entry.definition, entry.kind) : nil
    }

    /// Streams answer in a format of their own, whatever the client accepts.
    private func negotiation(_ context: RequestContext) throws(StatusError) -> Negotiation {
        let verb = context.attributes.verb
        switch context.attributes.subresource {
        case "exec", "attach", "portforward", "proxy": return .json
        case "log":
            try Negotiation.checkRoute(context.request, types: ["text/plain"] + Negotiation.Offer.types)
            return .json
        default: break
        }
        if verb == "patch" { try PatchChange.checkMediaType(context.request, schema: context.definition.schema) }
        var offer = Negotiation.Offer(isCustom: context.isCustom, isWatch: verb == "watch")
        if !context.isCustom {
            let isCollection = verb == "list" || verb == "watch"
            offer.route = isCollection ? Negotiation.Offer.types + Negotiation.Offer.streams : Negotiation.Offer.types
        }
        return try Negotiation(context.request, context.query, offer: offer)
    }

    private func verb(_ context: RequestContext, namesObject: Bool) throws(StatusError) -> any Verb {
        let attributes = context.attributes
        let spansNamespaces = context.type.isNamespaced && attributes.namespace.isEmpty
        if attributes.resource == "bindings" {
            guard attributes.verb == "create", !namesObject, !spansNamespaces else { throw .noSuchMethod }
            return BindPod(cache: cache, checks: checks)
        }
        switch (attributes.verb, namesObject) {
        case (_, true) where spansNamespaces: throw .noSuchPath
        case ("update", false) where context.isCustom, ("patch", false) where context.isCustom:
            throw .badRequest("name must be provided")
        case _ where !context.definition.verbs.contains(attributes.verb): throw .noSuchMethod
        case ("list", false): return List(cache: cache)
        case ("watch", false): return Watch(cache: cache, minimumTimeout: minimumWatchTimeout)
        case ("get", true): return Get(cache: cache)
        case ("create", false) where !spansNamespaces: return create
        case ("update", true): return put(.object)
        case ("patch", true): return patch(.object)
        case ("delete", true): return delete
        case ("deletecollection", false) where !spansNamespaces:
            return DeleteCollection(delete: delete, list: List(cache: cache))
        default: throw .noSuchMethod
        }
    }

    private func patch(_ scope: UpdateScope) -> Patch {
        Patch(update: update, create: create, authorization: tunnels.authorization, scope: scope)
    }

    private func put(_ scope: UpdateScope) -> Update {
        Update(update: update, create: create, authorization: tunnels.authorization, scope: scope)
    }

    private var create: Create { Create(cache: cache, checks: checks) }

    private var update: ObjectUpdate { ObjectUpdate(cache: cache, checks: checks) }
    private var delete: Delete { Delete(cache: cache, checks: checks, authorization: tunnels.authorization) }

    private func subresource(_ context: RequestContext) throws(StatusError) -> any Verb {
        let attributes = context.attributes
        guard let served = context.definition.subresources.first(where: { $0.name == attributes.subresource }) else {
            throw .noSuchPath
        }
        guard served.verbs.contains(attributes.verb) else { throw .noSuchMethod }
        switch (served.name, attributes.verb) {
        case ("ephemeralcontainers", _), ("resize", _): return try verb(context, namesObject: true)
        case ("status", "get"), ("approval", "get"): return Get(cache: cache)
        case ("status", "update"), ("approval", "update"): return put(.status)
        case ("status", _), ("approval", _): return patch(.status)
        case ("finalize", _): return put(.finalize)
        case ("scale", _): return ScaleVerb(cache: cache, checks: checks)
        case ("binding", _): return BindPod(cache: cache, checks: checks)
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
