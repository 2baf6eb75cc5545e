/// Everything the runtime needs to make one container in a sandbox.
package struct ContainerConfiguration: Sendable, Hashable {
    package var name: String
    /// Counts the containers made under one name in a sandbox.
    package var attempt: UInt32 = 0
    package var image: String
    package var command: [String] = []
    package var arguments: [String] = []
    package var workingDirectory = ""
    package var environment: [EnvironmentVariable] = []
    package var mounts: [ContainerMount] = []
    package var devices: [ContainerDevice] = []
    package var labels: [String: String] = [:]
    package var annotations: [String: String] = [:]
    /// Relative to the sandbox's log directory.
    package var logPath = ""
    package var stdin = false
    package var stdinOnce = false
    package var tty = false
    package var resources = LinuxResources()
    package var security = ContainerSecurity()

    package init(name: String, image: String) {
        self.name = name
        self.image = image
    }
}

package struct EnvironmentVariable: Sendable, Hashable {
    package let name: String
    package let value: String

    package init(name: String, value: String) {
        self.name = name
        self.value = value
    }
}

package struct ContainerMount: Sendable, Hashable {
    package enum Propagation: Sendable, Hashable { case none, hostToContainer, bidirectional }
    package var containerPath: String
    package var hostPath: String
    package var isReadOnly = false
    package var propagation = Propagation.none

    package init(containerPath: String, hostPath: String, isReadOnly: Bool = false, propagation: Propagation = .none) {
        self.containerPath = containerPath
        self.hostPath = hostPath
        self.isReadOnly = isReadOnly
        self.propagation = propagation
    }
}

package struct ContainerDevice: Sendable, Hashable {
    package var containerPath: String
    package var hostPath: String
    /// Any of `r`, `w`, `m`.
    package var permissions: String

    package init(containerPath: String, hostPath: String, permissions: String) {
        self.containerPath = containerPath
        self.hostPath = hostPath
        self.permissions = permissions
    }
}

/// cgroup settings of one container. Zero means not set.
package struct LinuxResources: Sendable, Hashable {
    package var cpuPeriod: Int64 = 0
    package var cpuQuota: Int64 = 0
    package var cpuShares: Int64 = 0
    package var memoryLimit: Int64 = 0
    package var oomScoreAdjustment: Int64 = 0
    /// cgroup v2 files and what to write into them.
    package var unified: [String: String] = [:]

    package init() {}
}

package struct ContainerSecurity: Sendable, Hashable {
    package var namespaces = NamespaceConfiguration()
    package var addedCapabilities: [String] = []
    package var droppedCapabilities: [String] = []
    package var isPrivileged = false
    package var runAsUser: Int64?
    package var runAsUserName = ""
    package var runAsGroup: Int64?
    package var supplementalGroups: [Int64] = []
    package var hasReadOnlyRoot = false
    package var noNewPrivileges = false
    package var maskedPaths: [String] = []
    package var readOnlyPaths: [String] = []
    package var seccomp = SeccompConfinement.unconfined

    package init() {}
}
