/// Everything the server counts, and what `/metrics` shows of it.
struct ServerMetrics: Sendable {
    let requests: RequestMetrics
    let access = AccessMetrics()
    let store: MeasuredStore
    let admission: AdmissionMetrics
    let cache: StateCache
    let flows: FlowController
    let audit: AuditPipeline?
    let build: String
    private let process = ProcessMetrics()

    init(
        requests: RequestMetrics, store: MeasuredStore, admission: AdmissionMetrics, cache: StateCache, flows: FlowController,
        audit: AuditPipeline?, build: String
    ) {
        self.requests = requests
        self.store = store
        self.admission = admission
        self.cache = cache
        self.flows = flows
        self.audit = audit
        self.build = build
    }

    /// Prometheus' text format 0.0.4.
    func text() -> [UInt8] {
        var text = MetricsText()
        let sources: [any MetricSource] = [requests, access, admission, FlowControlMetrics(controller: flows), store, process]
        for source in sources { source.write(to: &text) }
        writeStorage(to: &text)
        writeAudit(to: &text)
        text.family("kubernetes_build_info", .gauge, "What this server is, and which Kubernetes it speaks.")
        text.sample(
            ["git_version": VersionDocument.gitVersion(build: build), "major": "1", "minor": VersionDocument.minor], 1)
        return text.bytes
    }

    private func writeStorage(to text: inout MetricsText) {
        text.family("apiserver_storage_objects", .gauge, "Stored objects by resource.")
        for (name, kind) in cache.kinds.sorted(by: { $0.key < $1.key }) { text.sample(["resource": name], kind.count) }
    }

    private func writeAudit(to text: inout MetricsText) {
        text.family("apiserver_audit_event_total", .counter, "Audit events made and passed on.")
        text.sample([:], audit?.accepted.value ?? 0)
        text.family("apiserver_audit_error_total", .counter, "Audit events lost, by where.")
        text.sample(["plugin": "queue"], audit?.dropped.value ?? 0)
        for (sink, count) in (audit?.lost ?? [:]).sorted(by: { $0.key < $1.key }) {
            text.sample(["plugin": sink], count.value)
        }
    }
}
