import SwiftProtobuf

// Our plain configuration types as CRI messages.

extension SandboxConfiguration {
    var message: Runtime_V1_PodSandboxConfig {
        .with {
            $0.metadata.name = name
            $0.metadata.namespace = namespace
            $0.metadata.uid = uid
            $0.metadata.attempt = attempt
            $0.hostname = hostname
            $0.logDirectory = logDirectory
            if let dns { $0.dnsConfig = dns.message }
            $0.portMappings = ports.map(\.message)
            $0.labels = labels
            $0.annotations = annotations
            $0.linux.cgroupParent = cgroupParent
            $0.linux.sysctls = sysctls
            $0.linux.securityContext = security.message
        }
    }
}

extension ResolverConfiguration {
    var message: Runtime_V1_DNSConfig {
        .with {
            $0.servers = servers
            $0.searches = searches
            $0.options = options
        }
    }
}

extension PortMapping {
    var message: Runtime_V1_PortMapping {
        .with {
            $0.protocol =
                switch transport {
                case .tcp: .tcp
                case .udp: .udp
                case .sctp: .sctp
                }
            $0.containerPort = containerPort
            $0.hostPort = hostPort
            $0.hostIp = hostAddress
        }
    }
}

extension NamespaceSharing {
    var message: Runtime_V1_NamespaceMode {
        switch self {
        case .pod: .pod
        case .container: .container
        case .node: .node
        case .target: .target
        }
    }
}

extension NamespaceConfiguration {
    var message: Runtime_V1_NamespaceOption {
        .with {
            $0.network = network.message
            $0.pid = pid.message
            $0.ipc = ipc.message
            if case .target(let id) = pid { $0.targetID = id }
        }
    }
}

extension SeccompConfinement {
    var message: Runtime_V1_SecurityProfile {
        .with {
            switch self {
            case .runtimeDefault: $0.profileType = .runtimeDefault
            case .unconfined: $0.profileType = .unconfined
            case .localhost(let path):
                $0.profileType = .localhost
                $0.localhostRef = path
            }
        }
    }
}

extension SandboxSecurity {
    var message: Runtime_V1_LinuxSandboxSecurityContext {
        .with {
            $0.namespaceOptions = namespaces.message
            if let runAsUser { $0.runAsUser = .with { $0.value = runAsUser } }
            if let runAsGroup, runAsUser != nil { $0.runAsGroup = .with { $0.value = runAsGroup } }
            $0.supplementalGroups = supplementalGroups
            $0.privileged = isPrivileged
            $0.seccomp = seccomp.message
        }
    }
}

extension ContainerConfiguration {
    var message: Runtime_V1_ContainerConfig {
        .with {
            $0.metadata.name = name
            $0.metadata.attempt = attempt
            $0.image.image = image
            $0.command = command
            $0.args = arguments
            $0.workingDir = workingDirectory
            $0.envs = environment.map { variable in
                .with {
                    $0.key = variable.name
                    $0.value = variable.value
                }
            }
            $0.mounts = mounts.map(\.message)
            $0.devices = devices.map(\.message)
            $0.labels = labels
            $0.annotations = annotations
            $0.logPath = logPath
            $0.stdin = stdin
            $0.stdinOnce = stdinOnce
            $0.tty = tty
            $0.linux.resources = resources.message
            $0.linux.securityContext = security.message
        }
    }
}

extension ContainerMount {
    var message: Runtime_V1_Mount {
        .with {
            $0.containerPath = containerPath
            $0.hostPath = hostPath
            $0.readonly = isReadOnly
            $0.propagation =
                switch propagation {
                case .none: .propagationPrivate
                case .hostToContainer: .propagationHostToContainer
                case .bidirectional: .propagationBidirectional
                }
        }
    }
}

extension ContainerDevice {
    var message: Runtime_V1_Device {
        .with {
            $0.containerPath = containerPath
            $0.hostPath = hostPath
            $0.permissions = permissions
        }
    }
}

extension LinuxResources {
    var message: Runtime_V1_LinuxContainerResources {
        .with {
            $0.cpuPeriod = cpuPeriod
            $0.cpuQuota = cpuQuota
            $0.cpuShares = cpuShares
            $0.memoryLimitInBytes = memoryLimit
            $0.oomScoreAdj = oomScoreAdjustment
            $0.unified = unified
        }
    }
}

extension ContainerSecurity {
    var message: Runtime_V1_LinuxContainerSecurityContext {
        .with {
            $0.namespaceOptions = namespaces.message
            $0.capabilities.addCapabilities = addedCapabilities
            $0.capabilities.dropCapabilities = droppedCapabilities
            $0.privileged = isPrivileged
            if let runAsUser { $0.runAsUser = .with { $0.value = runAsUser } }
            $0.runAsUsername = runAsUserName
            if let runAsGroup { $0.runAsGroup = .with { $0.value = runAsGroup } }
            $0.supplementalGroups = supplementalGroups
            $0.readonlyRootfs = hasReadOnlyRoot
            $0.noNewPrivs = noNewPrivileges
            $0.maskedPaths = maskedPaths
            $0.readonlyPaths = readOnlyPaths
            $0.seccomp = seccomp.message
        }
    }
}
