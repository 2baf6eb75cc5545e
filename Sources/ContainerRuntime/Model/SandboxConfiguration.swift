/// Everything the runtime needs to make a Pod's sandbox: its namespaces, cgroup, resolver and log directory.
package struct SandboxConfiguration: Sendable, Hashable {
    package var name: String
    package var namespace: String
    package var uid: String
    /// Counts the sandboxes made for one Pod; name, namespace, uid and attempt together are unique.
    package var attempt: UInt32 = 0
    package var hostname = ""
    package var logDirectory = ""
    package var dns: ResolverConfiguration?
    package var ports: [PortMapping] = []
    package var labels: [String: String] = [:]
    package var annotations: [String: String] = [:]
    package var cgroupParent = ""
    package var sysctls: [String: String] = [:]
    package var security = SandboxSecurity()

    package init(name: String, namespace: String, uid: String) {
        self.name = name
        self.namespace = namespace
        self.uid = uid
    }
}

/// What the sandbox's `/etc/resolv.conf` says (resolv.conf(5)).
package struct ResolverConfiguration: Sendable, Hashable {
    package var servers: [String]
    package var searches: [String]
    package var options: [String]

    package init(servers: [String] = [], searches: [String] = [], options: [String] = []) {
        self.servers = servers
        self.searches = searches
        self.options = options
    }
}

/// A port of the node that leads to the sandbox.
package struct PortMapping: Sendable, Hashable {
    package enum Transport: Sendable, Hashable { case tcp, udp, sctp }
    package var transport: Transport
    package var containerPort: Int32
    package var hostPort: Int32
    package var hostAddress: String

    package init(_ transport: Transport, containerPort: Int32, hostPort: Int32, hostAddress: String = "") {
        self.transport = transport
        self.containerPort = containerPort
        self.hostPort = hostPort
        self.hostAddress = hostAddress
    }
}

/// Whom a namespace is shared with.
package enum NamespaceSharing: Sendable, Hashable {
    case pod, container, node
    /// Another container of the Pod, by its id.
    case target(String)
}

package struct NamespaceConfiguration: Sendable, Hashable {
    package var network: NamespaceSharing = .pod
    package var pid: NamespaceSharing = .container
    package var ipc: NamespaceSharing = .pod

    package init() {}
}

package enum SeccompConfinement: Sendable, Hashable {
    case runtimeDefault
    case unconfined
    /// An absolute path on the node.
    case localhost(String)
}

package struct SandboxSecurity: Sendable, Hashable {
    package var namespaces = NamespaceConfiguration()
    package var runAsUser: Int64?
    package var runAsGroup: Int64?
    package var supplementalGroups: [Int64] = []
    package var isPrivileged = false
    package var seccomp = SeccompConfinement.unconfined

    package init() {}
}
