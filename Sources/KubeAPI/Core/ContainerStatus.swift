import JSON
package import Schema

package struct ContainerStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerStatus", "What has become of a container.")

    package let name = Value<String>(1, "The container's name.", required: true)
    package let state = Value<ContainerState>(2, "Whether the container waits, runs or has ended.", default: [:])
    package let lastState = Value<ContainerState>(3, "How the container ended the last time.", default: [:])
    package let ready = Value<Bool>(4, "Whether the container passes its readiness probe.", required: true)
    package let restartCount = Value<Int32>(5, "How often the container was started again.", required: true)
    package let image = Value<String>(6, "The image that runs.", required: true)
    package let imageID = Value<String>(7, "The digest of the image that runs.", required: true)
    package let containerID = Value<String>(8, "The runtime's name for the container, as `runtime://id`.")
    package let started = Field<Bool>(9, "Whether the container has started and passed its startup probe.")
    package let allocatedResources = Value<[String: Quantity]>(10, "What the node has set aside for the container.")
    package let resources = Field<ResourceRequirements>(11, "The limits and requests in force.")
    package let volumeMounts = Value<[VolumeMountStatus]>(
        12, "The mounts of the container.", list: .map, mergeKeys: ["mountPath"], patch: .merge, patchMergeKey: "mountPath")
    package let user = Field<ContainerUser>(13, "The user and groups the container's first process began with.")
    package let allocatedResourcesStatus = Value<[ResourceStatus]>(
        14, "The health of devices the container has.", list: .map, mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
    package let stopSignal = Value<String>(15, "The signal that asks the container to end.", optional: true)
}
package typealias ContainerStatus = Object<ContainerStatusShape>

package struct ContainerStateShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ContainerState", "Whether a container waits, runs or has ended; one of the three.",
        rules: [.atMostOne(["waiting", "running", "terminated"])])

    package let waiting = Field<ContainerStateWaiting>(1, "The container has not started yet.")
    package let running = Field<ContainerStateRunning>(2, "The container runs.")
    package let terminated = Field<ContainerStateTerminated>(3, "The container has ended.")
}
package typealias ContainerState = Object<ContainerStateShape>

package struct ContainerStateWaitingShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerStateWaiting", "Why a container has not started.")

    package let reason = Value<String>(1, "A single word such as `ContainerCreating`, `ImagePullBackOff` or `CrashLoopBackOff`.")
    package let message = Value<String>(2, "An explanation for people.")
}
package typealias ContainerStateWaiting = Object<ContainerStateWaitingShape>

package struct ContainerStateRunningShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerStateRunning", "A container that runs.")

    package let startedAt = Field<Timestamp>(1, "When it started.")
}
package typealias ContainerStateRunning = Object<ContainerStateRunningShape>

package struct ContainerStateTerminatedShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerStateTerminated", "How a container ended.")

    package let exitCode = Value<Int32>(1, "The exit code of its first process.", required: true)
    package let signal = Value<Int32>(2, "The signal that ended it.")
    package let reason = Value<String>(3, "A single word such as `Completed`, `Error` or `OOMKilled`.")
    package let message = Value<String>(4, "The container's last words.")
    package let startedAt = Field<Timestamp>(5, "When it had started.")
    package let finishedAt = Field<Timestamp>(6, "When it ended.")
    package let containerID = Value<String>(7, "The runtime's name for the container, as `runtime://id`.")
}
package typealias ContainerStateTerminated = Object<ContainerStateTerminatedShape>

package struct ContainerUserShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerUser", "Whom a container runs as.")

    package let linux = Field<LinuxContainerUser>(1, "The ids on Linux.")
}
package typealias ContainerUser = Object<ContainerUserShape>

package struct LinuxContainerUserShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.LinuxContainerUser", "The ids of a container's first process.")

    package let uid = Value<Int64>(1, "The user.", required: true)
    package let gid = Value<Int64>(2, "The group.", required: true)
    package let supplementalGroups = Value<[Int64]>(3, "Further groups.", list: .atomic)
}
package typealias LinuxContainerUser = Object<LinuxContainerUserShape>

package struct VolumeMountStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.VolumeMountStatus", "A mount in a running container.")

    package let name = Value<String>(1, "The name of the volume.", required: true)
    package let mountPath = Value<String>(2, "The path in the container.", required: true)
    package let readOnly = Value<Bool>(3, "Whether the mount is read-only.")
    package let recursiveReadOnly = Value<String>(4, "Whether mounts below it are read-only, too.", optional: true)
    package let volumeStatus = Field<VolumeStatus>(5, "More about the volume.")
}
package typealias VolumeMountStatus = Object<VolumeMountStatusShape>

package struct VolumeStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.VolumeStatus", "What a kind of volume has to say.")

    package let image = Field<ImageVolumeStatus>(1, "The image that was mounted.")
}
package typealias VolumeStatus = Object<VolumeStatusShape>

package struct ImageVolumeStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ImageVolumeStatus", "An image mounted as a volume.")

    package let imageRef = Value<String>(1, "The digest of the image.", required: true)
}
package typealias ImageVolumeStatus = Object<ImageVolumeStatusShape>

package struct ResourceStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ResourceStatus", "The health of one resource's devices.")

    package let name = Value<String>(1, "The resource.", required: true)
    package let resources = Value<[ResourceHealth]>(2, "The health of each device.", list: .map, mergeKeys: ["resourceID"])
}
package typealias ResourceStatus = Object<ResourceStatusShape>

package struct ResourceHealthShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ResourceHealth", "The health of a device.")

    package let resourceID = Value<String>(1, "The device.", required: true)
    package let health = Value<String>(2, "`Healthy`, `Unhealthy` or `Unknown`.")
    package let message = Value<String>(6, "An explanation for people.")
}
package typealias ResourceHealth = Object<ResourceHealthShape>
