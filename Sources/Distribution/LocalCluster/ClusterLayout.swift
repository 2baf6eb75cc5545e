import Files

/// Where a cluster keeps its files. Everything that is ever written lies below `directory`.
struct ClusterLayout: Sendable {
    static let defaultRoot = "/var/lib/swiftlet"

    let name: String
    let root: String

    /// What cluster, user and context are called in kubeconfigs.
    var context: String { name == "default" ? "swiftlet" : "swiftlet-\(name)" }
    var directory: String { "\(root)/\(name)" }
    var planFile: String { "\(directory)/cluster.json" }
    var certificates: String { "\(directory)/pki" }
    var store: String { "\(directory)/store" }
    var database: String { "\(store)/state.db" }
    var encryptionKeys: String { "\(certificates)/encryption.keys" }
    var logs: String { "\(directory)/logs" }
    var run: String { "\(directory)/run" }
    var supervisorLock: String { "\(run)/supervisor.lock" }
    /// Exists while the cluster is being taken down: nothing may be started again.
    var stoppingMark: String { "\(run)/stopping" }
    /// This machine's own network namespace, for processes that must leave a node's.
    var hostNetwork: String { "\(run)/host.netns" }
    var adminKubeconfig: String { "\(directory)/admin.kubeconfig" }
    var joinToken: String { "\(certificates)/join.token" }

    func node(_ name: String) -> NodeLayout { NodeLayout(directory: "\(directory)/nodes/\(name)") }

    /// The names of the clusters below a root.
    static func names(in root: String) -> [String] {
        FileSystem.names(in: root).filter { FileSystem.exists("\(root)/\($0)/cluster.json") }
    }
}

/// Where a node keeps its files.
struct NodeLayout: Sendable {
    let directory: String

    var certificates: String { "\(directory)/pki" }
    var credentials: String { "\(certificates)/node.json" }
    var kubelet: String { "\(directory)/kubelet" }
    var podLogs: String { "\(directory)/pod-logs" }
    var containerdConfiguration: String { "\(directory)/containerd.toml" }
    var containerdRoot: String { "\(directory)/containerd" }
    /// Short, because a Unix socket's path may have 107 bytes at most.
    var containerdState: String { "\(directory)/run" }
    var containerdSocket: String { "\(containerdState)/cri.sock" }
    var cniConfigurations: String { "\(directory)/cni/conf" }
    var cniPrograms: String { "\(directory)/cni/bin" }
    var cniData: String { "\(directory)/cni/data" }
}
