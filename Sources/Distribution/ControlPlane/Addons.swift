import Addresses
import JSON
import KubeAPI
import KubeClient
import Logging
import Schema

/// The objects a cluster has beside the API server's own: the Service that gives cluster DNS its address.
struct Addons: Sendable {
    let client: KubeClient
    let plan: ClusterPlan
    let logger: Logger

    /// Creates what is missing, then waits to be cancelled.
    func run() async throws {
        while true {
            do {
                let service = try service()
                do {
                    // Perhaps with an address of a range that the cluster had before.
                    _ = try await client.get(ServiceShape.self, service.key)
                } catch let error as APIError where error.isNotFound {
                    _ = try await client.create(service)
                }
                break
            } catch let error as APIError where error.isAlreadyExists {
                break
            } catch {
                logger.debug("not yet", metadata: ["cause": "\(error)"])
                try await Task.sleep(for: .milliseconds(50))
            }
        }
        try await Task.sleep(for: .seconds(Int64.max / 4_000_000_000))
    }

    /// Every node answers this address itself, so no proxy may take it over.
    private func service() throws -> KubeAPI.Service {
        guard let address = ClusterPlan.dnsAddress(in: plan.serviceCIDR) else {
            throw UserError("\"\(plan.serviceCIDR)\" has no tenth address", advice: "choose a larger --service-cidr")
        }
        return KubeAPI.Service(name: "kube-dns", namespace: "kube-system") { service in
            service.json["metadata"]?["labels"] = [
                "k8s-app": "kube-dns", "kubernetes.io/cluster-service": "true", "kubernetes.io/name": "CoreDNS",
            ]
            service.json["metadata"]?["annotations"] = ["swiftlet.dev/node-local": "true"]
            service.spec.clusterIP = address.description
            service.spec.ports = [("dns", "UDP"), ("dns-tcp", "TCP")].map { name, transport in
                ServicePort { port in
                    port.name = name
                    port.port = 53
                    port.protocol = transport
                }
            }
        }
    }
}
