import APIServer
import JSON
import TestSupport

/// A cluster with the Pod `default/p` on the node `n1`, for what is streamed from kubelets.
enum PodOnNode {
    static let path = "/api/v1/namespaces/default/pods/p"

    static func run(
        _ nodes: any NodeConnector, _ body: @escaping @Sendable (TestCluster) async throws -> Void
    ) async throws {
        try await TestCluster.run(nodes: nodes) { cluster in
            _ = try await cluster.send("POST", "/api/v1/nodes", ["metadata": ["name": "n1"]])
            _ = try await cluster.send(
                "PATCH", "/api/v1/nodes/n1/status", ["status": ["addresses": [["type": "InternalIP", "address": "10.0.0.1"]]]],
                contentType: "application/merge-patch+json")
            _ = try await cluster.send("POST", "/api/v1/namespaces/default/pods", Pods.object("p"))
            _ = try await cluster.send(
                "POST", "\(path)/binding", ["metadata": ["name": "p"], "target": ["kind": "Node", "name": "n1"]])
            _ = try await cluster.send(
                "PATCH", "\(path)/status", ["status": ["podIP": "10.42.0.9"]], contentType: "application/merge-patch+json")
            try await body(cluster)
        }
    }
}
