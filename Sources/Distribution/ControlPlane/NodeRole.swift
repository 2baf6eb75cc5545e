import JSON
import KubeAPI
import KubeClient
import Logging
import Schema

/// Marks the node that runs beside the control plane as such. The node cannot do it: none may give itself a role.
struct NodeRole: Sendable {
    static let label = "node-role.kubernetes.io/control-plane"

    let client: KubeClient
    let node: String
    let logger: Logger

    /// Keeps the label on the node until the task is cancelled.
    func run() async throws {
        let informer = Informer(client, NodeShape.self, fieldSelector: "metadata.name=\(node)", logger: logger)
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await informer.run() }
            group.addTask {
                for await change in informer.changes() {
                    guard case .applied(let node, _) = change, node.metadata.labels[Self.label] == nil else { continue }
                    await mark(node)
                }
            }
            try await group.next()
            group.cancelAll()
        }
    }

    private func mark(_ node: Node) async {
        do {
            _ = try await client.patch(
                NodeShape.self, node.key, .merge(["metadata": ["labels": .object([Self.label: ""])]]))
        } catch {
            // The node's next sign of life brings it back here.
            logger.warning("node not marked", metadata: ["node": "\(node.key)", "error": "\(error)"])
        }
    }
}
