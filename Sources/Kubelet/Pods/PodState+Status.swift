import ContainerRuntime
import JSON
import KubeAPI
import Schema

extension PodState {
    /// What the API is told of the Pod. Pure; equal states give equal statuses.
    func status(nodeIP: String, at now: Double) -> PodStatus {
        let time = Timestamp(seconds: Int64(now))
        let phase = phase
        var status = PodStatus()
        if pod.metadata.generation > 0 { status.observedGeneration = pod.metadata.generation }
        status.phase = phase
        status.conditions = conditions(phase: phase, at: time)
        if case .failed(let reason, let message) = termination {
            status.reason = reason
            status.message = message
        }
        status.hostIP = nodeIP
        status.hostIPs = [HostIP { $0.ip = nodeIP }]
        addAddresses(nodeIP, to: &status)
        status.startTime = Timestamp(seconds: Int64(acceptedAt))
        addContainers(to: &status, at: now)
        status.qosClass = lastStatus.qosClass.isEmpty ? QOSClass(pod.spec).rawValue : lastStatus.qosClass
        return status
    }

    private func addAddresses(_ nodeIP: String, to status: inout PodStatus) {
        let known = summary.usesHostNetwork ? (sandbox.isReady || !addresses.isEmpty ? [nodeIP] : []) : addresses
        guard let first = known.first else { return }
        status.podIP = first
        status.podIPs = known.map { address in PodIP { $0.ip = address } }
    }

    private func addContainers(to status: inout PodStatus, at now: Double) {
        let spec = pod.spec
        func statuses(_ summaries: [ContainerSummary], _ declared: [Container]) -> [ContainerStatus] {
            summaries.map { summary in
                containerStatus(summary, declared.first { $0.name == summary.name }, at: now)
            }
        }
        if !summary.initial.isEmpty { status.initContainerStatuses = statuses(summary.initial, spec.initContainers) }
        status.containerStatuses = statuses(summary.regular, spec.containers)
        if !summary.ephemeral.isEmpty {
            // A debugging container is told of only once there is something to tell.
            let known = summary.ephemeral.filter { containers[$0.name] != nil }
            let declared = spec.ephemeralContainers.compactMap { Container(json: $0.json) }
            status.ephemeralContainerStatuses = statuses(known, declared)
        }
    }
}
