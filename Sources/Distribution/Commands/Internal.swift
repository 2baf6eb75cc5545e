import ArgumentParser
import Dispatch
import Glibc
import Logging

/// The supervisor of a cluster's processes. Started by `up`, or by one of those processes when the last one died.
struct Supervise: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Keep a cluster's processes running.", shouldDisplay: false)

    @OptionGroup var cluster: ClusterOptions

    func run() async throws { try await SupervisorProcess.run(cluster.layout) }
}

struct ControlPlaneCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "control-plane", abstract: "Run a cluster's API server, controllers and scheduler.", shouldDisplay: false)

    @OptionGroup var cluster: ClusterOptions

    func run() async throws {
        let layout = cluster.layout
        let plan = try ClusterPlan.load(from: layout)
        SupervisorWatch.start(layout, logger: Logger(label: "control-plane"))
        try await ControlPlaneProcess(layout: layout, plan: plan).run()
    }
}

struct NodeCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "node", abstract: "Run a node's kubelet, network, Service proxy and DNS.", shouldDisplay: false)

    @OptionGroup var cluster: ClusterOptions

    @Option(help: "The node's name.")
    var node: String

    func run() async throws {
        let layout = cluster.layout
        let plan = try ClusterPlan.load(from: layout)
        guard let node = plan.nodes.first(where: { $0.name == node }) else {
            throw UserError("cluster \"\(plan.name)\" has no node \"\(node)\"", advice: "see \(layout.planFile)")
        }
        SupervisorWatch.start(layout, logger: Logger(label: "node"))
        try await NodeProcess(layout: layout, plan: plan, node: node).run()
    }
}
