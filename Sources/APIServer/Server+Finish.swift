import JSON
import Logging
import Metrics
import Transport

extension Server {
    /// What is done with every answer: headers, metrics, the audit log, and a word in the log when it took long.
    func finish(
        _ request: HTTPRequest, _ response: HTTPResponse, _ error: StatusError?, _ record: RequestRecord
    ) -> HTTPResponse {
        var response = response
        response.headers.add(AuditIDs.header, record.id)
        if let target = record.target, !target.schema.uid.isEmpty {
            response.headers.add("X-Kubernetes-PF-FlowSchema-UID", target.schema.uid)
            response.headers.add("X-Kubernetes-PF-PriorityLevel-UID", target.levelUID)
        }
        let running = record.running ?? metrics.requests.begin(record.attributes, request)
        var trail = record.trail
        trail?.answered(response, error: error)
        let status = response.status
        if case .bytes(let bytes) = response.body {
            let duration = ContinuousClock.now - record.started
            running.end(
                code: status, bytes: bytes.count, duration: duration, waited: record.waited,
                isTurnedAway: record.isTurnedAway)
            trail?.complete()
            if duration >= Self.slow { noteSlow(request, status, duration, record) }
            return response
        }
        trail?.emit(.responseStarted)
        response.body = response.body.observed { [trail] in
            running.end(code: status, bytes: nil, duration: ContinuousClock.now - record.started, waited: record.waited)
            trail?.complete()
        }
        return response
    }

    private static let slow = Duration.seconds(1)

    private func noteSlow(_ request: HTTPRequest, _ status: Int, _ duration: Duration, _ record: RequestRecord) {
        logger.warning(
            "slow request",
            metadata: [
                "method": "\(request.method)", "path": "\(request.path)", "query": "\(request.query)", "status": "\(status)",
                "seconds": "\(duration.seconds)", "steps": "\(record.stepText)", "queued": "\(record.waited)",
                "user": "\(record.attributes?.user.name ?? "")", "audit-id": "\(record.id)",
            ])
    }
}
