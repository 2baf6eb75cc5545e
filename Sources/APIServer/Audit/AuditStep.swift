import Metrics
import Schema
import Transport

/// Who audits, and where to.
package struct AuditConfiguration: Sendable {
    package var policy: AuditPolicy
    package var sinks: [any AuditSink]

    package init(policy: AuditPolicy, sinks: [any AuditSink]) {
        self.policy = policy
        self.sinks = sinks
    }
}

/// Records requests as the policy says.
struct AuditStep: Sendable {
    let policy: AuditPolicy
    let pipeline: AuditPipeline

    /// `nil`: nothing is recorded of this request.
    func begin(_ request: HTTPRequest, _ attributes: RequestAttributes, id: String) -> AuditTrail? {
        guard let decision = decision(on: attributes) else { return nil }
        let trail = AuditTrail(request, attributes, decision, id: id, pipeline: pipeline)
        trail.emit(.requestReceived)
        return trail
    }

    /// `nil`: nothing is recorded.
    private func decision(on attributes: RequestAttributes) -> AuditPolicy.Decision? {
        let decision = policy.decision(on: attributes)
        pipeline.levels[decision.level]?.add()
        return decision.level == .none ? nil : decision
    }

    /// The same for a request whose sender is not believed: there is one event, once it is answered, and no user in it.
    func beginRefused(_ request: HTTPRequest, _ attributes: RequestAttributes, id: String) -> AuditTrail? {
        var attributes = attributes
        attributes.user = UserInfo(name: "")
        guard let decision = decision(on: attributes) else { return nil }
        return AuditTrail(request, attributes, decision, id: id, pipeline: pipeline, lastStage: .responseStarted)
    }
}

/// The record of one request on its way through the server. Used by one task at a time.
struct AuditTrail: Sendable {
    private var event: AuditEvent
    private let omitted: Set<AuditStage>
    private let pipeline: AuditPipeline
    private let lastStage: AuditStage

    /// - Parameter lastStage: of the event that is made when the request has been answered.
    init(
        _ request: HTTPRequest, _ attributes: RequestAttributes, _ decision: AuditPolicy.Decision, id: String,
        pipeline: AuditPipeline, lastStage: AuditStage = .responseComplete
    ) {
        let agent = request.headers["User-Agent"] ?? ""
        let isLong = agent.utf8.count > AuditEvent.longestUserAgent
        let now = MicroTimestamp.now
        event = AuditEvent(
            level: decision.level, omitsManagedFields: decision.omitManagedFields, id: id, stage: .requestReceived,
            uri: request.query.isEmpty ? request.path : "\(request.path)?\(request.query)", attributes: attributes,
            caller: attributes.user, sourceAddresses: AuditEvent.sourceAddresses(of: request),
            userAgent: isLong ? agent.prefix(AuditEvent.longestUserAgent) + "...TRUNCATED" : agent,
            requestSize: request.body.count, received: now, stageTime: now)
        omitted = decision.omitStages
        self.pipeline = pipeline
        self.lastStage = lastStage
    }

    /// The request acts as somebody else from here on.
    mutating func impersonates(_ identity: Impersonation.Identity) {
        event.attributes.user = identity.user
        event.impersonationConstraint = identity.constraint
    }

    /// The request may do what it asks for. Before that nothing of its body is recorded.
    mutating func isAllowed(_ request: HTTPRequest) {
        guard recordsBodies, event.attributes.isResourceRequest, !request.body.isEmpty else { return }
        switch event.attributes.verb {
        case "patch", "delete", "deletecollection":
            event.requestBody = AuditEvent.Body(bytes: request.body, contentType: request.headers["Content-Type"] ?? "")
        default: break
        }
    }

    var recordsBodies: Bool { event.level >= .request }

    /// What was learnt while the request was worked on.
    mutating func add(_ annotations: AuditAnnotations) {
        event.sent = annotations.sent
        for (key, value) in annotations.all { annotate(key, value) }
    }

    mutating func annotate(_ key: String, _ value: String) {
        event.annotations.append(AuditEvent.Annotation(key: key, value: value))
    }

    /// What was answered. For a stream only its beginning: `complete` follows at its end.
    mutating func answered(_ response: HTTPResponse, error: StatusError?) {
        event.outcome = AuditEvent.Outcome(code: response.status, error: error)
        guard event.level == .requestResponse, case .bytes(let bytes) = response.body else { return }
        event.responseBody = AuditEvent.Body(bytes: bytes, contentType: response.headers["Content-Type"] ?? "")
    }

    func complete() { emit(lastStage) }

    func emit(_ stage: AuditStage) {
        guard !omitted.contains(stage) else { return }
        var event = event
        event.stage = stage
        event.stageTime = stage == .requestReceived ? event.received : .now
        if stage != lastStage { event.responseBody = nil }
        pipeline.submit(event)
    }
}
