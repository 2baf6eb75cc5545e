import JSON
package import Schema

package struct ContainerShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.Container", "A program with its image, settings and limits, run in a Pod.")

    package let name = Value<String>(1, "The container's name, unique within the Pod. Cannot be changed.", required: true)
    package let image = Value<String>(2, "The image to run, such as `registry.example/web:1.2`.")
    package let command = Value<[String]>(
        3,
        "The program to run and its first arguments, without a shell; the image's entry point when this is "
            + "not given.", list: .atomic)
    package let args = Value<[String]>(
        4,
        "Arguments for the command; the image's when this is not given. `$(NAME)` stands for a variable of "
            + "the container.", list: .atomic)
    package let workingDir = Value<String>(5, "The directory the command runs in; the image's when this is not given.")
    package let ports = Value<[ContainerPort]>(
        6, "Ports the container listens on. A list for others to read: leaving a port out does not close it.", list: .map,
        mergeKeys: ["containerPort", "protocol"], patch: .merge, patchMergeKey: "containerPort")
    package let env = Value<[EnvVar]>(
        7, "Environment variables.", list: .map, mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
    package let resources = Value<ResourceRequirements>(
        8, "How much CPU, memory and other resources the container gets at least and at most.", default: [:])
    package let volumeMounts = Value<[VolumeMount]>(
        9, "Where volumes of the Pod appear in the container's file system.", list: .map, mergeKeys: ["mountPath"], patch: .merge,
        patchMergeKey: "mountPath")
    package let livenessProbe = Field<Probe>(10, "Checks that the container still works; it is restarted when the check fails.")
    package let readinessProbe = Field<Probe>(
        11,
        "Checks that the container can take requests; its Pod gets none through Services while the check "
            + "fails.")
    package let lifecycle = Field<Lifecycle>(12, "What to do right after the container starts and before it ends.")
    package let terminationMessagePath = Value<String>(
        13, "The file in the container from which its last words are read when it ends.", default: "/dev/termination-log")
    package let imagePullPolicy = Value<String>(
        14,
        "When the image is pulled: `Always`, `IfNotPresent` or `Never`. Without one, `Always` for the tag "
            + "`latest`, otherwise `IfNotPresent`.", oneOf: ["Always", "IfNotPresent", "Never"])
    package let securityContext = Field<SecurityContext>(
        15, "User, capabilities and other security settings; they win over those of the Pod.")
    package let stdin = Value<Bool>(16, "Keeps standard input open for `attach`.")
    package let stdinOnce = Value<Bool>(17, "Closes standard input when the first client that attached leaves.")
    package let tty = Value<Bool>(18, "Gives the container a terminal.")
    package let envFrom = Value<[EnvFromSource]>(
        19,
        "Sources whose every entry becomes an environment variable. `env` wins over them, later sources "
            + "over earlier ones.", list: .atomic)
    package let terminationMessagePolicy = Value<String>(
        20,
        "Where last words come from: `File`, or `FallbackToLogsOnError` to take the end of the log when "
            + "the file is empty.", default: "File", oneOf: ["FallbackToLogsOnError", "File"])
    package let volumeDevices = Value<[VolumeDevice]>(
        21, "Block devices the container gets.", list: .map, mergeKeys: ["devicePath"], patch: .merge, patchMergeKey: "devicePath"
    )
    package let startupProbe = Field<Probe>(22, "Checks that the container has started; the other probes wait for it.")
    package let resizePolicy = Value<[ContainerResizePolicy]>(23, "Which resources can change without a restart.", list: .atomic)
    package let restartPolicy = Value<String>(
        24, "Overrides the Pod's policy; `Always` on an init container makes it run beside the others.", optional: true)
    package let restartPolicyRules = Value<[ContainerRestartRule]>(
        25, "When an exit code decides what happens next, whatever the policy.", list: .atomic)
}
package typealias Container = Object<ContainerShape>

package struct EphemeralContainerShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.EphemeralContainer",
        "A container added to a running Pod to look into it. It has no guarantees and is never restarted.")

    package let name = Value<String>(
        1, "The container's name, unique within the Pod. Cannot be changed.", inside: 1, required: true)
    package let image = Value<String>(2, "The image to run, such as `registry.example/web:1.2`.", inside: 1)
    package let command = Value<[String]>(
        3,
        "The program to run and its first arguments, without a shell; the image's entry point when this is "
            + "not given.", inside: 1, list: .atomic)
    package let args = Value<[String]>(
        4,
        "Arguments for the command; the image's when this is not given. `$(NAME)` stands for a variable of "
            + "the container.", inside: 1, list: .atomic)
    package let workingDir = Value<String>(5, "The directory the command runs in; the image's when this is not given.", inside: 1)
    package let ports = Value<[ContainerPort]>(
        6, "Ports the container listens on. A list for others to read: leaving a port out does not close it.", inside: 1,
        list: .map, mergeKeys: ["containerPort", "protocol"], patch: .merge, patchMergeKey: "containerPort")
    package let env = Value<[EnvVar]>(
        7, "Environment variables.", inside: 1, list: .map, mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
    package let resources = Value<ResourceRequirements>(
        8, "How much CPU, memory and other resources the container gets at least and at most.", inside: 1, default: [:])
    package let volumeMounts = Value<[VolumeMount]>(
        9, "Where volumes of the Pod appear in the container's file system.", inside: 1, list: .map, mergeKeys: ["mountPath"],
        patch: .merge, patchMergeKey: "mountPath")
    package let livenessProbe = Field<Probe>(
        10, "Checks that the container still works; it is restarted when the check fails.", inside: 1)
    package let readinessProbe = Field<Probe>(
        11,
        "Checks that the container can take requests; its Pod gets none through Services while the check "
            + "fails.", inside: 1)
    package let lifecycle = Field<Lifecycle>(12, "What to do right after the container starts and before it ends.", inside: 1)
    package let terminationMessagePath = Value<String>(
        13, "The file in the container from which its last words are read when it ends.", inside: 1,
        default: "/dev/termination-log")
    package let imagePullPolicy = Value<String>(
        14,
        "When the image is pulled: `Always`, `IfNotPresent` or `Never`. Without one, `Always` for the tag "
            + "`latest`, otherwise `IfNotPresent`.", inside: 1, oneOf: ["Always", "IfNotPresent", "Never"])
    package let securityContext = Field<SecurityContext>(
        15, "User, capabilities and other security settings; they win over those of the Pod.", inside: 1)
    package let stdin = Value<Bool>(16, "Keeps standard input open for `attach`.", inside: 1)
    package let stdinOnce = Value<Bool>(17, "Closes standard input when the first client that attached leaves.", inside: 1)
    package let tty = Value<Bool>(18, "Gives the container a terminal.", inside: 1)
    package let envFrom = Value<[EnvFromSource]>(
        19,
        "Sources whose every entry becomes an environment variable. `env` wins over them, later sources "
            + "over earlier ones.", inside: 1, list: .atomic)
    package let terminationMessagePolicy = Value<String>(
        20,
        "Where last words come from: `File`, or `FallbackToLogsOnError` to take the end of the log when "
            + "the file is empty.", inside: 1, default: "File", oneOf: ["FallbackToLogsOnError", "File"])
    package let volumeDevices = Value<[VolumeDevice]>(
        21, "Block devices the container gets.", inside: 1, list: .map, mergeKeys: ["devicePath"], patch: .merge,
        patchMergeKey: "devicePath")
    package let startupProbe = Field<Probe>(22, "Checks that the container has started; the other probes wait for it.", inside: 1)
    package let resizePolicy = Value<[ContainerResizePolicy]>(
        23, "Which resources can change without a restart.", inside: 1, list: .atomic)
    package let restartPolicy = Value<String>(
        24, "Overrides the Pod's policy; `Always` on an init container makes it run beside the others.", inside: 1, optional: true
    )
    package let restartPolicyRules = Value<[ContainerRestartRule]>(
        25, "When an exit code decides what happens next, whatever the policy.", inside: 1, list: .atomic)
    package let targetContainerName = Value<String>(2, "The container whose processes this one can see.")
}
package typealias EphemeralContainer = Object<EphemeralContainerShape>

package struct ContainerPortShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerPort", "A port a container listens on.")

    package let name = Value<String>(1, "A name by which Services and probes can refer to the port.")
    package let hostPort = Value<Int32>(2, "A port of the node that leads to this one.")
    package let containerPort = Value<Int32>(3, "The port's number in the container.", required: true)
    package let `protocol` = Value<String>(4, "`TCP`, `UDP` or `SCTP`.", default: "TCP", oneOf: ["SCTP", "TCP", "UDP"])
    package let hostIP = Value<String>(5, "The address of the node that `hostPort` is bound to.")
}
package typealias ContainerPort = Object<ContainerPortShape>

package struct VolumeMountShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.VolumeMount", "Where a volume appears in a container.")

    package let name = Value<String>(1, "The name of the volume in the Pod.", required: true)
    package let readOnly = Value<Bool>(2, "Keeps the container from writing to the volume.")
    package let mountPath = Value<String>(3, "The path in the container.", required: true)
    package let subPath = Value<String>(4, "A path within the volume to mount instead of its root.")
    package let mountPropagation = Value<String>(
        5,
        "Whether mounts made below the path pass between node and container: `None`, `HostToContainer` or "
            + "`Bidirectional`.", optional: true, oneOf: ["Bidirectional", "HostToContainer", "None"])
    package let subPathExpr = Value<String>(6, "As `subPath`, with `$(NAME)` for variables of the container.")
    package let recursiveReadOnly = Value<String>(
        7, "Whether `readOnly` also holds for mounts below the path: `Disabled`, `IfPossible` or `Enabled`.", optional: true,
        oneOf: ["Disabled", "Enabled", "IfPossible"])
}
package typealias VolumeMount = Object<VolumeMountShape>

package struct VolumeDeviceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.VolumeDevice", "A block device that a container gets.")

    package let name = Value<String>(1, "The name of a persistent volume claim of the Pod.", required: true)
    package let devicePath = Value<String>(2, "The path of the device in the container.", required: true)
}
package typealias VolumeDevice = Object<VolumeDeviceShape>

package struct ResourceRequirementsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ResourceRequirements", "How much of each resource is guaranteed and allowed.")

    package let limits = Value<[String: Quantity]>(
        1, "The most the container may use of each resource, such as `cpu: 500m` or `memory: 256Mi`.")
    package let requests = Value<[String: Quantity]>(
        2, "What is set aside for the container of each resource; the limit when this is not given.")
    package let claims = Value<[ResourceClaim]>(3, "Claims of the Pod that this container uses.", list: .map, mergeKeys: ["name"])
}
package typealias ResourceRequirements = Object<ResourceRequirementsShape>

package struct ResourceClaimShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ResourceClaim", "Names a claim that a container uses.")

    package let name = Value<String>(1, "The claim's name in the Pod.", required: true)
    package let request = Value<String>(2, "The one request of the claim to use; all of them when it is not given.")
}
package typealias ResourceClaim = Object<ResourceClaimShape>

package struct ContainerResizePolicyShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ContainerResizePolicy", "What a change of a resource does to a container.")

    package let resourceName = Value<String>(1, "The resource.", required: true)
    package let restartPolicy = Value<String>(
        2, "`NotRequired`, or `RestartContainer` when the container must start anew.", required: true,
        oneOf: ["NotRequired", "RestartContainer"])
}
package typealias ContainerResizePolicy = Object<ContainerResizePolicyShape>

package struct ContainerRestartRuleShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ContainerRestartRule", "Decides what happens when a container ends.")

    package let action = Value<String>(
        1, "What to do when the rule applies; `Restart` or `RestartAllContainers`.", required: true)
    package let exitCodes = Field<ContainerRestartRuleOnExitCodes>(2, "The exit codes the rule applies to.")
}
package typealias ContainerRestartRule = Object<ContainerRestartRuleShape>

package struct ContainerRestartRuleOnExitCodesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerRestartRuleOnExitCodes", "A set of exit codes.")

    package let `operator` = Value<String>(1, "`In` or `NotIn`.", required: true)
    package let values = Value<[Int32]>(2, "The exit codes.", list: .set)
}
package typealias ContainerRestartRuleOnExitCodes = Object<ContainerRestartRuleOnExitCodesShape>
