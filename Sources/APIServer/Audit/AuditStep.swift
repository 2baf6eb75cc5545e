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
        let decision = policy.decision(on: attributes)
        guard decision.level != .none else { return nil }
        let trail = AuditTrail(request, attributes, decision, id: id, pipeline: pipeline)
        trail.emit(.requestReceived)
        return trail
    }
}

/// The record of one request on its way through the server. Used by one task at a time.
struct AuditTrail: Sendable {
    private var event: AuditEvent
    private let omitted: Set<AuditStage>
    private let pipeline: AuditPipeline

    init(
        _ request: HTTPRequest, _ attributes: RequestAttributes, _ decision: AuditPolicy.Decision, id: String,
        pipeline: AuditPipeline
    ) {
        let agent = request.headers["User-Agent"] ?? ""
        let isLong = agent.utf8.count > AuditEvent.longestUserAgent
        var body: AuditEvent.Body?
        if decision.level >= .request, attributes.isResourceRequest, !request.body.isEmpty {
            body = AuditEvent.Body(bytes: request.body, contentType: request.headers["Content-Type"] ?? "")
        }
        let now = MicroTimestamp.now
        event = AuditEvent(
            level: decision.level, omitsManagedFields: decision.omitManagedFields, id: id, stage: .requestReceived,
            uri: request.query.isEmpty ? request.path : "\(request.path)?\(request.query)", attributes: attributes,
            caller: attributes.user, sourceAddresses: AuditEvent.sourceAddresses(of: request),
            userAgent: isLong ? agent.prefix(AuditEvent.longestUserAgent) + "...TRUNCATED" : agent, requestBody: body,
            received: now, stageTime: now)
        omitted = decision.omitStages
        self.pipeline = pipeline
    }

    /// The request acts as somebody else from here on.
    mutating func impersonates(_ user: UserInfo) { event.attributes.user = user }

    mutating func annotate(_ key: String, _ value: String) {
        event.annotations.append(AuditEvent.Annotation(key: key, value: value))
    }

    /// What was answered. For a stream only its beginning: `complete` follows at its end.
    mutating func answered(_ response: HTTPResponse, error: StatusError?) {
        event.outcome = AuditEvent.Outcome(code: response.status, error: error)
        guard event.level == .requestResponse, error == nil, case .bytes(let bytes) = response.body else { return }
        event.responseBody = AuditEvent.Body(bytes: bytes, contentType: response.headers["Content-Type"] ?? "")
    }

    func emit(_ stage: AuditStage) {
        guard !omitted.contains(stage) else { return }
        var event = event
        event.stage = stage
        event.stageTime = stage == .requestReceived ? event.received : .now
        if stage != .responseComplete { event.responseBody = nil }
        pipeline.submit(event)
    }
}
