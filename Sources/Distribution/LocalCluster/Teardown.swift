import AsyncTools
import Crypto
import Files
import Glibc

/// Ends everything a cluster started on this machine and removes what it left: processes, mounts, cgroups, interfaces
/// and files. May be run again after it was interrupted, and over a cluster that is half made.
struct Teardown: Sendable {
    let layout: ClusterLayout
    let plan: ClusterPlan?

    func run() async throws {
        try? FileSystem.makeDirectory(layout.run)
        try FileSystem.replace(layout.stoppingMark, with: "")
        await stopSupervisedProcesses()
        try await BlockingThread.run {
            try killEverything()
            try unmountAll()
            if let plan { try removeNetwork(plan) }
            removeControlGroups()
            try unmountAll()
            try FileSystem.remove(layout.directory)
            rmdir(layout.root)  // Only when no other cluster is in it.
        }
    }

    private func removeNetwork(_ plan: ClusterPlan) throws {
        try HostNetwork(plan: plan, layout: layout).remove()
        for node in plan.nodes where node.network == nil {
            let ranges = NodeCredentials.load(layout.node(node.name), now: 0)
            try HostNodeNetwork.remove(serviceCIDR: ranges?.serviceCIDR ?? plan.serviceCIDR)
        }
    }

    private func stopSupervisedProcesses() async {
        if let supervisor = ProcessIdentity(file: "\(layout.run)/supervisor.pid") {
            supervisor.signal(SIGKILL)
            await supervisor.waitUntilGone()
        }
        let files = FileSystem.names(in: layout.run).filter { $0.hasSuffix(".pid") && $0 != "supervisor.pid" }
        let processes = files.compactMap { ProcessIdentity(file: "\(layout.run)/\($0)") }
        for process in processes { process.signal(SIGTERM) }
        for process in processes { await Supervisor.waitOrKill(process, after: .seconds(2)) }
    }

    /// Kills shims and containers. Repeats, since a process that is being killed may still be starting another.
    private func killEverything() throws {
        for _ in 0..<100 {
            let rest = shims() + containerProcesses()
            if rest.isEmpty { return }
            for pid in rest { kill(pid, SIGKILL) }
            usleep(20_000)
        }
        throw UserError(
            "some processes of cluster \"\(layout.name)\" cannot be killed",
            advice: "look at them with `ps -ef | grep \(layout.directory)`, then run `swiftlet down` again")
    }

    /// Processes whose command line names this cluster's directory: containerd's shims, and runc in the middle of a call.
    private func shims() -> [pid_t] {
        let own = getpid()
        return FileSystem.names(in: "/proc").compactMap { entry in
            guard let pid = pid_t(entry), pid != own,
                let arguments = try? FileSystem.readText("/proc/\(entry)/cmdline"),
                arguments.contains(layout.directory + "/nodes/"),
                arguments.contains("containerd") || arguments.contains("runc")
            else { return nil }
            removeShimSocket(arguments.split(separator: "\0").map(String.init))
            return pid
        }
    }

    /// A killed shim leaves its socket behind, named by a digest of containerd's address, namespace and sandbox.
    private func removeShimSocket(_ arguments: [String]) {
        func value(after flag: String) -> String? {
            guard let index = arguments.firstIndex(of: flag), index + 1 < arguments.count else { return nil }
            return arguments[index + 1]
        }
        guard let address = value(after: "-address"), let namespace = value(after: "-namespace"), let id = value(after: "-id")
        else { return }
        unlink("/run/containerd/s/\(OCIImage.digest(Array("\(address)/\(namespace)/\(id)".utf8)))")
    }

    private func containerProcesses() -> [pid_t] {
        controlGroups().flatMap { group -> [pid_t] in
            let text = (try? FileSystem.readText("\(group)/cgroup.procs")) ?? ""
            return text.split(separator: "\n").compactMap { pid_t($0) }
        }
    }

    /// This cluster's cgroups, deepest first, in every hierarchy.
    private func controlGroups() -> [String] {
        var found: [String] = []
        func visit(_ directory: String) {
            for name in FileSystem.names(in: directory) where FileSystem.isDirectory("\(directory)/\(name)") {
                visit("\(directory)/\(name)")
            }
            found.append(directory)
        }
        let root = "/sys/fs/cgroup"
        let hierarchies = [root] + FileSystem.names(in: root).map { "\(root)/\($0)" }
        for hierarchy in Set(hierarchies) {
            for name in FileSystem.names(in: hierarchy) where name.hasPrefix(ControlGroups.prefix(cluster: layout.name)) {
                visit("\(hierarchy)/\(name)")
            }
        }
        return found
    }

    /// Not the directory itself: that may be a disk of this machine's owner.
    private func unmountAll() throws { try MountTable.detach { $0.hasPrefix(layout.directory + "/") } }

    private func removeControlGroups() {
        // A group that was just emptied may stay busy for a moment.
        for _ in 0..<50 {
            let groups = controlGroups()
            if groups.isEmpty { return }
            for group in groups { rmdir(group) }
            usleep(10_000)
        }
    }
}

/// The names of a cluster's top-level cgroups.
enum ControlGroups {
    static func prefix(cluster: String) -> String { "swiftlet.\(cluster)." }
    static func node(_ node: String, cluster: String) -> String { "/\(prefix(cluster: cluster))\(node)" }
}
