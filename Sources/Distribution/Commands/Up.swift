import ArgumentParser
import Files
import KubeAPI
import KubeClient
import PKI
import Schema
import Transport

/// `swiftlet up`: a cluster on this machine.
struct Up: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Start a cluster on this machine.",
        discussion: """
            Each node is a network namespace with its own containerd. The kubeconfig gets a context "swiftlet"
            ("swiftlet-NAME" for a named cluster). Running it again starts a stopped cluster with all its data,
            and changes nothing on a running one.

            Examples:
              swiftlet up
              swiftlet up --nodes 3 --name test
              swiftlet down --name test
            """)

    @OptionGroup var cluster: ClusterOptions

    @Option(help: "How many nodes, 1 to 50.")
    var nodes = 1

    @Option(help: ArgumentHelp("The kubeconfig to add the context to.", valueName: "file"))
    var kubeconfig: String?

    @Option(help: ArgumentHelp("Give up when the cluster is not ready after this long.", valueName: "seconds"))
    var timeout = 60

    func validate() throws {
        guard (1...50).contains(nodes) else { throw ValidationError("--nodes \(nodes): use 1 to 50") }
        guard timeout > 0 else { throw ValidationError("--timeout \(timeout): use a number of seconds above 0") }
    }

    func run() async throws {
        try Requirements.check()
        try Requirements.checkSpace(at: cluster.dataDir)
        let kubeconfig = self.kubeconfig ?? Kubeconfig.defaultPath
        _ = try Kubeconfig(path: kubeconfig)  // Refused now, not when the cluster is up.
        let begun = ContinuousClock.now
        let layout = cluster.layout
        let (plan, isNew) = try LocalCluster.prepare(layout, nodes: nodes)
        do {
            let secrets = try ClusterSecrets.loadOrCreate(layout)
            let admin = AdminKubeconfig(layout, server: plan.server)
            let entry = admin.entry(secrets, try admin.renew(secrets))
            if try !LocalCluster.start(layout, plan) { Terminal.progress("cluster \"\(cluster.name)\" is running already") }
            try await wait(for: plan, entry: entry, since: begun)
            try Kubeconfig.add(entry, to: kubeconfig)
        } catch {
            if isNew { try? await Teardown(layout: layout, plan: plan).run() }
            throw error
        }
        Terminal.done("cluster \"\(cluster.name)\" is ready", since: begun)
        Terminal.progress("  kubectl --context \(cluster.context) get nodes")
    }

    private func wait(for plan: ClusterPlan, entry: Kubeconfig.Entry, since begun: ContinuousClock.Instant) async throws {
        let deadline = begun + .seconds(timeout)
        let client = KubeClient(
            try AdminConnection.exchange(server: plan.server, entry: entry), userAgent: "swiftlet-up")
        try await poll(until: deadline, "the API server does not answer") {
            try await client.raw(HTTPRequest("GET", "/readyz")).status == 200
        }
        Terminal.done("API server answers at \(plan.server)", since: begun)
        try await poll(until: deadline, "not every node became ready") {
            let ready = try await client.list(NodeShape.self).items.filter { node in
                node.status.conditions.contains { $0.type == "Ready" && $0.status == "True" }
            }
            return ready.count >= plan.nodes.count
        }
        Terminal.done(plan.nodes.count == 1 ? "node is ready" : "\(plan.nodes.count) nodes are ready", since: begun)
    }

    private func poll(
        until deadline: ContinuousClock.Instant, _ problem: String, _ isDone: () async throws -> Bool
    ) async throws {
        var last = ""
        while ContinuousClock.now < deadline {
            do { if try await isDone() { return } } catch { last = ": \(error)" }
            try await Task.sleep(for: .milliseconds(20))
        }
        let complaints = LogComplaints.last(in: cluster.layout.logs)
        for line in complaints { Terminal.progress("  \(line)") }
        throw UserError(
            "\(problem) within \(timeout) s\(last)",
            advice: complaints.isEmpty ? "give it more time with --timeout" : "the complaints above name the cause")
    }
}
