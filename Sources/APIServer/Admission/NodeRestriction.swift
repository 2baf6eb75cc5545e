import JSON
import KubeAPI

/// Keeps a node to its own Node object and to the Pods bound to it.
package struct NodeRestriction: AdmissionPlugin {
    private static let reservedLabelPrefix = "node-restriction.kubernetes.io/"

    package init() {}

    package func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard let node = NodeIdentity.name(of: operation.user) else { return }
        let subject = StatusError.Subject(kind: operation.type.plural, name: operation.name)
        let reason: String? =
            switch (operation.type.group, operation.type.kind) {
            case ("", "Pod"): Self.reasonAgainstPod(operation, node)
            case ("", "Node"): Self.reasonAgainstNode(operation, node)
            case ("coordination.k8s.io", "Lease"):
                operation.name == node ? nil : "node \"\(node)\" can only access the lease of its own name"
            default: nil
            }
        if let reason { throw .forbidden(subject, reason) }
    }

    private static func reasonAgainstPod(_ operation: AdmissionOperation, _ node: String) -> String? {
        let home = (operation.old ?? operation.object ?? .null).text(path: "spec", "nodeName")
        switch (operation.kind, operation.subresource) {
        case (.create, ""):
            guard operation.object?[path: "metadata", "annotations", "kubernetes.io/config.mirror"] != nil else {
                return
                    "pod does not have \"kubernetes.io/config.mirror\" annotation, node \"\(node)\" can only create mirror pods"
            }
            return home == node ? nil : "node \"\(node)\" can only create pods with spec.nodeName set to itself"
        case (.delete, ""): return home == node ? nil : "node \"\(node)\" can only delete pods with spec.nodeName set to itself"
        case (.update, "status"):
            guard home == node else {
                return "node \"\(node)\" can only update pod status for pods with spec.nodeName set to itself"
            }
            return operation.object?[path: "metadata", "labels"].orNull == operation.old?[path: "metadata", "labels"].orNull
                ? nil : "node \"\(node)\" cannot update labels through pod status"
        default: return "unexpected operation \"\(operation.kind.rawValue)\", node \"\(node)\" can only change the status of pods"
        }
    }

    private static func reasonAgainstNode(_ operation: AdmissionOperation, _ node: String) -> String? {
        guard operation.name == node else { return "node \"\(node)\" is not allowed to modify node \"\(operation.name)\"" }
        let new = operation.object ?? .emptyObject
        if operation.kind == .update, new[path: "spec", "taints"].orNull != operation.old?[path: "spec", "taints"].orNull {
            return "node \"\(node)\" is not allowed to modify taints"
        }
        guard operation.kind != .delete else { return nil }
        let before = reservedLabels(operation.old ?? .emptyObject)
        let after = reservedLabels(new)
        let changed = Set(before.keys).union(after.keys).filter { before[$0] != after[$0] }
        return changed.min().map { "is not allowed to modify labels: \($0)" }
    }

    private static func reservedLabels(_ node: JSONValue) -> [String: JSONValue] {
        let labels = node[path: "metadata", "labels"]?.objectValue?.members ?? []
        return Dictionary(labels.filter { $0.key.hasPrefix(reservedLabelPrefix) }.map { ($0.key, $0.value) }) { $1 }
    }
}
