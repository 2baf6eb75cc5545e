package import Schema

package struct NodeStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeStatus", "A node status.")

    package let capacity = Value<[String: Quantity]>(1, "The capacity.")
    package let allocatable = Value<[String: Quantity]>(2, "The allocatable.")
    package let phase = Value<String>(3, "The phase.")
    package let conditions = Value<[NodeCondition]>(
        4, "The conditions.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
    package let addresses = Value<[NodeAddress]>(
        5, "The addresses.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
    package let daemonEndpoints = Value<NodeDaemonEndpoints>(6, "The daemon endpoints.")
    package let nodeInfo = Value<NodeSystemInfo>(7, "The node info.")
    package let images = Value<[ContainerImage]>(8, "The images.", list: .atomic)
    package let volumesInUse = Value<[String]>(9, "The volumes in use.", list: .atomic)
    package let volumesAttached = Value<[AttachedVolume]>(10, "The volumes attached.", list: .atomic)
    package let config = Field<NodeConfigStatus>(11, "The config.")
    package let runtimeHandlers = Value<[NodeRuntimeHandler]>(12, "The runtime handlers.", list: .atomic)
    package let features = Field<NodeFeatures>(13, "The features.")
    package let declaredFeatures = Value<[String]>(14, "The declared features.", list: .atomic)
}
package typealias NodeStatus = Object<NodeStatusShape>

package struct NodeAddressShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeAddress", "A node address.")

    package let type = Value<String>(1, "The type.", required: true)
    package let address = Value<String>(2, "The address.", required: true)
}
package typealias NodeAddress = Object<NodeAddressShape>

package struct NodeConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeCondition", "A node condition.")

    package let type = Value<String>(1, "The type.", required: true)
    package let status = Value<String>(2, "The status.", required: true)
    package let lastHeartbeatTime = Field<Timestamp>(3, "The last heartbeat time.")
    package let lastTransitionTime = Field<Timestamp>(4, "The last transition time.")
    package let reason = Value<String>(5, "The reason.")
    package let message = Value<String>(6, "The message.")
}
package typealias NodeCondition = Object<NodeConditionShape>

package struct NodeConfigStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeConfigStatus", "A node config status.")

    package let assigned = Field<NodeConfigSource>(1, "The assigned.")
    package let active = Field<NodeConfigSource>(2, "The active.")
    package let lastKnownGood = Field<NodeConfigSource>(3, "The last known good.")
    package let error = Value<String>(4, "The error.")
}
package typealias NodeConfigStatus = Object<NodeConfigStatusShape>

package struct NodeDaemonEndpointsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeDaemonEndpoints", "A node daemon endpoints.")

    package let kubeletEndpoint = Value<DaemonEndpoint>(1, "The kubelet endpoint.")
}
package typealias NodeDaemonEndpoints = Object<NodeDaemonEndpointsShape>

package struct DaemonEndpointShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.DaemonEndpoint", "A daemon endpoint.")

    package let Port = Value<Int32>(1, "The port.", required: true)
}
package typealias DaemonEndpoint = Object<DaemonEndpointShape>

package struct NodeFeaturesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeFeatures", "A node features.")

    package let supplementalGroupsPolicy = Field<Bool>(1, "The supplemental groups policy.")
}
package typealias NodeFeatures = Object<NodeFeaturesShape>

package struct ContainerImageShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerImage", "A container image.")

    package let names = Value<[String]>(1, "The names.", list: .atomic)
    package let sizeBytes = Value<Int64>(2, "The size bytes.")
}
package typealias ContainerImage = Object<ContainerImageShape>

package struct NodeSystemInfoShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeSystemInfo", "A node system info.")

    package let machineID = Value<String>(1, "The machine ID.", required: true)
    package let systemUUID = Value<String>(2, "The system UUID.", required: true)
    package let bootID = Value<String>(3, "The boot ID.", required: true)
    package let kernelVersion = Value<String>(4, "The kernel version.", required: true)
    package let osImage = Value<String>(5, "The os image.", required: true)
    package let containerRuntimeVersion = Value<String>(6, "The container runtime version.", required: true)
    package let kubeletVersion = Value<String>(7, "The kubelet version.", required: true)
    package let kubeProxyVersion = Value<String>(8, "The kube proxy version.", required: true)
    package let operatingSystem = Value<String>(9, "The operating system.", required: true)
    package let architecture = Value<String>(10, "The architecture.", required: true)
    package let swap = Field<NodeSwapStatus>(11, "The swap.")
}
package typealias NodeSystemInfo = Object<NodeSystemInfoShape>

package struct NodeSwapStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeSwapStatus", "A node swap status.")

    package let capacity = Field<Int64>(1, "The capacity.")
}
package typealias NodeSwapStatus = Object<NodeSwapStatusShape>

package struct NodeRuntimeHandlerShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeRuntimeHandler", "A node runtime handler.")

    package let name = Value<String>(1, "The name.")
    package let features = Field<NodeRuntimeHandlerFeatures>(2, "The features.")
}
package typealias NodeRuntimeHandler = Object<NodeRuntimeHandlerShape>

package struct NodeRuntimeHandlerFeaturesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.NodeRuntimeHandlerFeatures", "A node runtime handler features.")

    package let recursiveReadOnlyMounts = Field<Bool>(1, "The recursive read only mounts.")
    package let userNamespaces = Field<Bool>(2, "The user namespaces.")
}
package typealias NodeRuntimeHandlerFeatures = Object<NodeRuntimeHandlerFeaturesShape>

package struct AttachedVolumeShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.AttachedVolume", "A attached volume.")

    package let name = Value<String>(1, "The name.", required: true)
    package let devicePath = Value<String>(2, "The device path.", required: true)
}
package typealias AttachedVolume = Object<AttachedVolumeShape>
