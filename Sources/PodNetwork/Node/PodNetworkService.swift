internal import Addresses
internal import AsyncTools
internal import KubeAPI
package import KubeClient
package import Logging
internal import Netlink

/// Keeps this node's part of the Pod network as the Node objects want it: the bridge, the runtime's configuration, routes to the
/// other nodes' Pods, and address translation for what leaves the cluster.
package struct PodNetworkService: Sendable {
    private enum Work: Hashable, Sendable { case everything }

    private let configuration: PodNetworkConfiguration
    private let client: KubeClient
    private let logger: Logger
    /// What others change behind our back is repaired within this time.
    private static let repairInterval = Duration.seconds(10)

    package init(configuration: PodNetworkConfiguration, client: KubeClient, logger: Logger) {
        self.configuration = configuration
        self.client = client
        self.logger = logger
    }

    /// Works until cancelled. Never gives up; what it has set up stays when it ends.
    package func run() async throws {
        let nodes = Informer(client, NodeShape.self, logger: logger)
        let queue = WorkQueue<Work>(backoff: Backoff(base: .milliseconds(100), limit: .seconds(10)))
        let last = LastPlan()
        try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await nodes.run() }
            group.addTask { for await change in nodes.changes() where Self.matters(change) { queue.add(.everything) } }
            group.addTask {
                try await nodes.waitUntilSynced()
                queue.add(.everything)
                await queue.run(
                    workers: 1,
                    failed: { _, error in
                        logger.error("pod network not applied", metadata: ["error": "\(error)"])
                    }
                ) { _ in
                    try await apply(nodes.all.map(NodeNetwork.init), last)
                    return .again(after: Self.repairInterval)
                }
            }
            try await group.waitForAll()
        }
    }

    /// Heartbeats change Nodes all the time; only what the plan is made of matters.
    private static func matters(_ change: InformerChange<NodeShape>) -> Bool {
        switch change {
        case .applied(let node, let old): old.map { NodeNetwork($0) != NodeNetwork(node) } ?? true
        case .deleted: true
        case .synced: false
        }
    }

    private func apply(_ nodes: [NodeNetwork], _ last: LastPlan) async throws {
        let plan = NodeNetworkPlan(
            nodes, nodeName: configuration.nodeName, nodeIP: configuration.nodeIP, clusterCIDR: configuration.clusterCIDR)
        let applier = NodeNetworkApplier(configuration: configuration)
        let known = await last.current
        let generation = try await BlockingThread.run {
            let isUntouched = try known.plan == plan && known.generation == NFTables.generation()
            try applier.apply(plan, restoresRules: !isUntouched)
            return try NFTables.generation()
        }
        await last.replace(with: plan, generation)
        guard known.plan != plan else { return }
        logger.info(
            "pod network applied",
            metadata: [
                "podCIDR": "\(plan.podCIDR.map(\.description) ?? "none yet")", "routes": "\(plan.routes.count)",
            ])
    }
}

/// Remembers what was applied last.
private actor LastPlan {
    private(set) var current: (plan: NodeNetworkPlan?, generation: UInt32?)

    /// - Parameter generation: the packet filter's, right after the plan was applied.
    func replace(with plan: NodeNetworkPlan, _ generation: UInt32) { current = (plan, generation) }
}
