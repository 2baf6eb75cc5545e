import Addresses
import Controllers
import KubeAPI
import KubeClient
import PKI
import Schema
import TestSupport
import Testing

/// A server with running controllers, and the questions that tests ask of it.
struct ControlPlane: Sendable {
    let cluster: TestCluster
    let client: KubeClient

    static func run<R: Sendable>(
        gracePeriod: Duration = .seconds(40), signingAuthority: CertificateAuthority? = nil,
        _ body: @Sendable @escaping (ControlPlane) async throws -> R
    ) async throws -> R {
        let range = try #require(IPv4CIDR("10.42.0.0/16"))
        return try await TestCluster.run { cluster in
            var configuration = ControllerConfiguration(
                clusterCIDR: range, rootCACertificatePEM: "certificate", nodeMonitorGracePeriod: gracePeriod,
                nodeMonitorPeriod: .milliseconds(50))
            configuration.signingAuthority = signingAuthority
            let controllers = ControllerSet(
                // As in a real cluster: with no more rights than the controllers have there.
                client: cluster.client(user: "system:kube-controller-manager", groups: ["system:authenticated"]),
                configuration: configuration, logger: TestCluster.quiet)
            return try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask { try await controllers.run() }
                defer { group.cancelAll() }
                return try await body(ControlPlane(cluster: cluster, client: cluster.client))
            }
        }
    }

    struct TimedOut: Error, CustomStringConvertible {
        let description: String
    }

    /// Asks again until the answer is there. Throws after 20 s.
    @discardableResult
    func eventually<R>(_ what: String, _ question: () async throws -> R?) async throws -> R {
        let deadline = ContinuousClock.now + .seconds(20)
        while ContinuousClock.now < deadline {
            if let answer = try await question() { return answer }
            try await Task.sleep(for: .milliseconds(5))
        }
        throw TimedOut(description: "never saw \(what)")
    }

    func pods(_ selector: String = "app=web", namespace: String = "default") async throws -> [Pod] {
        try await client.list(PodShape.self, namespace: namespace, labelSelector: selector).items
    }

    /// Plays the kubelet: every Pod that is not being deleted becomes ready, every other one goes.
    func actAsKubelet(namespace: String = "default") async throws {
        for pod in try await client.list(PodShape.self, namespace: namespace).items {
            if pod.isBeingDeleted {
                try? await client.delete(PodShape.self, pod.key, .init(gracePeriodSeconds: 0))
            } else if pod.status.podIP.isEmpty {
                try await makeReady(pod)
            }
        }
    }

    func makeReady(_ pod: Pod, address: String? = nil) async throws {
        let address = address ?? "10.42.0.\(abs(pod.uid.hashValue % 250) + 1)"
        do {
            _ = try await client.patch(
                PodShape.self, pod.key,
                .strategic(
                    PodPatch.ready(address: address)), subresource: "status")
        } catch let error as APIError where error.isNotFound || error.isConflict { return }
    }
}
