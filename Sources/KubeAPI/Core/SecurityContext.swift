package import Schema

package struct PodSecurityContextShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PodSecurityContext", "Security settings for all containers of a Pod.")

    package let seLinuxOptions = Field<SELinuxOptions>(1, "The SELinux label of processes.")
    package let runAsUser = Field<Int64>(2, "The user id processes run with; the image's when it is not given.")
    package let runAsNonRoot = Field<Bool>(3, "Refuses to start a container that would run as root.")
    package let supplementalGroups = Value<[Int64]>(4, "Further groups that processes belong to.", list: .atomic)
    package let fsGroup = Field<Int64>(5, "A group that owns the Pod's volumes and that its processes belong to.")
    package let runAsGroup = Field<Int64>(6, "The group id processes run with.")
    package let sysctls = Value<[Sysctl]>(7, "Kernel settings of the Pod's own namespaces.", list: .atomic)
    package let windowsOptions = Field<WindowsSecurityContextOptions>(8, "Settings for Windows.")
    package let fsGroupChangePolicy = Value<String>(
        9, "Whether volumes are given to the group `Always`, or only `OnRootMismatch`.", optional: true,
        oneOf: ["Always", "OnRootMismatch"])
    package let seccompProfile = Field<SeccompProfile>(10, "The filter of system calls.")
    package let appArmorProfile = Field<AppArmorProfile>(11, "The AppArmor profile.")
    package let supplementalGroupsPolicy = Value<String>(
        12, "Whether groups in the image count: `Merge` or `Strict`.", optional: true, oneOf: ["Merge", "Strict"])
    package let seLinuxChangePolicy = Value<String>(
        13, "How volumes get their SELinux label: `MountOption` or `Recursive`.", optional: true)
}
package typealias PodSecurityContext = Object<PodSecurityContextShape>

package struct SecurityContextShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.SecurityContext", "Security settings for one container; they win over those of the Pod.")

    package let capabilities = Field<Capabilities>(1, "Capabilities to add and to drop.")
    package let privileged = Field<Bool>(2, "Gives the container nearly all rights of root on the node.")
    package let seLinuxOptions = Field<SELinuxOptions>(3, "The SELinux label of processes.")
    package let runAsUser = Field<Int64>(4, "The user id processes run with; the image's when it is not given.")
    package let runAsNonRoot = Field<Bool>(5, "Refuses to start the container if it would run as root.")
    package let readOnlyRootFilesystem = Field<Bool>(6, "Keeps the container from writing to its own file system.")
    package let allowPrivilegeEscalation = Field<Bool>(7, "Whether a process can gain more rights than its parent has.")
    package let runAsGroup = Field<Int64>(8, "The group id processes run with.")
    package let procMount = Value<String>(
        9, "How `/proc` is mounted: `Default` hides parts of it, `Unmasked` does not.", optional: true,
        oneOf: ["Default", "Unmasked"])
    package let windowsOptions = Field<WindowsSecurityContextOptions>(10, "Settings for Windows.")
    package let seccompProfile = Field<SeccompProfile>(11, "The filter of system calls.")
    package let appArmorProfile = Field<AppArmorProfile>(12, "The AppArmor profile.")
}
package typealias SecurityContext = Object<SecurityContextShape>

package struct CapabilitiesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Capabilities", "Capabilities of Linux, such as `NET_ADMIN`.")

    package let add = Value<[String]>(1, "Capabilities to add to the runtime's own set.", list: .atomic)
    package let drop = Value<[String]>(2, "Capabilities to take away; `ALL` for every one.", list: .atomic)
}
package typealias Capabilities = Object<CapabilitiesShape>

package struct SELinuxOptionsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SELinuxOptions", "A label of SELinux.")

    package let user = Value<String>(1, "The user.")
    package let role = Value<String>(2, "The role.")
    package let type = Value<String>(3, "The type.")
    package let level = Value<String>(4, "The level.")
}
package typealias SELinuxOptions = Object<SELinuxOptionsShape>

package struct SeccompProfileShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SeccompProfile", "A filter of system calls.")

    package let type = Value<String>(
        1, "`RuntimeDefault`, `Localhost` (a file on the node) or `Unconfined`.", required: true,
        oneOf: ["Localhost", "RuntimeDefault", "Unconfined"])
    package let localhostProfile = Value<String>(
        2, "The file on the node, below the kubelet's seccomp directory, for type `Localhost`.", optional: true)
}
package typealias SeccompProfile = Object<SeccompProfileShape>

package struct AppArmorProfileShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.AppArmorProfile", "A profile of AppArmor.")

    package let type = Value<String>(
        1, "`RuntimeDefault`, `Localhost` (loaded on the node) or `Unconfined`.", required: true,
        oneOf: ["Localhost", "RuntimeDefault", "Unconfined"])
    package let localhostProfile = Value<String>(2, "The profile's name on the node, for type `Localhost`.", optional: true)
}
package typealias AppArmorProfile = Object<AppArmorProfileShape>

package struct WindowsSecurityContextOptionsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.WindowsSecurityContextOptions", "Security settings for Windows.")

    package let gmsaCredentialSpecName = Value<String>(1, "The name of the credential spec.", optional: true)
    package let gmsaCredentialSpec = Value<String>(
        2, "The text of the group managed service account's credential spec.", optional: true)
    package let runAsUserName = Value<String>(3, "The user to run as.", optional: true)
    package let hostProcess = Field<Bool>(4, "Runs the container as a process of the node.")
}
package typealias WindowsSecurityContextOptions = Object<WindowsSecurityContextOptionsShape>

package struct SysctlShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Sysctl", "A kernel setting.")

    package let name = Value<String>(1, "The setting, such as `net.ipv4.ip_unprivileged_port_start`.", required: true)
    package let value = Value<String>(2, "Its value.", required: true)
}
package typealias Sysctl = Object<SysctlShape>
