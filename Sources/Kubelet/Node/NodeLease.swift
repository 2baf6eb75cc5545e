import KubeAPI
import KubeClient
import Logging
import Schema

/// Shows that the node is alive by renewing its Lease in `kube-node-lease` every 10 seconds (KEP-589).
struct NodeLease: Sendable {
    static let interval = Duration.seconds(10)
    static let duration: Int32 = 40

    let nodeName: String
    let client: KubeClient
    let logger: Logger

    private var key: ObjectKey { ObjectKey(namespace: "kube-node-lease", name: nodeName) }

    func run() async throws {
        var known: Lease?
        var failures = 0
        while !Task.isCancelled {
            do {
                known = try await renew(known)
                failures = 0
                try await Task.sleep(for: Self.interval)
            } catch {
                if Task.isCancelled { break }
                known = nil
                failures += 1
                logger.debug("lease not renewed", metadata: ["node": "\(nodeName)", "error": "\(error)"])
                try await Task.sleep(for: .seconds(RetryDelay.seconds(afterFailures: failures, limit: 7)))
            }
        }
    }

    private func renew(_ known: Lease?) async throws -> Lease {
        var current = known
        if current == nil { current = try await client.find(LeaseShape.self, key) }
        guard var lease = current else { return try await client.create(try await fresh()) }
        var spec = lease.spec
        spec.holderIdentity = nodeName
        spec.leaseDurationSeconds = Self.duration
        spec.renewTime = .now
        lease.spec = spec
        return try await client.update(lease)
    }

    /// The lease goes when the node does.
    private func fresh() async throws -> Lease {
        let node = try await client.find(NodeShape.self, ObjectKey(namespace: "", name: nodeName))
        return Lease(name: nodeName, namespace: key.namespace) {
            if let node {
                var metadata = $0.metadata
                metadata.ownerReferences = [
                    OwnerReference {
                        $0.apiVersion = "v1"
                        $0.kind = "Node"
                        $0.name = node.name
                        $0.uid = node.uid
                    }
                ]
                $0.metadata = metadata
            }
            $0.spec = LeaseSpec {
                $0.holderIdentity = nodeName
                $0.leaseDurationSeconds = Self.duration
                $0.renewTime = .now
            }
        }
    }
}
