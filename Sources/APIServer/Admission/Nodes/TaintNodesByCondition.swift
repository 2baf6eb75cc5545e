import JSON
import KubeAPI

/// Keeps Pods off a new node until it has said that it is ready.
package struct TaintNodesByCondition: AdmissionPlugin {
    private static let taint: JSONValue = ["key": "node.kubernetes.io/not-ready", "effect": "NoSchedule"]

    package init() {}

    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard operation.isOf("Node"), operation.kind == .create, operation.subresource.isEmpty, var node = operation.object
        else { return }
        let taints = node["spec"]?.list("taints") ?? []
        let isTainted = taints.contains { taint in
            ["key", "effect"].allSatisfy { taint.text($0) == Self.taint.text($0) }
        }
        guard !isTainted else { return }
        node[path: ["spec", "taints"]] = .array(taints + [Self.taint])
        operation.object = node
    }
}
