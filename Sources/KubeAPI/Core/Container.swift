import JSON
package import Schema

package struct ContainerShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Container", "A container.")

    package let name = Value<String>(1, "The name.", required: true)
    package let image = Value<String>(2, "The image.")
    package let command = Value<[String]>(3, "The command.", list: .atomic)
    package let args = Value<[String]>(4, "The args.", list: .atomic)
    package let workingDir = Value<String>(5, "The working dir.")
    package let ports = Value<[ContainerPort]>(
        6, "The ports.", list: .map, mergeKeys: ["containerPort", "protocol"], patch: .merge,
        patchMergeKey: "containerPort")
    package let env = Value<[EnvVar]>(
        7, "The env.", list: .map, mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
    package let resources = Value<ResourceRequirements>(8, "The resources.", default: [:])
    package let volumeMounts = Value<[VolumeMount]>(
        9, "The volume mounts.", list: .map, mergeKeys: ["mountPath"], patch: .merge, patchMergeKey: "mountPath")
    package let livenessProbe = Field<Probe>(10, "The liveness probe.")
    package let readinessProbe = Field<Probe>(11, "The readiness probe.")
    package let lifecycle = Field<Lifecycle>(12, "The lifecycle.")
    package let terminationMessagePath = Value<String>(
        13, "The termination message path.", default: "/dev/termination-log")
    package let imagePullPolicy = Value<String>(
        14, "The image pull policy.", oneOf: ["Always", "IfNotPresent", "Never"])
    package let securityContext = Field<SecurityContext>(15, "The security context.")
    package let stdin = Value<Bool>(16, "The stdin.")
    package let stdinOnce = Value<Bool>(17, "The stdin once.")
    package let tty = Value<Bool>(18, "The tty.")
    package let envFrom = Value<[EnvFromSource]>(19, "The env from.", list: .atomic)
    package let terminationMessagePolicy = Value<String>(
        20, "The termination message policy.", default: "File", oneOf: ["FallbackToLogsOnError", "File"])
    package let volumeDevices = Value<[VolumeDevice]>(
        21, "The volume devices.", list: .map, mergeKeys: ["devicePath"], patch: .merge, patchMergeKey: "devicePath")
    package let startupProbe = Field<Probe>(22, "The startup probe.")
    package let resizePolicy = Value<[ContainerResizePolicy]>(23, "The resize policy.", list: .atomic)
    package let restartPolicy = Value<String>(24, "The restart policy.", optional: true)
    package let restartPolicyRules = Value<[ContainerRestartRule]>(25, "The restart policy rules.", list: .atomic)
}
package typealias Container = Object<ContainerShape>

package struct EphemeralContainerShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EphemeralContainer", "A ephemeral container.")

    package let name = Value<String>(1, "The name.", inside: 1, required: true)
    package let image = Value<String>(2, "The image.", inside: 1)
    package let command = Value<[String]>(3, "The command.", inside: 1, list: .atomic)
    package let args = Value<[String]>(4, "The args.", inside: 1, list: .atomic)
    package let workingDir = Value<String>(5, "The working dir.", inside: 1)
    package let ports = Value<[ContainerPort]>(
        6, "The ports.", inside: 1, list: .map, mergeKeys: ["containerPort", "protocol"], patch: .merge,
        patchMergeKey: "containerPort")
    package let env = Value<[EnvVar]>(
        7, "The env.", inside: 1, list: .map, mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
    package let resources = Value<ResourceRequirements>(8, "The resources.", inside: 1, default: [:])
    package let volumeMounts = Value<[VolumeMount]>(
        9, "The volume mounts.", inside: 1, list: .map, mergeKeys: ["mountPath"], patch: .merge,
        patchMergeKey: "mountPath")
    package let livenessProbe = Field<Probe>(10, "The liveness probe.", inside: 1)
    package let readinessProbe = Field<Probe>(11, "The readiness probe.", inside: 1)
    package let lifecycle = Field<Lifecycle>(12, "The lifecycle.", inside: 1)
    package let terminationMessagePath = Value<String>(
        13, "The termination message path.", inside: 1, default: "/dev/termination-log")
    package let imagePullPolicy = Value<String>(
        14, "The image pull policy.", inside: 1, oneOf: ["Always", "IfNotPresent", "Never"])
    package let securityContext = Field<SecurityContext>(15, "The security context.", inside: 1)
    package let stdin = Value<Bool>(16, "The stdin.", inside: 1)
    package let stdinOnce = Value<Bool>(17, "The stdin once.", inside: 1)
    package let tty = Value<Bool>(18, "The tty.", inside: 1)
    package let envFrom = Value<[EnvFromSource]>(19, "The env from.", inside: 1, list: .atomic)
    package let terminationMessagePolicy = Value<String>(
        20, "The termination message policy.", inside: 1, default: "File", oneOf: ["FallbackToLogsOnError", "File"])
    package let volumeDevices = Value<[VolumeDevice]>(
        21, "The volume devices.", inside: 1, list: .map, mergeKeys: ["devicePath"], patch: .merge,
        patchMergeKey: "devicePath")
    package let startupProbe = Field<Probe>(22, "The startup probe.", inside: 1)
    package let resizePolicy = Value<[ContainerResizePolicy]>(23, "The resize policy.", inside: 1, list: .atomic)
    package let restartPolicy = Value<String>(24, "The restart policy.", inside: 1, optional: true)
    package let restartPolicyRules = Value<[ContainerRestartRule]>(
        25, "The restart policy rules.", inside: 1, list: .atomic)
    package let targetContainerName = Value<String>(2, "The target container name.")
}
package typealias EphemeralContainer = Object<EphemeralContainerShape>

package struct ContainerPortShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerPort", "A container port.")

    package let name = Value<String>(1, "The name.")
    package let hostPort = Value<Int32>(2, "The host port.")
    package let containerPort = Value<Int32>(3, "The container port.", required: true)
    package let `protocol` = Value<String>(4, "The protocol.", default: "TCP", oneOf: ["SCTP", "TCP", "UDP"])
    package let hostIP = Value<String>(5, "The host IP.")
}
package typealias ContainerPort = Object<ContainerPortShape>

package struct VolumeMountShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.VolumeMount", "A volume mount.")

    package let name = Value<String>(1, "The name.", required: true)
    package let readOnly = Value<Bool>(2, "The read only.")
    package let mountPath = Value<String>(3, "The mount path.", required: true)
    package let subPath = Value<String>(4, "The sub path.")
    package let mountPropagation = Value<String>(
        5, "The mount propagation.", optional: true, oneOf: ["Bidirectional", "HostToContainer", "None"])
    package let subPathExpr = Value<String>(6, "The sub path expr.")
    package let recursiveReadOnly = Value<String>(
        7, "The recursive read only.", optional: true, oneOf: ["Disabled", "Enabled", "IfPossible"])
}
package typealias VolumeMount = Object<VolumeMountShape>

package struct VolumeDeviceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.VolumeDevice", "A volume device.")

    package let name = Value<String>(1, "The name.", required: true)
    package let devicePath = Value<String>(2, "The device path.", required: true)
}
package typealias VolumeDevice = Object<VolumeDeviceShape>

package struct ResourceRequirementsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ResourceRequirements", "A resource requirements.")

    package let limits = Value<[String: Quantity]>(1, "The limits.")
    package let requests = Value<[String: Quantity]>(2, "The requests.")
    package let claims = Value<[ResourceClaim]>(3, "The claims.", list: .map, mergeKeys: ["name"])
}
package typealias ResourceRequirements = Object<ResourceRequirementsShape>

package struct ResourceClaimShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ResourceClaim", "A resource claim.")

    package let name = Value<String>(1, "The name.", required: true)
    package let request = Value<String>(2, "The request.")
}
package typealias ResourceClaim = Object<ResourceClaimShape>

package struct ContainerResizePolicyShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerResizePolicy", "A container resize policy.")

    package let resourceName = Value<String>(1, "The resource name.", required: true)
    package let restartPolicy = Value<String>(
        2, "The restart policy.", required: true, oneOf: ["NotRequired", "RestartContainer"])
}
package typealias ContainerResizePolicy = Object<ContainerResizePolicyShape>

package struct ContainerRestartRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerRestartRule", "A container restart rule.")

    package let action = Value<String>(1, "The action.", required: true)
    package let exitCodes = Field<ContainerRestartRuleOnExitCodes>(2, "The exit codes.")
}
package typealias ContainerRestartRule = Object<ContainerRestartRuleShape>

package struct ContainerRestartRuleOnExitCodesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ContainerRestartRuleOnExitCodes", "A container restart rule on exit codes.")

    package let `operator` = Value<String>(1, "The operator.", required: true)
    package let values = Value<[Int32]>(2, "The values.", list: .set)
}
package typealias ContainerRestartRuleOnExitCodes = Object<ContainerRestartRuleOnExitCodesShape>
