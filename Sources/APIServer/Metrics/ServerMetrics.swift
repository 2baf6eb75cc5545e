import AsyncTools
import KubeAPI
import Metrics

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
    private let others = Guarded<[any MetricSource]>([])

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

    /// Adds what others count.
    func show(_ sources: [any MetricSource]) { others.withLock { $0 += sources } }

    /// Prometheus' text format 0.0.4.
    func text() -> [UInt8] {
        var text = MetricsText()
        let sources: [any MetricSource] = [requests, access, admission, FlowControlMetrics(controller: flows), store, process]
        for source in sources + others.current { source.write(to: &text) }
        writeStorage(to: &text)
        writeAudit(to: &text)
        text.family("kubernetes_build_info", .gauge, "What this server is, and which Kubernetes it speaks.")
        text.sample(VersionDocument.labels(build: build), 1)
        return text.bytes
    }

    private func writeStorage(to text: inout MetricsText) {
        let kinds = cache.kinds.sorted { $0.key < $1.key }
        text.family("apiserver_storage_objects", .gauge, "Stored objects by resource.")
        for (name, kind) in kinds { text.sample(["resource": name], kind.count) }
        text.family("apiserver_resource_objects", .gauge, "Stored objects by group and resource.")
        for (_, kind) in kinds { text.sample(["group": kind.type.group, "resource": kind.type.plural], kind.count) }
        writeWatches(kinds.map(\.value), to: &text)
    }

    private func writeWatches(_ kinds: [KindCache], to text: inout MetricsText) {
        func labels(_ type: ResourceType) -> MetricsText.Labels {
            ["group": type.group, "kind": type.kind, "resource": type.plural, "version": type.version]
        }
        let sent = kinds.map { ($0.type, $0.sentEvents.current) }.filter { $0.1.count > 0 }
        text.family("apiserver_watch_events_total", .counter, "Events that watchers were sent.")
        for (type, counts) in sent { text.sample(labels(type), counts.count) }
        text.family("apiserver_watch_events_sizes", .histogram, "Bytes of the events that watchers were sent.")
        for (type, counts) in sent { text.histogram(labels(type), bounds: SizeHistogram.bounds, counts) }
    }

    private func writeAudit(to text: inout MetricsText) {
        text.family("apiserver_audit_event_total", .counter, "Audit events made and passed on.")
        text.sample([:], audit?.accepted.value ?? 0)
        text.family("apiserver_audit_level_total", .counter, "Requests by how much of them is recorded.")
        for (level, count) in (audit?.levels ?? [:]).sorted(by: { $0.key < $1.key }) {
            text.sample(["level": level.name], count.value)
        }
        text.family("apiserver_audit_error_total", .counter, "Audit events lost, by where.")
        text.sample(["plugin": "queue"], audit?.dropped.value ?? 0)
        for (sink, count) in (audit?.lost ?? [:]).sorted(by: { $0.key < $1.key }) {
            text.sample(["plugin": sink], count.value)
        }
    }
}
