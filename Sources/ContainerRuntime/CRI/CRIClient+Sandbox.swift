import SwiftProtobuf

/// The label that kubelets put on sandboxes and containers to find those of one Pod.
package enum RuntimeLabel {
    package static let podName = "io.kubernetes.pod.name"
    package static let podNamespace = "io.kubernetes.pod.namespace"
    package static let podUID = "io.kubernetes.pod.uid"
    package static let containerName = "io.kubernetes.container.name"
}

extension CRIClient {
    package func runSandbox(_ configuration: SandboxConfiguration) async throws -> String {
        let request = Runtime_V1_RunPodSandboxRequest.with { $0.config = configuration.message }
        let answer: Runtime_V1_RunPodSandboxResponse = try await runtime(
            "RunPodSandbox", request, timeout: .seconds(240))
        return answer.podSandboxID
    }

    package func stopSandbox(_ id: String) async throws {
        try await idempotent(
            "StopPodSandbox", Runtime_V1_StopPodSandboxRequest.with { $0.podSandboxID = id },
            answer: Runtime_V1_StopPodSandboxResponse.self)
    }

    package func removeSandbox(_ id: String) async throws {
        try await idempotent(
            "RemovePodSandbox", Runtime_V1_RemovePodSandboxRequest.with { $0.podSandboxID = id },
            answer: Runtime_V1_RemovePodSandboxResponse.self)
    }

    package func sandboxStatus(_ id: String) async throws -> RuntimeSandbox {
        let request = Runtime_V1_PodSandboxStatusRequest.with { $0.podSandboxID = id }
        let answer: Runtime_V1_PodSandboxStatusResponse = try await runtime(
            "PodSandboxStatus", request, timeout: .seconds(30))
        let status = answer.status
        let first = status.network.ip
        let addresses = (first.isEmpty ? [] : [first]) + status.network.additionalIps.map(\.ip)
        return RuntimeSandbox(
            id: status.id, name: status.metadata.name, namespace: status.metadata.namespace, uid: status.metadata.uid,
            attempt: status.metadata.attempt, isReady: status.state == .sandboxReady, createdAt: status.createdAt,
            labels: status.labels, annotations: status.annotations, addresses: addresses)
    }

    package func sandboxes(podUID: String?) async throws -> [RuntimeSandbox] {
        let request = Runtime_V1_ListPodSandboxRequest.with {
            if let podUID { $0.filter.labelSelector = [RuntimeLabel.podUID: podUID] }
        }
        let answer: Runtime_V1_ListPodSandboxResponse = try await runtime(
            "ListPodSandbox", request, timeout: .seconds(30))
        return answer.items.map {
            RuntimeSandbox(
                id: $0.id, name: $0.metadata.name, namespace: $0.metadata.namespace, uid: $0.metadata.uid,
                attempt: $0.metadata.attempt, isReady: $0.state == .sandboxReady, createdAt: $0.createdAt,
                labels: $0.labels, annotations: $0.annotations)
        }
    }

    package func portForwardURL(toSandbox id: String, ports: [Int32]) async throws -> String {
        let request = Runtime_V1_PortForwardRequest.with {
            $0.podSandboxID = id
            $0.port = ports
        }
        let answer: Runtime_V1_PortForwardResponse = try await runtime("PortForward", request, timeout: .seconds(30))
        return answer.url
    }
}
