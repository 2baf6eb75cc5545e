import ContainerRuntime
import KubeAPI
import Schema

/// Makes the runtime's container configuration from a container's declaration. Pure; the surroundings (environment,
/// mounts) were made before and are handed in.
struct ContainerBuilder: Sendable {
    let pod: Pod
    let nodeMemory: Int64
    let cgroups: Cgroups
    let seccompDirectory: String

    /// Kernel interfaces that containers do not get to see, and those they may only read (`procMount: Default`).
    static let maskedPaths = [
        "/proc/asound", "/proc/acpi", "/proc/interrupts", "/proc/kcore", "/proc/keys", "/proc/latency_stats",
        "/proc/timer_list", "/proc/timer_stats", "/proc/sched_debug", "/proc/scsi", "/sys/firmware",
        "/sys/devices/virtual/powercap",
    ]
    static let readOnlyPaths = ["/proc/bus", "/proc/fs", "/proc/irq", "/proc/sys", "/proc/sysrq-trigger"]

    struct Surroundings: Sendable {
        var environment: [EnvironmentVariable]
        var mounts: [ContainerMount]
        var image: PreparedImage
    }

    func container(_ declared: Container, attempt: UInt32, _ around: Surroundings) throws(PodSetupError) -> ContainerConfiguration
    {
        var values: [String: String] = [:]
        for variable in around.environment { values[variable.name] = variable.value }
        func expanded(_ words: [String]) -> [String] { words.map { VariableExpansion.expand($0) { values[$0] } } }
        var result = ContainerConfiguration(name: declared.name, image: around.image.id)
        result.attempt = attempt
        result.command = expanded(declared.command)
        result.arguments = expanded(declared.args)
        result.workingDirectory = declared.workingDir
        result.environment = around.environment
        result.mounts = around.mounts
        result.labels = [
            RuntimeLabel.containerName: declared.name, RuntimeLabel.podName: pod.name,
            RuntimeLabel.podNamespace: pod.namespace, RuntimeLabel.podUID: pod.uid,
        ]
        result.annotations = [
            RuntimeAnnotation.terminationMessagePath: declared.terminationMessagePath,
            RuntimeAnnotation.terminationMessagePolicy: declared.terminationMessagePolicy,
        ]
        result.logPath = "\(declared.name)/\(attempt).log"
        result.stdin = declared.stdin
        result.stdinOnce = declared.stdinOnce
        result.tty = declared.tty
        result.resources = CgroupMath.resources(declared, qos: QOSClass(pod.spec), nodeMemory: nodeMemory)
        if cgroups.isUnified { result.resources.unified["memory.oom.group"] = "1" }
        result.security = try security(declared, around.image)
        return result
    }

    private func security(_ declared: Container, _ image: PreparedImage) throws(PodSetupError) -> ContainerSecurity {
        let own = declared.securityContext
        let shared = pod.spec.securityContext
        try refuseUnsupported(own, shared)
        var result = ContainerSecurity()
        result.namespaces = SandboxBuilder.namespaces(pod.spec)
        result.isPrivileged = own?.privileged ?? false
        result.addedCapabilities = (own?.capabilities?.add ?? []).map(Self.capability)
        result.droppedCapabilities = (own?.capabilities?.drop ?? []).map(Self.capability)
        result.runAsUser = own?.runAsUser ?? shared?.runAsUser
        result.runAsGroup = own?.runAsGroup ?? shared?.runAsGroup
        if result.runAsUser == nil {
            result.runAsUser = image.uid
            if image.uid == nil { result.runAsUserName = image.userName }
            // The runtime refuses a group without a user.
            if result.runAsGroup != nil, image.uid == nil, image.userName.isEmpty { result.runAsUser = 0 }
        }
        if own?.runAsNonRoot ?? shared?.runAsNonRoot ?? false { try demandNonRoot(result, image) }
        result.supplementalGroups = SandboxBuilder.groups(pod.spec)
        result.hasReadOnlyRoot = own?.readOnlyRootFilesystem ?? false
        result.noNewPrivileges = !(own?.allowPrivilegeEscalation ?? true)
        if !result.isPrivileged, own?.procMount != "Unmasked" {
            result.maskedPaths = Self.maskedPaths
            result.readOnlyPaths = Self.readOnlyPaths
        }
        result.seccomp = result.isPrivileged ? .unconfined : seccomp(own?.seccompProfile ?? shared?.seccompProfile)
        return result
    }

    /// Confinement that is asked for and cannot be given is an error, never silently left out.
    private func refuseUnsupported(
        _ own: KubeAPI.SecurityContext?, _ shared: PodSecurityContext?
    ) throws(PodSetupError) {
        if pod.spec.hostUsers == false { throw PodSetupError("user namespaces (hostUsers: false) are not supported yet") }
        let profile = own?.appArmorProfile ?? shared?.appArmorProfile
        if profile?.type == "Localhost" { throw PodSetupError("AppArmor profiles of the node are not supported yet") }
        let seccomp = own?.seccompProfile ?? shared?.seccompProfile
        let path = seccomp?.localhostProfile ?? ""
        if seccomp?.type == "Localhost", path.isEmpty || path.hasPrefix("/") || path.split(separator: "/").contains("..") {
            throw PodSetupError("seccomp profile \"\(path)\" is not a path below the node's profiles")
        }
    }

    private func demandNonRoot(_ security: ContainerSecurity, _ image: PreparedImage) throws(PodSetupError) {
        if security.runAsUser == 0 {
            throw PodSetupError("container's runAsUser breaks non-root policy: it would run as root")
        }
        guard security.runAsUser == nil else { return }
        if image.userName.isEmpty || image.userName == "root" {
            throw PodSetupError("container has runAsNonRoot and image will run as root")
        }
        throw PodSetupError(
            "container has runAsNonRoot and image has non-numeric user (\(image.userName)), cannot verify user is non-root")
    }

    /// Without a profile the runtime's default one is used: stricter than stock Kubernetes, which uses none.
    private func seccomp(_ profile: KubeAPI.SeccompProfile?) -> SeccompConfinement {
        switch profile?.type {
        case "Unconfined": .unconfined
        case "Localhost": .localhost("\(seccompDirectory)/\(profile?.localhostProfile ?? "")")
        default: .runtimeDefault
        }
    }

    private static func capability(_ name: String) -> String { name.hasPrefix("CAP_") ? String(name.dropFirst(4)) : name }
}
