import ArgumentParser
import Files
import Glibc
import PKI
import Store

/// `swiftlet server`: a production control plane on this host, and a node unless told otherwise.
struct ServerCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "server", abstract: "Run a control plane on this host, and a node.",
        discussion: """
            Runs in the foreground until SIGTERM. Other machines join with the token in DIRECTORY/NAME/pki/join.token.

            Examples:
              swiftlet server --node-ip 10.0.0.1
              swiftlet server --no-node --tls-san api.example.com
              swiftlet server --store etcd=https://10.0.0.7:2379,https://10.0.0.8:2379 \\
                --etcd-cafile ca.pem --etcd-certfile client.pem --etcd-keyfile client-key.pem
            """)

    @OptionGroup var cluster: ClusterOptions

    @Option(help: ArgumentHelp("This host's address, as other machines reach it.", valueName: "address"))
    var nodeIp: String?

    @Option(help: "The port of the API server.")
    var port = 6443

    @Option(name: .customLong("tls-san"), help: ArgumentHelp("A further name or address for the certificate.", valueName: "name"))
    var names: [String] = []

    @Flag(name: .customLong("no-node"), help: "Run no Pods here.")
    var noNode = false

    @Option(help: "The range of Pod addresses.")
    var clusterCidr = ClusterPlan.defaultPodCIDR

    @Option(help: "The range of Service addresses, or one of each IP family (10.43.0.0/16,fd43::/112).")
    var serviceCidr = ClusterPlan.defaultServiceCIDR

    @OptionGroup var storage: StoreOptions

    @OptionGroup var operations: OperationsOptions

    @OptionGroup(title: "Access") var access: AccessOptions

    @OptionGroup(title: "Admission") var admission: AdmissionOptions

    func validate() throws {
        guard (1...65_535).contains(port) else { throw ValidationError("--port \(port): use 1 to 65535") }
    }

    func run() async throws {
        try Requirements.check(runsPods: !noNode)
        try Requirements.checkSpace(at: cluster.dataDir)
        let layout = cluster.layout
        let address = try nodeIp ?? HostAddress.primary()
        let node = ClusterPlan.Node(name: HostAddress.name, address: address, network: nil)
        var plan = ClusterPlan(
            name: layout.name, role: .server, server: "https://\(address):\(port)", serverPort: port,
            nodes: noNode ? [] : [node], podCIDR: clusterCidr, serviceCIDR: serviceCidr,
            serverNames: names + [HostAddress.name, address], host: nil)
        plan.store = try storage.location(in: layout)
        plan.operations = try operations.plan()
        plan.access = try access.plan()
        plan.admission = admission.plan
        LogFormat.forProcesses(operations.logFormat)
        let lock = try HostCluster.prepare(layout, plan, portToCheck: port)
        let secrets = try ClusterSecrets.loadOrCreate(layout)
        // Said here, and not in the log of a process that starts again and again.
        _ = try plan.access.plugins(authority: secrets.authority)
        try await checkStore(plan, layout)
        try AdminKubeconfig(layout, server: plan.server).renew(secrets)
        Terminal.progress("API server: \(plan.server)\nkubeconfig: \(layout.adminKubeconfig)\njoin token: \(layout.joinToken)")
        defer { lock.release() }
        try await SupervisorProcess.run(layout)
    }

    /// Larger databases are not read whole before a start; `swiftlet store check` does that.
    private static let checkedBytes = 32 << 20

    /// Throws when the database cannot be used. Not while a control plane that outlived its supervisor has it open; and etcd
    /// may be away for a while.
    private func checkStore(_ plan: ClusterPlan, _ layout: ClusterLayout) async throws {
        guard case .sqlite = plan.store, let status = FileStatus(path: layout.database), !HostCluster.hasControlPlane(layout)
        else { return }
        try await ClusterStore.explained {
            let store = try await plan.store.openEncrypted(layout, logger: ClusterStore.logger)
            await store.close()
            guard status.size <= Self.checkedBytes else { return }
            guard let broken = try await DatabaseInspection.brokenPages(layout.database).first else { return }
            throw UserError(
                "the database \(layout.database) is damaged: \(broken)",
                advice: "restore a backup with `swiftlet store restore FILE`; `swiftlet store check` tells more")
        }
    }
}

/// `swiftlet agent`: a production node.
struct AgentCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "agent", abstract: "Run a node on this host that joins a control plane.",
        discussion: """
            Runs in the foreground until SIGTERM.

            Example:
              swiftlet agent --server https://10.0.0.1:6443 --token "$(cat join.token)"
            """)

    @OptionGroup var cluster: ClusterOptions

    @Option(help: ArgumentHelp("The control plane.", valueName: "URL"))
    var server: String

    @Option(help: "The join token, or @FILE with it.")
    var token: String

    @Option(help: ArgumentHelp("This host's address, as other machines reach it.", valueName: "address"))
    var nodeIp: String?

    @Option(help: "The node's name.")
    var nodeName = HostAddress.name

    func run() async throws {
        try Requirements.check()
        try Requirements.checkSpace(at: cluster.dataDir)
        guard AdminConnection.endpoint(server) != nil else {
            throw UserError("--server \"\(server)\" is not an address", advice: "write it as https://HOST:6443")
        }
        let text = token.hasPrefix("@") ? try FileSystem.readText(String(token.dropFirst())) : token
        guard let token = JoinToken(text: text) else {
            throw UserError("the token cannot be read", advice: "copy the whole line of join.token on the server")
        }
        let layout = cluster.layout
        let node = ClusterPlan.Node(name: nodeName, address: try nodeIp ?? HostAddress.primary(), network: nil)
        let plan = ClusterPlan(
            name: layout.name, role: .agent, server: server, serverPort: 0, nodes: [node],
            podCIDR: ClusterPlan.defaultPodCIDR, serviceCIDR: ClusterPlan.defaultServiceCIDR, serverNames: [], host: nil)
        let lock = try HostCluster.prepare(layout, plan, portToCheck: nil)
        try FileSystem.makeDirectory(layout.certificates)
        try FileSystem.replace(layout.joinToken, with: token.text + "\n")
        defer { lock.release() }
        try await SupervisorProcess.run(layout)
    }
}

/// Set-up that `server` and `agent` share.
enum HostCluster {
    static func prepare(_ layout: ClusterLayout, _ plan: ClusterPlan, portToCheck port: Int?) throws -> SupervisorLock {
        if FileSystem.exists(layout.planFile), try ClusterPlan.load(from: layout).role == .local {
            throw UserError("cluster \"\(layout.name)\" belongs to `swiftlet up`", advice: "choose another --name")
        }
        for directory in [layout.directory, layout.run, layout.logs, layout.certificates, layout.store] {
            try FileSystem.makeDirectory(directory)
        }
        let lock = SupervisorLock(descriptor: try SupervisorLaunch.lock(layout))
        unlink(layout.stoppingMark)
        if let port, !hasControlPlane(layout) { try Requirements.checkFree(port: port) }
        try plan.save(to: layout)
        return lock
    }

    /// Whether a control plane runs, which the next supervisor adopts.
    static func hasControlPlane(_ layout: ClusterLayout) -> Bool {
        ProcessIdentity(file: "\(layout.run)/control-plane.pid")?.isAlive ?? false
    }
}

/// The supervisor's lock, held until it is released or the process ends.
struct SupervisorLock: Sendable {
    let descriptor: Int32

    func release() { close(descriptor) }
}
