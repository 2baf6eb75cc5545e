import AsyncTools
import JSON
import KubeAPI
package import Logging
package import Metrics
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
    private let ids = AuditIDs()
    let audit: AuditStep?
    let fairQueue: FlowControlStep
    let metrics: ServerMetrics
    let admission: [any AdmissionPlugin]
    let controllers: [any ServerController]
    let logger: Logger
    let progress = StartProgress()

    /// - Parameters:
    ///   - nodes: reaches kubelets, Pods and Services for `logs`, `exec` and `proxy`; without it these answer 503.
    ///   - plugins: makes the deciding parts, which read current objects through the reader they are given.
    package init(
        configuration: ServerConfiguration, store: any Store, definitions: [ResourceDefinition] = BuiltInResources.definitions,
        nodes: (any NodeConnector)? = nil, logger: Logger,
        plugins: (_ reader: any ObjectWriter, _ definitions: any ServedDefinitions) -> ServerPlugins
    ) {
        self.configuration = configuration
        self.logger = logger
        let store = MeasuredStore(store)
        cache = StateCache(
            store: store, definitions: definitions, eventLifetime: .seconds(configuration.eventTTL), logger: logger)
        let plugins = plugins(cache, cache)
        let measured = plugins.admission.map(MeasuredAdmission.init)
        admission = measured
        fairQueue = FlowControlStep(
            controller: FlowController(seats: configuration.maximumRequestsInFlight), cache: cache,
            patience: configuration.longestQueueWait)
        audit = configuration.audit.map { audit in
            AuditStep(policy: audit.policy, pipeline: AuditPipeline(sinks: audit.sinks, logger: logger))
        }
        controllers = plugins.controllers
        authenticator = plugins.authenticator
        impersonation = Impersonation(authorizer: plugins.authorizer)
        authorization = AuthorizationStep(authorizer: plugins.authorizer)
        let admissionMetrics = AdmissionMetrics(plugins: measured.map(\.metrics))
        metrics = ServerMetrics(
            requests: RequestMetrics(definitions: definitions, virtual: plugins.virtualResources.map(\.path)),
            store: store, admission: admissionMetrics, cache: cache,
            flows: fairQueue.controller, audit: audit?.pipeline, build: configuration.build)
        metrics.show(plugins.metrics)
        let tunnels = TunnelRouter(
            cache: cache, nodes: nodes, authorization: authorization, admission: measured)
        router = ResourceRouter(
            registry: ResourceRegistry(virtual: plugins.virtualResources), cache: cache,
            checks: WriteChecks(admission: measured, metrics: admissionMetrics.steps), tunnels: tunnels,
            minimumWatchTimeout: configuration.minimumWatchTimeout)
        paths = PathRouter(
            responders: plugins.pathResponders, metrics: metrics,
            health: HealthChecks(cache: cache, store: store, progress: progress),
            debugging: configuration.profiling ? FlowControlDump(controller: fairQueue.controller) : nil,
            version: VersionDocument.document(build: configuration.build))
    }

    /// Shows what other parts of the process count at `/metrics`, too.
    package func show(_ metrics: [any MetricSource]) { self.metrics.show(metrics) }

    package func respond(to request: HTTPRequest) async -> HTTPResponse {
        var record = RequestRecord(id: ids.id(of: request))
        do throws(StatusError) {
            let response = try await answer(request, &record)
            return finish(request, response, nil, record)
        } catch {
            return finish(request, Answer.error(error, to: request), error, record)
        }
    }

    /// What somebody who is not allowed to send a large body is told before he has sent it.
    package func refusal(of head: HTTPRequest) async -> HTTPResponse? {
        do throws(StatusError) {
            await cache.waitUntilApplied(0)
            var path = try RequestPath(method: head.method, path: head.path, query: try Query(head.query))
            path.attributes.user = try await authenticator.authenticate(head) ?? .anonymous
            path.attributes.user = try await impersonation.effectiveUser(for: path.attributes, in: head)
            try await authorization.check(path.attributes)
            return nil
        } catch {
            return Answer.error(error, to: head)
        }
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
    private func answer(
        _ request: HTTPRequest, _ record: inout RequestRecord
    ) async throws(StatusError) -> HTTPResponse {
        let query = try Query(request.query)
        // Answered even before it is known who may ask.
        if !cache.isLoaded, paths.isOpen(request.path) { return try await paths.openAnswer(to: request, query: query) }
        await cache.waitUntilApplied(0)
        var path = try RequestPath(method: request.method, path: request.path, query: query)
        record.attributes = path.attributes
        record.running = metrics.requests.begin(path.attributes, request)
        try RequestTimeout.check(query, path.attributes)
        path.attributes.user = try await authenticate(request, &record)
        record.trail = audit?.begin(request, path.attributes, id: record.id)
        path.attributes.user = try await impersonate(path.attributes, request, &record)
        record.attributes = path.attributes
        let ticket = try await takeSeat(path.attributes, query, &record)
        defer { ticket?.finish() }
        if !paths.isOpen(request.path) || progress.isComplete(.roles) { try await authorize(path.attributes, &record) }
        guard path.attributes.isResourceRequest else { return try await paths.answer(to: request, query: query) }
        guard record.trail != nil else { return try await router.respond(to: request, query: query, path: path) }
        record.trail?.isAllowed(request)
        return try await annotated(&record) { () throws(StatusError) in
            try await router.respond(to: request, query: query, path: path)
        }
    }

    /// Gives what admission has to say of an audited request to its record.
    private func annotated(
        _ record: inout RequestRecord, _ body: () async throws(StatusError) -> HTTPResponse
    ) async throws(StatusError) -> HTTPResponse {
        let annotations = AuditAnnotations(recordsBodies: record.trail?.recordsBodies ?? false)
        defer { record.trail?.add(annotations) }
        let outcome = await AuditAnnotations.$current.withValue(annotations) { () async -> Result<HTTPResponse, StatusError> in
            do throws(StatusError) { return .success(try await body()) } catch { return .failure(error) }
        }
        return try outcome.get()
    }

    private func authenticate(
        _ request: HTTPRequest, _ record: inout RequestRecord
    ) async throws(StatusError) -> UserInfo {
        do throws(StatusError) {
            let user = try await authenticator.authenticate(request) ?? .anonymous
            metrics.access.authenticated(user, in: record.completed("authentication"))
            return user
        } catch {
            metrics.access.notAuthenticated(in: record.completed("authentication"))
            if let attributes = record.attributes { record.trail = audit?.beginRefused(request, attributes, id: record.id) }
            throw error
        }
    }

    private func impersonate(
        _ attributes: RequestAttributes, _ request: HTTPRequest, _ record: inout RequestRecord
    ) async throws(StatusError) -> UserInfo {
        let identity = try await impersonation.identity(for: attributes, in: request)
        if record.trail != nil { record.trail?.impersonates(identity) }
        return identity.user
    }

    private func takeSeat(
        _ attributes: RequestAttributes, _ query: Query, _ record: inout RequestRecord
    ) async throws(StatusError) -> FlowControlStep.Ticket? {
        guard let target = fairQueue.target(of: attributes) else { return nil }
        record.target = target
        do throws(StatusError) {
            let ticket = try await fairQueue.seat(for: attributes, query, in: target)
            record.waited = ticket.waited
            return ticket
        } catch {
            record.isTurnedAway = true
            throw error
        }
    }

    private func authorize(_ attributes: RequestAttributes, _ record: inout RequestRecord) async throws(StatusError) {
        switch await authorization.decision(on: attributes) {
        case .allowed(let reason):
            metrics.access.authorized(in: record.completed("authorization"))
            record.trail?.annotate("authorization.k8s.io/decision", "allow")
            record.trail?.annotate("authorization.k8s.io/reason", reason)
        case .refused(let reason, let error):
            metrics.access.notAuthorized(in: record.completed("authorization"))
            record.trail?.annotate("authorization.k8s.io/decision", "forbid")
            record.trail?.annotate("authorization.k8s.io/reason", reason)
            throw error
        case .failed(let error):
            metrics.access.authorizationFailed(in: record.completed("authorization"))
            record.trail?.annotate("authorization.k8s.io/reason", "internal error")
            throw error
        }
    }
}
