/// One control of the Pod Security Standards, as it was from some version of Kubernetes on.
struct PodSecurityCheck: Sendable {
    typealias Evaluate = @Sendable (PodSecuritySubject) -> PodSecurityViolation?

    let level: PodSecurityLevel
    /// By the minor version in which each began to hold; in order.
    let versions: [(since: Int, evaluate: Evaluate)]
    /// The check of the lower level that this one includes.
    let replaces: String?
    let name: String

    init(
        _ name: String, _ level: PodSecurityLevel, replaces: String? = nil, _ versions: [(since: Int, evaluate: Evaluate)]
    ) {
        self.name = name
        self.level = level
        self.replaces = replaces
        self.versions = versions
    }

    func evaluate(at version: Int?) -> Evaluate? {
        guard let version else { return versions.last?.evaluate }
        return versions.last { $0.since <= version }?.evaluate
    }
}

/// All checks of the Pod Security Standards (kubernetes.io, KEP-2579), with their history.
enum PodSecurityChecks {
    /// What a Pod does that a standard forbids: the checks of `baseline` first, each level in the order of the names.
    static func violations(_ pod: PodSecuritySubject, of standard: PodSecurityStandard) -> [PodSecurityViolation] {
        switch standard.level {
        case .privileged: return []
        case .baseline: return baseline.compactMap { $0.evaluate(at: standard.minorVersion)?(pod) }
        case .restricted:
            let strict = restricted.compactMap { check in
                check.evaluate(at: standard.minorVersion).map { (replaces: check.replaces, evaluate: $0) }
            }
            let replaced = Set(strict.compactMap(\.replaces))
            return baseline.compactMap {
                replaced.contains($0.name) ? nil : $0.evaluate(at: standard.minorVersion)?(pod)
            } + strict.compactMap { $0.evaluate(pod) }
        }
    }

    private static let baseline = [
        PodSecurityCheck("appArmorProfile", .baseline, [(0, appArmorProfile)]),
        PodSecurityCheck("capabilities", .baseline, [(0, capabilities)]),
        PodSecurityCheck("hostNamespaces", .baseline, [(0, hostNamespaces)]),
        PodSecurityCheck("hostPathVolumes", .baseline, [(0, hostPathVolumes)]),
        PodSecurityCheck("hostPorts", .baseline, [(0, hostPorts)]),
        PodSecurityCheck("hostProbesAndHostLifecycle", .baseline, [(34, hostProbesAndLifecycle)]),
        PodSecurityCheck("privileged", .baseline, [(0, privileged)]),
        PodSecurityCheck("procMount", .baseline, [(0, procMount), (35, { $0.hasUserNamespace ? nil : procMount($0) })]),
        PodSecurityCheck(
            "seLinuxOptions", .baseline,
            [(0, { seLinuxOptions($0, types: seLinuxTypes) }), (31, { seLinuxOptions($0, types: seLinuxTypesSince31) })]),
        PodSecurityCheck("seccompProfile", .baseline, [(0, seccompAnnotations), (19, seccompProfile)]),
        PodSecurityCheck(
            "sysctls", .baseline,
            [0, 27, 29, 32].map { version in (version, { sysctls($0, allowed: safeSysctls(in: version)) }) }),
        PodSecurityCheck("windowsHostProcess", .baseline, [(0, windowsHostProcess)]),
    ]

    private static let restricted = [
        PodSecurityCheck(
            "allowPrivilegeEscalation", .restricted,
            [(8, privilegeEscalation), (25, notOnWindows(privilegeEscalation))]),
        PodSecurityCheck(
            "capabilities", .restricted, replaces: "capabilities",
            [(22, droppedCapabilities), (25, notOnWindows(droppedCapabilities))]),
        PodSecurityCheck("procMount", .restricted, replaces: "procMount", [(35, procMount)]),
        PodSecurityCheck("restrictedVolumes", .restricted, replaces: "hostPathVolumes", [(0, restrictedVolumes)]),
        PodSecurityCheck("runAsNonRoot", .restricted, [(0, runAsNonRoot), (35, notInUserNamespace(runAsNonRoot))]),
        PodSecurityCheck("runAsUser", .restricted, [(23, runAsUser), (35, notInUserNamespace(runAsUser))]),
        PodSecurityCheck(
            "seccompProfile", .restricted, replaces: "seccompProfile",
            [(19, requiredSeccompProfile), (25, notOnWindows(requiredSeccompProfile))]),
    ]

    private static func notOnWindows(_ check: @escaping PodSecurityCheck.Evaluate) -> PodSecurityCheck.Evaluate {
        { $0.isWindows ? nil : check($0) }
    }

    private static func notInUserNamespace(_ check: @escaping PodSecurityCheck.Evaluate) -> PodSecurityCheck.Evaluate {
        { $0.hasUserNamespace ? nil : check($0) }
    }

    private static let seLinuxTypes: Set = ["", "container_t", "container_init_t", "container_kvm_t"]
    private static let seLinuxTypesSince31 = seLinuxTypes.union(["container_engine_t"])

    private static func safeSysctls(in version: Int) -> Set<String> {
        var names: Set = [
            "kernel.shm_rmid_forced", "net.ipv4.ip_local_port_range", "net.ipv4.tcp_syncookies",
            "net.ipv4.ping_group_range", "net.ipv4.ip_unprivileged_port_start",
        ]
        if version >= 27 { names.insert("net.ipv4.ip_local_reserved_ports") }
        if version >= 29 {
            names.formUnion([
                "net.ipv4.tcp_keepalive_time", "net.ipv4.tcp_fin_timeout", "net.ipv4.tcp_keepalive_intvl",
                "net.ipv4.tcp_keepalive_probes",
            ])
        }
        if version >= 32 { names.formUnion(["net.ipv4.tcp_rmem", "net.ipv4.tcp_wmem"]) }
        return names
    }
}
