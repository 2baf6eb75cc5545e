package import Schema

package struct PodStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodStatus", "A pod status.")

    package let phase = Value<String>(1, "The phase.")
    package let conditions = Value<[PodCondition]>(
        2, "The conditions.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
    package let message = Value<String>(3, "The message.")
    package let reason = Value<String>(4, "The reason.")
    package let hostIP = Value<String>(5, "The host IP.")
    package let podIP = Value<String>(6, "The pod IP.")
    package let startTime = Field<Timestamp>(7, "The start time.")
    package let containerStatuses = Value<[ContainerStatus]>(8, "The container statuses.", list: .atomic)
    package let qosClass = Value<String>(9, "The qos class.")
    package let initContainerStatuses = Value<[ContainerStatus]>(10, "The init container statuses.", list: .atomic)
    package let nominatedNodeName = Value<String>(11, "The nominated node name.")
    package let podIPs = Value<[PodIP]>(
        12, "The pod I ps.", list: .map, mergeKeys: ["ip"], patch: .merge, patchMergeKey: "ip")
    package let ephemeralContainerStatuses = Value<[ContainerStatus]>(
        13, "The ephemeral container statuses.", list: .atomic)
    package let resize = Value<String>(14, "The resize.")
    package let resourceClaimStatuses = Value<[PodResourceClaimStatus]>(
        15, "The resource claim statuses.", list: .map, mergeKeys: ["name"], patch: .mergeRetainKeys,
        patchMergeKey: "name")
    package let hostIPs = Value<[HostIP]>(16, "The host I ps.", list: .atomic, patch: .merge, patchMergeKey: "ip")
    package let observedGeneration = Value<Int64>(17, "The observed generation.")
    package let extendedResourceClaimStatus = Field<PodExtendedResourceClaimStatus>(
        18, "The extended resource claim status.")
    package let allocatedResources = Value<[String: Quantity]>(19, "The allocated resources.")
    package let resources = Field<ResourceRequirements>(20, "The resources.")
    package let nodeAllocatableResourceClaimStatuses = Value<[NodeAllocatableResourceClaimStatus]>(
        21, "The node allocatable resource claim statuses.", list: .atomic)
}
package typealias PodStatus = Object<PodStatusShape>

package struct PodConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodCondition", "A pod condition.")

    package let type = Value<String>(1, "The type.", required: true)
    package let status = Value<String>(2, "The status.", required: true)
    package let lastProbeTime = Field<Timestamp>(3, "The last probe time.")
    package let lastTransitionTime = Field<Timestamp>(4, "The last transition time.")
    package let reason = Value<String>(5, "The reason.")
    package let message = Value<String>(6, "The message.")
    package let observedGeneration = Value<Int64>(7, "The observed generation.")
}
package typealias PodCondition = Object<PodConditionShape>

package struct HostIPShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.HostIP", "A host IP.")

    package let ip = Value<String>(1, "The ip.", required: true)
}
package typealias HostIP = Object<HostIPShape>

package struct PodIPShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodIP", "A pod IP.")

    package let ip = Value<String>(1, "The ip.", required: true)
}
package typealias PodIP = Object<PodIPShape>

package struct PodResourceClaimStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PodResourceClaimStatus", "A pod resource claim status.")

    package let name = Value<String>(1, "The name.", required: true)
    package let resourceClaimName = Value<String>(2, "The resource claim name.", optional: true)
}
package typealias PodResourceClaimStatus = Object<PodResourceClaimStatusShape>

package struct PodExtendedResourceClaimStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PodExtendedResourceClaimStatus", "A pod extended resource claim status.")

    package let requestMappings = Value<[ContainerExtendedResourceRequest]>(
        1, "The request mappings.", required: true, list: .atomic)
    package let resourceClaimName = Value<String>(2, "The resource claim name.", required: true)
}
package typealias PodExtendedResourceClaimStatus = Object<PodExtendedResourceClaimStatusShape>

package struct ContainerExtendedResourceRequestShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ContainerExtendedResourceRequest", "A container extended resource request.")

    package let containerName = Value<String>(1, "The container name.", required: true)
    package let resourceName = Value<String>(2, "The resource name.", required: true)
    package let requestName = Value<String>(3, "The request name.", required: true)
}
package typealias ContainerExtendedResourceRequest = Object<ContainerExtendedResourceRequestShape>

package struct NodeAllocatableResourceClaimStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.NodeAllocatableResourceClaimStatus", "A node allocatable resource claim status.")

    package let resourceClaimName = Value<String>(1, "The resource claim name.", required: true)
    package let containers = Value<[String]>(2, "The containers.", list: .set)
    package let resources = Value<[String: Quantity]>(3, "The resources.", required: true)
}
package typealias NodeAllocatableResourceClaimStatus = Object<NodeAllocatableResourceClaimStatusShape>
