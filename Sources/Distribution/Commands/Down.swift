import ArgumentParser
import Files

/// `swiftlet down`: takes a cluster away.
struct Down: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Stop a cluster on this machine and remove everything it made.",
        discussion: """
            Processes, network namespaces, mounts, cgroups, interfaces, files and the kubeconfig context go.

            Examples:
              swiftlet down
              swiftlet down --name test
              swiftlet down --all
            """)

    @OptionGroup var cluster: ClusterOptions

    @Flag(help: "Every cluster on this machine.")
    var all = false

    @Option(help: ArgumentHelp("The kubeconfig to take the context out of.", valueName: "file"))
    var kubeconfig: String?

    func run() async throws {
        try Requirements.checkRoot()
        let names = all ? ClusterLayout.names(in: cluster.dataDir) : [cluster.name]
        for name in names { try await remove(ClusterLayout(name: name, root: cluster.dataDir)) }
        if names.isEmpty { Terminal.progress("no cluster is there") }
    }

    private func remove(_ layout: ClusterLayout) async throws {
        let begun = ContinuousClock.now
        guard FileSystem.exists(layout.directory) else {
            Terminal.progress("no cluster \"\(layout.name)\" is there")
            return
        }
        try await Teardown(layout: layout, plan: try? ClusterPlan.load(from: layout)).run()
        let path = kubeconfig ?? Kubeconfig.defaultPath
        if FileSystem.exists(path) {
            var file = try Kubeconfig(path: path)
            file.remove(layout.name == "default" ? "swiftlet" : "swiftlet-\(layout.name)")
            if file.isEmpty { try FileSystem.remove(path) } else { try file.save(to: path) }
        }
        Terminal.done("cluster \"\(layout.name)\" is gone", since: begun)
    }
}
