package import Schema

package struct NodeStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeStatus", "What has become of a node.")

    package let capacity = Value<[String: Quantity]>(1, "What the machine has of each resource.")
    package let allocatable = Value<[String: Quantity]>(2, "What Pods can have of each resource.")
    package let phase = Value<String>(3, "No longer used.")
    package let conditions = Value<[NodeCondition]>(
        4, "Whether the node is ready, and what it is short of.", list: .map, mergeKeys: ["type"], patch: .merge,
        patchMergeKey: "type")
    package let addresses = Value<[NodeAddress]>(
        5, "How the node is reached.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
    package let daemonEndpoints = Value<NodeDaemonEndpoints>(6, "The ports of the node's agents.")
    package let nodeInfo = Value<NodeSystemInfo>(7, "The node's software and identifiers.")
    package let images = Value<[ContainerImage]>(8, "Images that are on the node.", list: .atomic)
    package let volumesInUse = Value<[String]>(9, "Volumes that are mounted on the node.", list: .atomic)
    package let volumesAttached = Value<[AttachedVolume]>(10, "Volumes that are attached to the node.", list: .atomic)
    package let config = Field<NodeConfigStatus>(11, "No longer used.")
    package let runtimeHandlers = Value<[NodeRuntimeHandler]>(12, "The runtime handlers that there are.", list: .atomic)
    package let features = Field<NodeFeatures>(13, "What the container runtime can do.")
    package let declaredFeatures = Value<[String]>(14, "Features of the kubelet that scheduling depends on.", list: .atomic)
}
package typealias NodeStatus = Object<NodeStatusShape>

package struct NodeAddressShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeAddress", "How a node is reached.")

    package let type = Value<String>(1, "`InternalIP`, `ExternalIP`, `Hostname`, `InternalDNS` or `ExternalDNS`.", required: true)
    package let address = Value<String>(2, "The address or name.", required: true)
}
package typealias NodeAddress = Object<NodeAddressShape>

package struct NodeConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeCondition", "One aspect of a node's state.")

    package let type = Value<String>(1, "Which aspect this is, such as `Ready` or `MemoryPressure`.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let lastHeartbeatTime = Field<Timestamp>(3, "When the node last reported it.")
    package let lastTransitionTime = Field<Timestamp>(4, "When `status` last changed its value.")
    package let reason = Value<String>(5, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(6, "An explanation for people.")
}
package typealias NodeCondition = Object<NodeConditionShape>

package struct NodeConfigStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeConfigStatus", "No longer used.")

    package let assigned = Field<NodeConfigSource>(1, "The settings to use next.")
    package let active = Field<NodeConfigSource>(2, "The settings in use.")
    package let lastKnownGood = Field<NodeConfigSource>(3, "The last settings that worked.")
    package let error = Value<String>(4, "What is wrong with the settings.")
}
package typealias NodeConfigStatus = Object<NodeConfigStatusShape>

package struct NodeDaemonEndpointsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeDaemonEndpoints", "The ports of a node's agents.")

    package let kubeletEndpoint = Value<DaemonEndpoint>(1, "Where the kubelet listens.")
}
package typealias NodeDaemonEndpoints = Object<NodeDaemonEndpointsShape>

package struct DaemonEndpointShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.DaemonEndpoint", "A port of an agent.")

    // swift-format-ignore: AlwaysUseLowerCamelCase
    package let Port = Value<Int32>(1, "The port's number.", required: true)
}
package typealias DaemonEndpoint = Object<DaemonEndpointShape>

package struct NodeFeaturesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeFeatures", "What a container runtime can do.")

    package let supplementalGroupsPolicy = Field<Bool>(1, "Whether it knows `supplementalGroupsPolicy`.")
}
package typealias NodeFeatures = Object<NodeFeaturesShape>

package struct ContainerImageShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ContainerImage", "An image on a node.")

    package let names = Value<[String]>(1, "The image's names, with tag or digest.", list: .atomic)
    package let sizeBytes = Value<Int64>(2, "The image's size.")
}
package typealias ContainerImage = Object<ContainerImageShape>

package struct NodeSystemInfoShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeSystemInfo", "A node's software and identifiers.")

    package let machineID = Value<String>(1, "The machine's own identifier.", required: true)
    package let systemUUID = Value<String>(2, "The hardware's identifier.", required: true)
    package let bootID = Value<String>(3, "Changes with every boot.", required: true)
    package let kernelVersion = Value<String>(4, "The kernel's version.", required: true)
    package let osImage = Value<String>(5, "The operating system's name and version.", required: true)
    package let containerRuntimeVersion = Value<String>(
        6, "The container runtime and its version, as `containerd://1.6.20`.", required: true)
    package let kubeletVersion = Value<String>(7, "The kubelet's version.", required: true)
    package let kubeProxyVersion = Value<String>(8, "No longer used.", required: true)
    package let operatingSystem = Value<String>(9, "The operating system, such as `linux`.", required: true)
    package let architecture = Value<String>(10, "The processor architecture, such as `amd64`.", required: true)
    package let swap = Field<NodeSwapStatus>(11, "The node's swap space.")
}
package typealias NodeSystemInfo = Object<NodeSystemInfoShape>

package struct NodeSwapStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeSwapStatus", "A node's swap space.")

    package let capacity = Field<Int64>(1, "Its size in bytes.")
}
package typealias NodeSwapStatus = Object<NodeSwapStatusShape>

package struct NodeRuntimeHandlerShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeRuntimeHandler", "A handler of the container runtime.")

    package let name = Value<String>(1, "The handler's name; empty for the default one.")
    package let features = Field<NodeRuntimeHandlerFeatures>(2, "What the handler can do.")
}
package typealias NodeRuntimeHandler = Object<NodeRuntimeHandlerShape>

package struct NodeRuntimeHandlerFeaturesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NodeRuntimeHandlerFeatures", "What a runtime handler can do.")

    package let recursiveReadOnlyMounts = Field<Bool>(1, "Whether it can make mounts read-only with all mounts below.")
    package let userNamespaces = Field<Bool>(2, "Whether it can map user ids.")
}
package typealias NodeRuntimeHandlerFeatures = Object<NodeRuntimeHandlerFeaturesShape>

package struct AttachedVolumeShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.AttachedVolume", "A volume attached to a node.")

    package let name = Value<String>(1, "The volume's name.", required: true)
    package let devicePath = Value<String>(2, "The device's path on the node.", required: true)
}
package typealias AttachedVolume = Object<AttachedVolumeShape>
