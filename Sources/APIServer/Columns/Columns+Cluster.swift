import JSON
import KubeAPI
import Schema

extension Columns {
    static let nodes = TableColumns(
        columns: [
            name, column("Status", "Whether the node takes Pods."), column("Roles", "What the node is for."), age,
            column("Version", "The kubelet's version."), wide("Internal-IP", "The node's address in the cluster."),
            wide("External-IP", "The node's address outside."), wide("OS-Image", "The operating system."),
            wide("Kernel-Version", "The kernel."), wide("Container-Runtime", "The container runtime and its version."),
        ],
        cells: { object, now in
            let node = Node(json: object)
            let info = node.status.nodeInfo
            return [
                .string(node.name), .string(nodeStatus(node)), CellText.orNone(roles(node.labels)),
                CellText.age(node.metadata, now), .string(info.kubeletVersion),
                CellText.orNone(address(node, "InternalIP")), CellText.orNone(address(node, "ExternalIP")),
                CellText.orUnknown(info.osImage), CellText.orUnknown(info.kernelVersion),
                CellText.orUnknown(info.containerRuntimeVersion),
            ]
        })

    private static func nodeStatus(_ node: Node) -> String {
        let ready = node.status.conditions.first { $0.type == "Ready" }
        let text = ready.map { $0.status == "True" ? "Ready" : "NotReady" } ?? "Unknown"
        return node.spec.unschedulable ? "\(text),SchedulingDisabled" : text
    }

    private static func roles(_ labels: [String: String]) -> String {
        let prefix = "node-role.kubernetes.io/"
        var roles = labels.keys.filter { $0.hasPrefix(prefix) }.map { String($0.dropFirst(prefix.count)) }
        if let role = labels["kubernetes.io/role"], !role.isEmpty { roles.append(role) }
        return Set(roles.filter { !$0.isEmpty }).sorted().joined(separator: ",")
    }

    private static func address(_ node: Node, _ type: String) -> String {
        node.status.addresses.first { $0.type == type }?.address ?? ""
    }

    static let namespaces = TableColumns(
        columns: [name, column("Status", "Whether the namespace is in use or on its way out."), age],
        cells: { object, now in
            let namespace = Namespace(json: object)
            return [.string(namespace.name), .string(namespace.status.phase), CellText.age(namespace.metadata, now)]
        })

    static let leases = TableColumns(
        columns: [name, column("Holder", "Who holds the lease."), age],
        cells: { object, now in
            let lease = Lease(json: object)
            return [.string(lease.name), .string(lease.spec.holderIdentity), CellText.age(lease.metadata, now)]
        })
}
