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
        // A HEAD is authorized as the GET it is like, but only what is proxied answers it.
        guard request.method != "HEAD" || attributes.subresource == "proxy" else { throw .noSuchMethod }
        if let virtual = registry.virtual(attributes) {
            guard attributes.verb == "create", attributes.subresource.isEmpty == attributes.name.isEmpty else {
                throw .noSuchMethod
            }
            let negotiation = try Negotiation(request, query, offer: .status)
            let response = try await virtual.respond(to: request, query: query, attributes: attributes)
            return try Answer.encoded(response, negotiation, for: request)
        }
        guard let (definition, kind) = stored(attributes) else { throw .noSuchPath }
        let context = RequestContext(
            request: request, query: query, attributes: attributes, remainder: path.remainder, definition: definition,
            kind: kind, negotiation: try negotiation(request, query, path, definition))
        var response = try await respond(to: context, namesObject: path.namesObject)
        if let deprecation = definition.deprecation { Answer.warn(deprecation, in: &response) }
        return try Answer.encoded(response, context.negotiation, for: request)
    }

    private func respond(to context: RequestContext, namesObject: Bool) async throws(StatusError) -> HTTPResponse {
        let (attributes, definition) = (context.attributes, context.definition)
        if attributes.subresource.isEmpty {
            return try await verb(context, namesObject: namesObject).respond(to: context)
        }
        if let rules = BuiltInResources.rules(for: definition.type, subresource: attributes.subresource) {
            let part = context.with(rules)
            return try await subresource(part).respond(to: part)
        }
        return try await subresource(context).respond(to: context)
    }

    private func stored(_ attributes: RequestAttributes) -> (ResourceDefinition, KindCache)? {
        var attributes = attributes
        if attributes.group.isEmpty, attributes.resource == "bindings" {
            attributes.resource = "pods"
        }
        let entry = cache.served.entry(
            group: attributes.group, version: attributes.version, plural: attributes.resource)
        guard let entry else { return nil }
        let type = entry.definition.type
        let isPlaced = type.isNamespaced || attributes.namespace.isEmpty || type.plural == "namespaces"
        return isPlaced ? (entry.definition, entry.kind) : nil
    }

    /// Streams answer in a format of their own, whatever the client accepts.
    private func negotiation(
        _ request: HTTPRequest, _ query: Query, _ path: RequestPath, _ definition: ResourceDefinition
    ) throws(StatusError) -> Negotiation {
        switch path.attributes.subresource {
        case "log", "exec", "attach", "portforward", "proxy": return .json
        default:
            let verb = path.attributes.verb
            let offer = Negotiation.Offer(
                hasProtobuf: definition.schema.hasProtobuf, isCollection: verb == "list", isWatch: verb == "watch")
            return try Negotiation(request, query, offer: offer)
        }
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
