import CLinux
import Files
import Glibc

/// The steps that bring a local cluster into being.
enum LocalCluster {
    static let apiPort = 6443

    /// Loads the plan of an existing cluster, or makes one. Throws when the cluster exists with other nodes, and when one of
    /// this name lives in another data directory: both would have the same namespaces and cgroups.
    /// - Returns: the plan, and whether it was made now.
    static func prepare(_ layout: ClusterLayout, nodes count: Int) throws -> (plan: ClusterPlan, isNew: Bool) {
        // Two clusters that are made at the same time must not choose the same network, also not below different data directories.
        let lock = open("/run", O_RDONLY | O_CLOEXEC)
        defer { close(lock) }
        _ = swl_lock(lock, 1)
        if FileSystem.exists(layout.planFile) {
            let plan = try ClusterPlan.load(from: layout)
            guard plan.role == .local else {
                throw UserError(
                    "cluster \"\(layout.name)\" belongs to `swiftlet \(plan.role.rawValue)`", advice: "choose another --name")
            }
            guard plan.nodes.count == count || count == 1 else {
                throw UserError(
                    "cluster \"\(layout.name)\" exists with \(plan.nodes.count) nodes",
                    advice: "take it down first with `swiftlet down --name \(layout.name)`")
            }
            return (plan, false)
        }
        guard !FileSystem.exists(network(of: "node-1", layout)) else {
            throw UserError(
                "a cluster \"\(layout.name)\" is on this machine already, in another data directory",
                advice: "choose another --name, or take that one down with its --data-dir")
        }
        do {
            return (try make(layout, nodes: count), true)
        } catch {
            try? FileSystem.remove(layout.directory)
            throw error
        }
    }

    private static func network(of node: String, _ layout: ClusterLayout) -> String {
        "/run/netns/swiftlet-\(layout.name)-\(node)"
    }

    private static func make(_ layout: ClusterLayout, nodes count: Int) throws -> ClusterPlan {
        for directory in [layout.directory, layout.run, layout.logs, layout.certificates, layout.store] {
            try FileSystem.makeDirectory(directory)
        }
        let taken = ClusterLayout.names(in: layout.root).compactMap { name in
            try? ClusterPlan.load(from: ClusterLayout(name: name, root: layout.root)).host?.index
        }
        let index = try HostNetwork.freeIndex(taken: Set(taken))
        let network = "\(HostNetwork.range).\(index)"
        let nodes = (1...count).map { number in
            ClusterPlan.Node(
                name: "node-\(number)", address: "\(network).\(number + 1)",
                network: Self.network(of: "node-\(number)", layout))
        }
        let plan = ClusterPlan(
            name: layout.name, role: .local, server: "https://\(network).2:\(apiPort)", serverPort: apiPort, nodes: nodes,
            podCIDR: ClusterPlan.defaultPodCIDR, serviceCIDR: ClusterPlan.defaultServiceCIDR, serverNames: [],
            host: ClusterPlan.HostPlan(
                index: index, bridge: "swl\(index)", gateway: "\(network).1",
                subnet: "\(network).0/\(HostNetwork.prefixLength)"))
        try plan.save(to: layout)
        try HostNetwork(plan: plan, layout: layout).reserve()
        return plan
    }

    /// Starts the cluster's processes. What runs already goes on.
    /// - Returns: whether there was anything to start.
    static func start(_ layout: ClusterLayout, _ plan: ClusterPlan) throws -> Bool {
        guard let lock = try SupervisorLaunch.lockUnlessRunning(layout) else { return false }
        defer { close(lock) }
        unlink(layout.stoppingMark)
        try HostNetwork(plan: plan, layout: layout).create()
        _ = try SupervisorLaunch.start(layout, lock: lock)
        return true
    }
}
