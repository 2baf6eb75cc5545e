import AsyncTools
import JSON
import KubeAPI
package import Logging
package import Store
package import Transport

/// The Kubernetes API over a store.
///
/// `respond` may be called before `run`: requests then wait until the state has been read.
package final class Server: HTTPResponder {
    package let configuration: ServerConfiguration
    /// The current state, for parts in this process that read without a request.
    package let cache: StateCache
    private let authenticator: any Authenticator
    private let impersonation: Impersonation
    let authorization: AuthorizationStep
    private let router: ResourceRouter
    private let paths: PathRouter
    private let metrics: RequestMetrics
    let logger: Logger
    /// Whether the built-in objects are in place; the server is ready then.
    let bootstrapped = Guarded(false)

    /// - Parameters:
    ///   - nodes: reaches kubelets, Pods and Services for `logs`, `exec` and `proxy`; without it these answer 503.
    ///   - plugins: makes the deciding parts, which read current objects through the reader they are given.
    package init(
        configuration: ServerConfiguration, store: any Store, definitions: [ResourceDefinition] = BuiltInResources.definitions,
        nodes: (any NodeConnector)? = nil, logger: Logger,
        plugins: (_ reader: any ObjectReader, _ definitions: [ResourceDefinition]) -> ServerPlugins
    ) {
        self.configuration = configuration
        self.logger = logger
        // Events have two group/versions and one storage; the older one owns it.
        let definitions = definitions.filter { $0.type.qualifiedName != "events.events.k8s.io" }
        cache = StateCache(store: store, definitions: definitions, logger: logger)
        let plugins = plugins(cache, definitions)
        authenticator = plugins.authenticator
        impersonation = Impersonation(authorizer: plugins.authorizer)
        authorization = AuthorizationStep(authorizer: plugins.authorizer)
        metrics = RequestMetrics()
        let tunnels = TunnelRouter(
            cache: cache, nodes: nodes, authorization: authorization, admission: plugins.admission)
        router = ResourceRouter(
            registry: ResourceRegistry(definitions, virtual: plugins.virtualResources), cache: cache,
            checks: WriteChecks(admission: plugins.admission), tunnels: tunnels,
            minimumWatchTimeout: configuration.minimumWatchTimeout)
        paths = PathRouter(
            responders: plugins.pathResponders, configuration: configuration, cache: cache, metrics: metrics,
            bootstrapped: bootstrapped, version: VersionDocument.document(build: configuration.build))
    }

    package func respond(to request: HTTPRequest) async -> HTTPResponse {
        let started = ContinuousClock.now
        var verb = request.method
        let response: HTTPResponse
        do throws(StatusError) {
            response = try await answer(request, verb: &verb)
        } catch {
            response = Answer.error(error)
        }
        metrics.record(verb: verb, code: response.status, duration: ContinuousClock.now - started)
        return response
    }

    /// What a listener in front of this server answers by itself, as Kubernetes words it.
    package static func refusal(status: Int, message: String) -> HTTPResponse {
        let error: StatusError =
            switch status {
            case 413: .tooLarge(BodyDecoder.maximumBytes)
            case 503: .serviceUnavailable(message)
            case 500...: .internalError(message)
            default: StatusError(code: status, reason: "BadRequest", message: message)
            }
        return Answer.error(error)
    }

    /// A request's way through the server.
    private func answer(_ request: HTTPRequest, verb: inout String) async throws(StatusError) -> HTTPResponse {
        let query = try Query(request.query)
        // Open to everybody, and answered even before the state is loaded.
        if let response = paths.openAnswer(to: request, query: query) { return response }
        await cache.waitUntilApplied(0)
        var path = try RequestPath(method: request.method, path: request.path, query: query)
        let caller = try await authenticator.authenticate(request) ?? .anonymous
        path.attributes.user = try await impersonation.effectiveUser(caller, for: request)
        verb = path.attributes.verb
        try await authorization.check(path.attributes)
        if path.attributes.isResourceRequest {
            return try await router.respond(to: request, query: query, path: path)
        }
        return try await paths.answer(to: request, query: query)
    }
}
