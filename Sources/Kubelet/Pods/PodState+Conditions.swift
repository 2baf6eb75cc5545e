import ContainerRuntime
import JSON
import KubeAPI
import Schema

extension PodState {
    /// The conditions the kubelet answers for, in the order Kubernetes shows them. A condition keeps its time of change
    /// while its status stays the same. Conditions of others (readiness gates, disruption) are not in the list.
    func conditions(phase: String, at now: Timestamp) -> [PodCondition] {
        let ready = readiness(phase: phase)
        let sandboxIsUp = sandbox.isReady && (summary.usesHostNetwork || !addresses.isEmpty)
        var conditions = [
            condition("PodReadyToStartContainers", Verdict(sandboxIsUp), now),
            condition("Initialized", initialized(phase: phase), now),
            condition("Ready", gated(ready), now),
            condition("ContainersReady", ready, now),
            condition("PodScheduled", Verdict(true), now),
        ]
        if case .failed(Termination.evicted, let message) = termination {
            conditions.append(condition("DisruptionTarget", Verdict(true, "TerminationByKubelet", message), now))
        }
        return conditions
    }

    private struct Verdict {
        var isTrue: Bool
        var reason = ""
        var message = ""

        init(_ isTrue: Bool, _ reason: String = "", _ message: String = "") {
            self.isTrue = isTrue
            self.reason = reason
            self.message = message
        }
    }

    private func condition(_ type: String, _ verdict: Verdict, _ now: Timestamp) -> PodCondition {
        let known = lastStatus.conditions.first { $0.type == type }
        let status = verdict.isTrue ? "True" : "False"
        var since = now
        if let known, known.status == status, let time = known.lastTransitionTime { since = time }
        return PodCondition {
            $0.json["type"] = .string(type)
            if pod.metadata.generation > 0 { $0.json["observedGeneration"] = .int(pod.metadata.generation) }
            $0.json["status"] = .string(status)
            $0.json["lastProbeTime"] = .null
            $0.json["lastTransitionTime"] = since.json
            if !verdict.reason.isEmpty { $0.json["reason"] = .string(verdict.reason) }
            if !verdict.message.isEmpty { $0.json["message"] = .string(verdict.message) }
        }
    }

    private func initialized(phase: String) -> Verdict {
        if phase == "Succeeded" { return Verdict(true, "PodCompleted") }
        if isInitialized { return Verdict(true) }
        let names = incompleteInit.joined(separator: " ")
        return Verdict(false, "ContainersNotInitialized", "containers with incomplete status: [\(names)]")
    }

    private func readiness(phase: String) -> Verdict {
        if phase == "Succeeded" { return Verdict(false, "PodCompleted") }
        if phase == "Failed" { return Verdict(false, "PodFailed") }
        let sidecars = summary.initial.filter { $0.kind == .sidecar }
        let unready = (summary.regular + sidecars).filter { !(containers[$0.name]?.isReady ?? false) }
        if unready.isEmpty { return Verdict(true) }
        let names = unready.map(\.name).joined(separator: " ")
        return Verdict(false, "ContainersNotReady", "containers with unready status: [\(names)]")
    }

    /// A Pod is ready when its containers are and every readiness gate is open.
    private func gated(_ ready: Verdict) -> Verdict {
        guard ready.isTrue else { return ready }
        for gate in pod.spec.readinessGates {
            guard let found = pod.status.conditions.first(where: { $0.type == gate.conditionType }) else {
                return Verdict(
                    false, "ReadinessGatesNotReady",
                    "corresponding condition of pod readiness gate \"\(gate.conditionType)\" does not exist.")
            }
            if found.status != "True" {
                return Verdict(
                    false, "ReadinessGatesNotReady",
                    "the status of pod readiness gate \"\(gate.conditionType)\" is not \"True\", but \(found.status)")
            }
        }
        return ready
    }
}
