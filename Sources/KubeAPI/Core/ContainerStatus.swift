import JSON
package import Schema

package struct ContainerStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerStatus", "A container status.")

    package let name = Value<String>(1, "The name.", required: true)
    package let state = Value<ContainerState>(2, "The state.", default: [:])
    package let lastState = Value<ContainerState>(3, "The last state.", default: [:])
    package let ready = Value<Bool>(4, "The ready.", required: true)
    package let restartCount = Value<Int32>(5, "The restart count.", required: true)
    package let image = Value<String>(6, "The image.", required: true)
    package let imageID = Value<String>(7, "The image ID.", required: true)
    package let containerID = Value<String>(8, "The container ID.")
    package let started = Field<Bool>(9, "The started.")
    package let allocatedResources = Value<[String: Quantity]>(10, "The allocated resources.")
    package let resources = Field<ResourceRequirements>(11, "The resources.")
    package let volumeMounts = Value<[VolumeMountStatus]>(
        12, "The volume mounts.", list: .map, mergeKeys: ["mountPath"], patch: .merge, patchMergeKey: "mountPath")
    package let user = Field<ContainerUser>(13, "The user.")
    package let allocatedResourcesStatus = Value<[ResourceStatus]>(
        14, "The allocated resources status.", list: .map, mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
    package let stopSignal = Value<String>(15, "The stop signal.", optional: true)
}
package typealias ContainerStatus = Object<ContainerStatusShape>

package struct ContainerStateShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ContainerState", "A container state.",
        rules: [.atMostOne(["waiting", "running", "terminated"])])

    package let waiting = Field<ContainerStateWaiting>(1, "The waiting.")
    package let running = Field<ContainerStateRunning>(2, "The running.")
    package let terminated = Field<ContainerStateTerminated>(3, "The terminated.")
}
package typealias ContainerState = Object<ContainerStateShape>

package struct ContainerStateWaitingShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerStateWaiting", "A container state waiting.")

    package let reason = Value<String>(1, "The reason.")
    package let message = Value<String>(2, "The message.")
}
package typealias ContainerStateWaiting = Object<ContainerStateWaitingShape>

package struct ContainerStateRunningShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerStateRunning", "A container state running.")

    package let startedAt = Field<Timestamp>(1, "The started at.")
}
package typealias ContainerStateRunning = Object<ContainerStateRunningShape>

package struct ContainerStateTerminatedShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ContainerStateTerminated", "A container state terminated.")

    package let exitCode = Value<Int32>(1, "The exit code.", required: true)
    package let signal = Value<Int32>(2, "The signal.")
    package let reason = Value<String>(3, "The reason.")
    package let message = Value<String>(4, "The message.")
    package let startedAt = Field<Timestamp>(5, "The started at.")
    package let finishedAt = Field<Timestamp>(6, "The finished at.")
    package let containerID = Value<String>(7, "The container ID.")
}
package typealias ContainerStateTerminated = Object<ContainerStateTerminatedShape>

package struct ContainerUserShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerUser", "A container user.")

    package let linux = Field<LinuxContainerUser>(1, "The linux.")
}
package typealias ContainerUser = Object<ContainerUserShape>

package struct LinuxContainerUserShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.LinuxContainerUser", "A linux container user.")

    package let uid = Value<Int64>(1, "The uid.", required: true)
    package let gid = Value<Int64>(2, "The gid.", required: true)
    package let supplementalGroups = Value<[Int64]>(3, "The supplemental groups.", list: .atomic)
}
package typealias LinuxContainerUser = Object<LinuxContainerUserShape>

package struct VolumeMountStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.VolumeMountStatus", "A volume mount status.")

    package let name = Value<String>(1, "The name.", required: true)
    package let mountPath = Value<String>(2, "The mount path.", required: true)
    package let readOnly = Value<Bool>(3, "The read only.")
    package let recursiveReadOnly = Value<String>(4, "The recursive read only.", optional: true)
    package let volumeStatus = Field<VolumeStatus>(5, "The volume status.")
}
package typealias VolumeMountStatus = Object<VolumeMountStatusShape>

package struct VolumeStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.VolumeStatus", "A volume status.")

    package let image = Field<ImageVolumeStatus>(1, "The image.")
}
package typealias VolumeStatus = Object<VolumeStatusShape>

package struct ImageVolumeStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ImageVolumeStatus", "A image volume status.")

    package let imageRef = Value<String>(1, "The image ref.", required: true)
}
package typealias ImageVolumeStatus = Object<ImageVolumeStatusShape>

package struct ResourceStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ResourceStatus", "A resource status.")

    package let name = Value<String>(1, "The name.", required: true)
    package let resources = Value<[ResourceHealth]>(2, "The resources.", list: .map, mergeKeys: ["resourceID"])
}
package typealias ResourceStatus = Object<ResourceStatusShape>

package struct ResourceHealthShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ResourceHealth", "A resource health.")

    package let resourceID = Value<String>(1, "The resource ID.", required: true)
    package let health = Value<String>(2, "The health.")
    package let message = Value<String>(6, "The message.")
}
package typealias ResourceHealth = Object<ResourceHealthShape>
