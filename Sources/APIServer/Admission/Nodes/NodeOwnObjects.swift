import JSON

/// What a node may say of itself in its Node object.
enum NodeOwnObjects {
    /// Labels of the `kubernetes.io` and `k8s.io` domains that kubelets report.
    private static let kubeletLabels: Set = [
        "kubernetes.io/hostname", "kubernetes.io/os", "kubernetes.io/arch", "node.kubernetes.io/instance-type",
        "topology.kubernetes.io/zone", "topology.kubernetes.io/region", "beta.kubernetes.io/os", "beta.kubernetes.io/arch",
        "beta.kubernetes.io/instance-type", "failure-domain.beta.kubernetes.io/zone",
        "failure-domain.beta.kubernetes.io/region",
    ]
    private static let kubeletDomains = ["kubelet.kubernetes.io", "node.kubernetes.io"]
    private static let reservedDomain = "node-restriction.kubernetes.io"

    static func reason(against operation: AdmissionOperation, _ node: String) -> String? {
        guard operation.name == node else { return "node \"\(node)\" is not allowed to modify node \"\(operation.name)\"" }
        guard operation.kind != .delete, let new = operation.object else { return nil }
        guard let old = operation.old else {
            if new["spec"]?.has("configSource") == true {
                return "node \"\(node)\" is not allowed to create pods with a non-nil configSource"
            }
            let refused = changedLabels(new, .null).filter(isRefused).sorted()
            return refused.isEmpty
                ? nil : "node \"\(node)\" is not allowed to set the following labels: \(refused.joined(separator: ", "))"
        }
        if let source = new[path: "spec", "configSource"], !source.isNull, source != old[path: "spec", "configSource"] {
            return "node \"\(node)\" is not allowed to update configSource to a new non-nil configSource"
        }
        if new[path: "spec", "taints"].orNull != old[path: "spec", "taints"].orNull {
            return "node \"\(node)\" is not allowed to modify taints"
        }
        // An owner that is gone would have the node collected, and made anew with other labels and taints.
        if new[path: "metadata", "ownerReferences"].orNull != old[path: "metadata", "ownerReferences"].orNull {
            return "node \"\(node)\" is not allowed to modify ownerReferences"
        }
        let refused = changedLabels(new, old).filter(isRefused).sorted()
        return refused.isEmpty ? nil : "is not allowed to modify labels: \(refused.joined(separator: ", "))"
    }

    private static func changedLabels(_ new: JSONValue, _ old: JSONValue) -> Set<String> {
        let after = new["metadata"]?["labels"]
        let before = old["metadata"]?["labels"]
        let keys = [after, before].flatMap { $0?.objectValue?.keys.map(\.self) ?? [] }
        return Set(keys).filter { after?[$0] != before?[$0] }
    }

    private static func isRefused(_ label: String) -> Bool {
        let parts = label.split(separator: "/", maxSplits: 1)
        guard parts.count == 2 else { return false }
        let domain = String(parts[0])
        func isWithin(_ parent: String) -> Bool { domain == parent || domain.hasSuffix(".\(parent)") }
        if isWithin(reservedDomain) { return true }
        guard isWithin("kubernetes.io") || isWithin("k8s.io") else { return false }
        return !kubeletLabels.contains(label) && !kubeletDomains.contains(where: isWithin)
    }
}
