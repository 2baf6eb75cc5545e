import Files
import Glibc
import Logging
import Processes
import ServiceLifecycle
import UnixSignals

/// The supervisor as a process: which programs a plan needs, run until SIGTERM or SIGINT.
enum SupervisorProcess {
    static func run(_ layout: ClusterLayout) async throws {
        let logger = Logger(label: "supervisor")
        let plan = try ClusterPlan.load(from: layout)
        guard let identity = ProcessIdentity(pid: getpid()) else { return }
        try identity.save(to: "\(layout.run)/supervisor.pid")
        let supervisor = Supervisor(layout: layout, programs: try programs(plan, layout), logger: logger)
        let group = ServiceGroup(
            services: [SupervisorService(supervisor: supervisor)], gracefulShutdownSignals: [.sigterm, .sigint], logger: logger)
        try await group.run()
    }

    private struct SupervisorService: Service {
        let supervisor: Supervisor

        func run() async throws {
            await cancelWhenGracefulShutdown {
                async let code: Void? = try? ResidentCode.releaseAfterStart()
                await supervisor.run()
                await code
            }
        }
    }

    static func programs(_ plan: ClusterPlan, _ layout: ClusterLayout) throws -> [Supervisor.Program] {
        var programs: [Supervisor.Program] = []
        let common = ["--name", layout.name, "--data-dir", layout.root]
        if plan.role != .agent {
            programs.append(
                Supervisor.Program(
                    name: "control-plane", path: Command.ownProgram, arguments: ["control-plane"] + common,
                    network: plan.nodes.first?.network, stopOrder: 2,
                    stopLimit: .seconds(10 + plan.operations.shutdownDelaySeconds)))
        }
        for node in plan.nodes {
            let nodeLayout = layout.node(node.name)
            try prepare(nodeLayout)
            guard let containerd = Command.find("containerd") else {
                throw UserError("containerd is not installed", advice: "run `apt-get install -y containerd`")
            }
            programs.append(
                Supervisor.Program(
                    name: "containerd-\(node.name)", path: containerd,
                    arguments: ["--config", nodeLayout.containerdConfiguration], network: node.network, stopOrder: 3))
            programs.append(
                Supervisor.Program(
                    name: "node-\(node.name)", path: Command.ownProgram, arguments: ["node"] + common + ["--node", node.name],
                    network: node.network, stopOrder: 1))
        }
        return programs
    }

    private static func prepare(_ layout: NodeLayout) throws {
        for directory in [
            layout.directory, layout.certificates, layout.kubelet, layout.podLogs, layout.containerdRoot,
            layout.containerdState, layout.cniConfigurations, layout.cniPrograms, layout.cniData,
        ] {
            try FileSystem.makeDirectory(directory)
        }
        // The CNI plug-ins are this program under the names that configurations give; containerd asks for `loopback` itself.
        for name in ["swiftlet", "loopback"] {
            try FileSystem.link("\(layout.cniPrograms)/\(name)", to: Command.ownProgram)
        }
        let configuration = ContainerdConfiguration(layout: layout, mayLowerOOMScore: Capabilities.maySetResources)
        try FileSystem.replace(layout.containerdConfiguration, with: configuration.text())
    }
}

/// What this process is allowed to do.
enum Capabilities {
    /// CAP_SYS_RESOURCE, which lowering an OOM score needs.
    static var maySetResources: Bool {
        let status = (try? FileSystem.readText("/proc/self/status")) ?? ""
        guard let line = status.split(separator: "\n").first(where: { $0.hasPrefix("CapEff:") }),
            let bits = UInt64(line.dropFirst(7).filter { !$0.isWhitespace }, radix: 16)
        else { return false }
        return bits & (1 << 24) != 0
    }
}
