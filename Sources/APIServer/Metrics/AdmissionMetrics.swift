import Metrics

/// How long admission takes, by plug-in, phase and operation.
struct AdmissionMetrics: Sendable, MetricSource {
    static let bounds: [Double] = [0.005, 0.025, 0.1, 0.5, 1, 2.5]

    enum Phase: String, CaseIterable { case admit, validate }

    /// The series of one plug-in.
    struct Plugin: Sendable {
        let name: String
        fileprivate let durations: [Histogram]

        /// Under the name that Kubernetes has for it (`ResourceQuota`).
        init(_ plugin: any AdmissionPlugin) {
            let type = "\(type(of: plugin))"
            self.init(name: type.hasSuffix("Admission") ? String(type.dropLast(9)) : type)
        }

        /// Of all plug-ins.
        static var allTogether: Plugin { Plugin(name: "") }

        private init(name: String) {
            self.name = name
            durations = (0..<16).map { _ in Histogram(bounds) }
        }

        func observe(_ phase: Phase, _ kind: AdmissionOperation.Kind, isRejected: Bool, since start: ContinuousClock.Instant) {
            durations[index(phase, kind, isRejected)].observe(ContinuousClock.now - start)
        }

        fileprivate func index(_ phase: Phase, _ kind: AdmissionOperation.Kind, _ isRejected: Bool) -> Int {
            let operation =
                switch kind {
                case .create: 0
                case .update: 1
                case .delete: 2
                case .connect: 3
                }
            return operation * 4 + (phase == .admit ? 0 : 2) + (isRejected ? 1 : 0)
        }
    }

    let plugins: [Plugin]
    /// All plug-ins together.
    let steps = Plugin.allTogether

    func write(to text: inout MetricsText) {
        write("step", "Time of all admission plug-ins together.", [steps], to: &text)
        write("controller", "Time of an admission plug-in.", plugins, to: &text)
    }

    private func write(_ family: String, _ help: String, _ all: [Plugin], to text: inout MetricsText) {
        text.family("apiserver_admission_\(family)_admission_duration_seconds", .histogram, help)
        for plugin in all {
            for kind in [AdmissionOperation.Kind.create, .update, .delete, .connect] {
                for phase in Phase.allCases {
                    for isRejected in [false, true] {
                        let counts = plugin.durations[plugin.index(phase, kind, isRejected)].current
                        guard counts.count > 0 else { continue }
                        let operation = kind.rawValue.uppercased()
                        let rejected = isRejected ? "true" : "false"
                        text.histogram(
                            plugin.name.isEmpty
                                ? ["operation": operation, "rejected": rejected, "type": phase.rawValue]
                                : ["name": plugin.name, "operation": operation, "rejected": rejected, "type": phase.rawValue],
                            bounds: Self.bounds, counts)
                    }
                }
            }
        }
    }
}

/// A plug-in that is measured, and whose notes for the audit log reach the request they are about.
struct MeasuredAdmission: AdmissionPlugin {
    let plugin: any AdmissionPlugin
    let metrics: AdmissionMetrics.Plugin

    init(_ plugin: any AdmissionPlugin) {
        self.plugin = plugin
        metrics = AdmissionMetrics.Plugin(plugin)
    }

    var asksOthers: Bool { plugin.asksOthers }

    func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        let start = ContinuousClock.now
        var isRejected = true
        defer { note(.admit, operation, start, isRejected) }
        try await plugin.mutate(&operation)
        isRejected = false
    }

    func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        let start = ContinuousClock.now
        var isRejected = true
        defer { note(.validate, operation, start, isRejected) }
        try await plugin.validate(operation)
        isRejected = false
    }

    func run() async { await plugin.run() }

    private func note(
        _ phase: AdmissionMetrics.Phase, _ operation: AdmissionOperation, _ start: ContinuousClock.Instant, _ isRejected: Bool
    ) {
        metrics.observe(phase, operation.kind, isRejected: isRejected, since: start)
        AuditAnnotations.current?.add(operation.auditAnnotations)
    }
}
