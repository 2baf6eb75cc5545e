import ContainerRuntime
import KubeAPI
import Logging
import Schema

extension PodWorker {
    func probe(_ name: String, _ id: String, _ kind: ProbeKind) async {
        guard
            let container = state.pod.spec.containers.first(where: { $0.name == name })
                ?? state.pod.spec.initContainers.first(where: { $0.name == name }),
            let probe = Self.probe(kind, of: container)
        else { return }
        let answer = await environment.prober.probe(probe, container, id, address: state.addresses.first ?? "")
        guard var record = state.containers[name], record.current?.id == id, record.isRunning,
            var track = record.probes[kind], state.termination == nil
        else { return }
        _ = track.record(answer.outcome, at: Self.now)
        record.probes[kind] = track
        if answer.outcome == .failure {
            environment.events.warning(
                state.pod, name, "Unhealthy", "\(kind.rawValue) probe failed: \(answer.message)")
            if kind != .readiness, track.hasFailedForGood {
                record.killReason = KillReason(
                    message: "Container \(name) failed \(kind.rawValue.lowercased()) probe, will be restarted",
                    grace: track.settings.terminationGracePeriod)
            }
        }
        state.containers[name] = record
    }

    private static func probe(_ kind: ProbeKind, of container: Container) -> Probe? {
        switch kind {
        case .startup: container.startupProbe
        case .liveness: container.livenessProbe
        case .readiness: container.readinessProbe
        }
    }
}
