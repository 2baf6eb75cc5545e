package import Schema

package struct PodStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodStatus", "What has become of a Pod, as its node sees it.")

    package let phase = Value<String>(
        1, "Where in its life the Pod is: `Pending`, `Running`, `Succeeded`, `Failed` or `Unknown`.")
    package let conditions = Value<[PodCondition]>(
        2, "The steps of the Pod's life, such as scheduled, initialized and ready.", list: .map, mergeKeys: ["type"],
        patch: .merge, patchMergeKey: "type")
    package let message = Value<String>(3, "Why the Pod is in this state, for people.")
    package let reason = Value<String>(4, "A single word that says why the Pod is in this state, such as `Evicted`.")
    package let hostIP = Value<String>(5, "The address of the node.")
    package let podIP = Value<String>(6, "The Pod's address.")
    package let startTime = Field<Timestamp>(7, "When the node took the Pod on.")
    package let containerStatuses = Value<[ContainerStatus]>(8, "What has become of each container.", list: .atomic)
    package let qosClass = Value<String>(9, "How hard the node tries to keep the Pod: `Guaranteed`, `Burstable` or `BestEffort`.")
    package let initContainerStatuses = Value<[ContainerStatus]>(10, "What has become of each init container.", list: .atomic)
    package let nominatedNodeName = Value<String>(11, "The node that is being cleared for the Pod by preemption.")
    package let podIPs = Value<[PodIP]>(
        12, "All addresses of the Pod, at most one of each family.", list: .map, mergeKeys: ["ip"], patch: .merge,
        patchMergeKey: "ip")
    package let ephemeralContainerStatuses = Value<[ContainerStatus]>(
        13, "What has become of each container added for debugging.", list: .atomic)
    package let resize = Value<String>(14, "Where a change of the Pod's resources stands.")
    package let resourceClaimStatuses = Value<[PodResourceClaimStatus]>(
        15, "The claims made from templates for this Pod.", list: .map, mergeKeys: ["name"], patch: .mergeRetainKeys,
        patchMergeKey: "name")
    package let hostIPs = Value<[HostIP]>(16, "All addresses of the node.", list: .atomic, patch: .merge, patchMergeKey: "ip")
    package let observedGeneration = Value<Int64>(
        17, "The `metadata.generation` that this was found for; an older one means that it is not up to date.")
    package let extendedResourceClaimStatus = Field<PodExtendedResourceClaimStatus>(
        18, "The claim made for extended resources that devices back.")
    package let allocatedResources = Value<[String: Quantity]>(19, "What the node has set aside for the whole Pod.")
    package let resources = Field<ResourceRequirements>(20, "The limits and requests in force for the whole Pod.")
    package let nodeAllocatableResourceClaimStatuses = Value<[NodeAllocatableResourceClaimStatus]>(
        21, "Claims that count against what the node has to give.", list: .atomic)
}
package typealias PodStatus = Object<PodStatusShape>

package struct PodConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodCondition", "One step of a Pod's life.")

    package let type = Value<String>(1, "Which step this is, such as `Ready` or `PodScheduled`.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let lastProbeTime = Field<Timestamp>(3, "When the condition was last checked.")
    package let lastTransitionTime = Field<Timestamp>(4, "When `status` last changed its value.")
    package let reason = Value<String>(5, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(6, "An explanation for people.")
    package let observedGeneration = Value<Int64>(
        7, "The `metadata.generation` that this was found for; an older one means that it is not up to date.")
}
package typealias PodCondition = Object<PodConditionShape>

package struct HostIPShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.HostIP", "An address of the Pod's node.")

    package let ip = Value<String>(1, "The address.", required: true)
}
package typealias HostIP = Object<HostIPShape>

package struct PodIPShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodIP", "An address of the Pod.")

    package let ip = Value<String>(1, "The address.", required: true)
}
package typealias PodIP = Object<PodIPShape>

package struct PodResourceClaimStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PodResourceClaimStatus", "The claim made for an entry of the Pod's claims.")

    package let name = Value<String>(1, "The entry's name.", required: true)
    package let resourceClaimName = Value<String>(2, "The name of the claim; none when none was needed.", optional: true)
}
package typealias PodResourceClaimStatus = Object<PodResourceClaimStatusShape>

package struct PodExtendedResourceClaimStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PodExtendedResourceClaimStatus", "The claim made for a Pod's extended resources.")

    package let requestMappings = Value<[ContainerExtendedResourceRequest]>(
        1, "Which request of the claim stands for which resource of which container.", required: true, list: .atomic)
    package let resourceClaimName = Value<String>(2, "The name of the claim.", required: true)
}
package typealias PodExtendedResourceClaimStatus = Object<PodExtendedResourceClaimStatusShape>

package struct ContainerExtendedResourceRequestShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ContainerExtendedResourceRequest", "Ties a container's extended resource to a request of a claim.")

    package let containerName = Value<String>(1, "The container.", required: true)
    package let resourceName = Value<String>(2, "The extended resource.", required: true)
    package let requestName = Value<String>(3, "The request in the claim.", required: true)
}
package typealias ContainerExtendedResourceRequest = Object<ContainerExtendedResourceRequestShape>

package struct NodeAllocatableResourceClaimStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.NodeAllocatableResourceClaimStatus", "A claim that counts against what the node has to give.")

    package let resourceClaimName = Value<String>(1, "The name of the claim.", required: true)
    package let containers = Value<[String]>(2, "The containers that use the claim.", list: .set)
    package let resources = Value<[String: Quantity]>(3, "How much of each resource it takes.", required: true)
}
package typealias NodeAllocatableResourceClaimStatus = Object<NodeAllocatableResourceClaimStatusShape>
