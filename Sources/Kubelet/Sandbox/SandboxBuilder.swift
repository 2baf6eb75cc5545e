import ContainerRuntime
import KubeAPI
import Schema

/// Makes the runtime's sandbox configuration from a Pod. Pure.
struct SandboxBuilder: Sendable {
    let configuration: KubeletConfiguration
    let resolver: ResolverPolicy
    let cgroups: Cgroups

    /// Sysctls that are safe because they are confined to the Pod's namespaces.
    static let safeSysctls: Set<String> = [
        "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies", "net.ipv4.ping_group_range",
        "net.ipv4.ip_unprivileged_port_start", "net.ipv4.ip_local_reserved_ports", "net.ipv4.tcp_keepalive_time",
        "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl", "net.ipv4.tcp_keepalive_probes", "net.ipv4.tcp_rmem",
        "net.ipv4.tcp_wmem",
    ]

    func sandbox(for pod: Pod, attempt: UInt32) -> SandboxConfiguration {
        let spec = pod.spec
        let name = PodHostname(pod, nodeName: configuration.nodeName, clusterDomain: configuration.clusterDomain)
        var result = SandboxConfiguration(name: pod.name, namespace: pod.namespace, uid: pod.uid)
        result.attempt = attempt
        result.hostname = spec.hostNetwork ? "" : name.hostname
        result.logDirectory = configuration.logDirectory(pod.key, uid: pod.uid)
        result.dns = resolver.configuration(for: pod)
        result.ports = spec.hostNetwork ? [] : portMappings(spec)
        result.labels = labels(pod)
        result.annotations = [RuntimeAnnotation.gracePeriod: String(spec.gracePeriod)]
        result.cgroupParent = cgroups.path(uid: pod.uid, qos: QOSClass(spec))
        result.sysctls = Dictionary(
            (spec.securityContext?.sysctls ?? []).map { ($0.name.replacing("/", with: "."), $0.value) }, uniquingKeysWith: { $1 })
        result.security = security(spec)
        return result
    }

    /// Sysctls of the Pod that reach beyond its namespaces.
    static func unsafeSysctls(_ spec: PodSpec) -> [String] {
        (spec.securityContext?.sysctls ?? []).map { $0.name.replacing("/", with: ".") }.filter { !safeSysctls.contains($0) }
    }

    private func labels(_ pod: Pod) -> [String: String] {
        var labels = pod.labels
        labels[RuntimeLabel.podName] = pod.name
        labels[RuntimeLabel.podNamespace] = pod.namespace
        labels[RuntimeLabel.podUID] = pod.uid
        return labels
    }

    private func portMappings(_ spec: PodSpec) -> [PortMapping] {
        (spec.containers + spec.initContainers.filter { $0.restartPolicy == "Always" }).flatMap(\.ports)
            .filter { $0.hostPort > 0 }
            .map { port in
                let transport: PortMapping.Transport =
                    switch port.protocol {
                    case "UDP": .udp
                    case "SCTP": .sctp
                    default: .tcp
                    }
                return PortMapping(
                    transport, containerPort: port.containerPort, hostPort: port.hostPort, hostAddress: port.hostIP)
            }
    }

    private func security(_ spec: PodSpec) -> SandboxSecurity {
        var result = SandboxSecurity()
        result.namespaces = Self.namespaces(spec)
        let context = spec.securityContext
        result.runAsUser = context?.runAsUser
        result.runAsGroup = context?.runAsGroup
        result.supplementalGroups = Self.groups(spec)
        result.isPrivileged = (spec.containers + spec.initContainers).contains { $0.securityContext?.privileged ?? false }
        result.seccomp = .runtimeDefault
        return result
    }

    static func namespaces(_ spec: PodSpec) -> NamespaceConfiguration {
        var result = NamespaceConfiguration()
        result.network = spec.hostNetwork ? .node : .pod
        result.ipc = spec.hostIPC ? .node : .pod
        result.pid = spec.hostPID ? .node : (spec.shareProcessNamespace ?? false) ? .pod : .container
        return result
    }

    static func groups(_ spec: PodSpec) -> [Int64] {
        let context = spec.securityContext
        return (context?.supplementalGroups ?? []) + (context?.fsGroup.map { [$0] } ?? [])
    }
}

/// Annotations on sandboxes and containers from which a new kubelet learns what an old one knew.
enum RuntimeAnnotation {
    static let gracePeriod = "io.kubernetes.pod.terminationGracePeriod"
    static let terminationMessagePath = "io.kubernetes.container.terminationMessagePath"
    static let terminationMessagePolicy = "io.kubernetes.container.terminationMessagePolicy"
    static let ranPostStart = "io.kubernetes.container.hasPostStart"
}
