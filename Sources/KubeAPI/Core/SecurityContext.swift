package import Schema

package struct PodSecurityContextShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodSecurityContext", "A pod security context.")

    package let seLinuxOptions = Field<SELinuxOptions>(1, "The se linux options.")
    package let runAsUser = Field<Int64>(2, "The run as user.")
    package let runAsNonRoot = Field<Bool>(3, "The run as non root.")
    package let supplementalGroups = Value<[Int64]>(4, "The supplemental groups.", list: .atomic)
    package let fsGroup = Field<Int64>(5, "The fs group.")
    package let runAsGroup = Field<Int64>(6, "The run as group.")
    package let sysctls = Value<[Sysctl]>(7, "The sysctls.", list: .atomic)
    package let windowsOptions = Field<WindowsSecurityContextOptions>(8, "The windows options.")
    package let fsGroupChangePolicy = Value<String>(
        9, "The fs group change policy.", optional: true, oneOf: ["Always", "OnRootMismatch"])
    package let seccompProfile = Field<SeccompProfile>(10, "The seccomp profile.")
    package let appArmorProfile = Field<AppArmorProfile>(11, "The app armor profile.")
    package let supplementalGroupsPolicy = Value<String>(
        12, "The supplemental groups policy.", optional: true, oneOf: ["Merge", "Strict"])
    package let seLinuxChangePolicy = Value<String>(13, "The se linux change policy.", optional: true)
}
package typealias PodSecurityContext = Object<PodSecurityContextShape>

package struct SecurityContextShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SecurityContext", "A security context.")

    package let capabilities = Field<Capabilities>(1, "The capabilities.")
    package let privileged = Field<Bool>(2, "The privileged.")
    package let seLinuxOptions = Field<SELinuxOptions>(3, "The se linux options.")
    package let runAsUser = Field<Int64>(4, "The run as user.")
    package let runAsNonRoot = Field<Bool>(5, "The run as non root.")
    package let readOnlyRootFilesystem = Field<Bool>(6, "The read only root filesystem.")
    package let allowPrivilegeEscalation = Field<Bool>(7, "The allow privilege escalation.")
    package let runAsGroup = Field<Int64>(8, "The run as group.")
    package let procMount = Value<String>(9, "The proc mount.", optional: true, oneOf: ["Default", "Unmasked"])
    package let windowsOptions = Field<WindowsSecurityContextOptions>(10, "The windows options.")
    package let seccompProfile = Field<SeccompProfile>(11, "The seccomp profile.")
    package let appArmorProfile = Field<AppArmorProfile>(12, "The app armor profile.")
}
package typealias SecurityContext = Object<SecurityContextShape>

package struct CapabilitiesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Capabilities", "A capabilities.")

    package let add = Value<[String]>(1, "The add.", list: .atomic)
    package let drop = Value<[String]>(2, "The drop.", list: .atomic)
}
package typealias Capabilities = Object<CapabilitiesShape>

package struct SELinuxOptionsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SELinuxOptions", "A SE linux options.")

    package let user = Value<String>(1, "The user.")
    package let role = Value<String>(2, "The role.")
    package let type = Value<String>(3, "The type.")
    package let level = Value<String>(4, "The level.")
}
package typealias SELinuxOptions = Object<SELinuxOptionsShape>

package struct SeccompProfileShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SeccompProfile", "A seccomp profile.")

    package let type = Value<String>(
        1, "The type.", required: true, oneOf: ["Localhost", "RuntimeDefault", "Unconfined"])
    package let localhostProfile = Value<String>(2, "The localhost profile.", optional: true)
}
package typealias SeccompProfile = Object<SeccompProfileShape>

package struct AppArmorProfileShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.AppArmorProfile", "A app armor profile.")

    package let type = Value<String>(
        1, "The type.", required: true, oneOf: ["Localhost", "RuntimeDefault", "Unconfined"])
    package let localhostProfile = Value<String>(2, "The localhost profile.", optional: true)
}
package typealias AppArmorProfile = Object<AppArmorProfileShape>

package struct WindowsSecurityContextOptionsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.WindowsSecurityContextOptions", "A windows security context options.")

    package let gmsaCredentialSpecName = Value<String>(1, "The gmsa credential spec name.", optional: true)
    package let gmsaCredentialSpec = Value<String>(2, "The gmsa credential spec.", optional: true)
    package let runAsUserName = Value<String>(3, "The run as user name.", optional: true)
    package let hostProcess = Field<Bool>(4, "The host process.")
}
package typealias WindowsSecurityContextOptions = Object<WindowsSecurityContextOptionsShape>

package struct SysctlShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Sysctl", "A sysctl.")

    package let name = Value<String>(1, "The name.", required: true)
    package let value = Value<String>(2, "The value.", required: true)
}
package typealias Sysctl = Object<SysctlShape>
