import JSON
package import Schema

package struct PodShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Pod", "A pod.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "pods", singular: "pod", kind: "Pod", isNamespaced: true, shortNames: ["po"],
        categories: ["all"])

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<PodSpec>(2, "The spec.")
    package let status = Value<PodStatus>(3, "The status.", default: [:])
}
package typealias Pod = Object<PodShape>

package struct PodSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodSpec", "A pod spec.")

    package let volumes = Value<[Volume]>(
        1, "The volumes.", list: .map, mergeKeys: ["name"], patch: .mergeRetainKeys, patchMergeKey: "name")
    package let containers = Value<[Container]>(
        2, "The containers.", required: true, list: .map, mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
    package let restartPolicy = Value<String>(
        3, "The restart policy.", default: "Always", oneOf: ["Always", "Never", "OnFailure"])
    package let terminationGracePeriodSeconds = Field<Int64>(4, "The termination grace period seconds.", default: 30)
    package let activeDeadlineSeconds = Field<Int64>(5, "The active deadline seconds.")
    package let dnsPolicy = Value<String>(
        6, "The dns policy.", default: "ClusterFirst",
        oneOf: ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"])
    package let nodeSelector = Value<[String: String]>(7, "The node selector.", list: .atomic)
    package let serviceAccountName = Value<String>(8, "The service account name.")
    package let serviceAccount = Value<String>(9, "The service account.")
    package let nodeName = Value<String>(10, "The node name.")
    package let hostNetwork = Value<Bool>(11, "The host network.")
    package let hostPID = Value<Bool>(12, "The host PID.")
    package let hostIPC = Value<Bool>(13, "The host IPC.")
    package let securityContext = Field<PodSecurityContext>(14, "The security context.", default: [:])
    package let imagePullSecrets = Value<[LocalObjectReference]>(
        15, "The image pull secrets.", list: .map, mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
    package let hostname = Value<String>(16, "The hostname.")
    package let subdomain = Value<String>(17, "The subdomain.")
    package let affinity = Field<Affinity>(18, "The affinity.")
    package let schedulerName = Value<String>(19, "The scheduler name.", default: "default-scheduler")
    package let initContainers = Value<[Container]>(
        20, "The init containers.", list: .map, mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
    package let automountServiceAccountToken = Field<Bool>(21, "The automount service account token.")
    package let tolerations = Value<[Toleration]>(22, "The tolerations.", list: .atomic)
    package let hostAliases = Value<[HostAlias]>(
        23, "The host aliases.", list: .map, mergeKeys: ["ip"], patch: .merge, patchMergeKey: "ip")
    package let priorityClassName = Value<String>(24, "The priority class name.")
    package let priority = Field<Int32>(25, "The priority.")
    package let dnsConfig = Field<PodDNSConfig>(26, "The dns config.")
    package let shareProcessNamespace = Field<Bool>(27, "The share process namespace.")
    package let readinessGates = Value<[PodReadinessGate]>(28, "The readiness gates.", list: .atomic)
    package let runtimeClassName = Value<String>(29, "The runtime class name.", optional: true)
    package let enableServiceLinks = Field<Bool>(30, "The enable service links.")
    package let preemptionPolicy = Value<String>(
        31, "The preemption policy.", optional: true, oneOf: ["Never", "PreemptLowerPriority"])
    package let overhead = Value<[String: Quantity]>(32, "The overhead.")
    package let topologySpreadConstraints = Value<[TopologySpreadConstraint]>(
        33, "The topology spread constraints.", list: .map, mergeKeys: ["topologyKey", "whenUnsatisfiable"],
        patch: .merge, patchMergeKey: "topologyKey")
    package let ephemeralContainers = Value<[EphemeralContainer]>(
        34, "The ephemeral containers.", list: .map, mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
    package let setHostnameAsFQDN = Field<Bool>(35, "The set hostname as FQDN.")
    package let os = Field<PodOS>(36, "The os.")
    package let hostUsers = Field<Bool>(37, "The host users.")
    package let schedulingGates = Value<[PodSchedulingGate]>(
        38, "The scheduling gates.", list: .map, mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
    package let resourceClaims = Value<[PodResourceClaim]>(
        39, "The resource claims.", list: .map, mergeKeys: ["name"], patch: .mergeRetainKeys, patchMergeKey: "name")
    package let resources = Field<ResourceRequirements>(40, "The resources.")
    package let hostnameOverride = Value<String>(41, "The hostname override.", optional: true)
    package let schedulingGroup = Field<PodSchedulingGroup>(43, "The scheduling group.")
}
package typealias PodSpec = Object<PodSpecShape>

package struct HostAliasShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.HostAlias", "A host alias.")

    package let ip = Value<String>(1, "The ip.", required: true)
    package let hostnames = Value<[String]>(2, "The hostnames.", list: .atomic)
}
package typealias HostAlias = Object<HostAliasShape>

package struct PodDNSConfigShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodDNSConfig", "A pod DNS config.")

    package let nameservers = Value<[String]>(1, "The nameservers.", list: .atomic)
    package let searches = Value<[String]>(2, "The searches.", list: .atomic)
    package let options = Value<[PodDNSConfigOption]>(3, "The options.", list: .atomic)
}
package typealias PodDNSConfig = Object<PodDNSConfigShape>

package struct PodDNSConfigOptionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodDNSConfigOption", "A pod DNS config option.")

    package let name = Value<String>(1, "The name.")
    package let value = Value<String>(2, "The value.", optional: true)
}
package typealias PodDNSConfigOption = Object<PodDNSConfigOptionShape>

package struct PodOSShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodOS", "A pod OS.")

    package let name = Value<String>(1, "The name.", required: true, oneOf: ["linux", "windows"])
}
package typealias PodOS = Object<PodOSShape>

package struct PodReadinessGateShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodReadinessGate", "A pod readiness gate.")

    package let conditionType = Value<String>(1, "The condition type.", required: true)
}
package typealias PodReadinessGate = Object<PodReadinessGateShape>

package struct PodSchedulingGateShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodSchedulingGate", "A pod scheduling gate.")

    package let name = Value<String>(1, "The name.", required: true)
}
package typealias PodSchedulingGate = Object<PodSchedulingGateShape>

package struct PodSchedulingGroupShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodSchedulingGroup", "A pod scheduling group.")

    package let podGroupName = Value<String>(1, "The pod group name.")
}
package typealias PodSchedulingGroup = Object<PodSchedulingGroupShape>

package struct PodResourceClaimShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodResourceClaim", "A pod resource claim.")

    package let name = Value<String>(1, "The name.", required: true)
    package let resourceClaimName = Value<String>(3, "The resource claim name.", optional: true)
    package let resourceClaimTemplateName = Value<String>(4, "The resource claim template name.", optional: true)
}
package typealias PodResourceClaim = Object<PodResourceClaimShape>

package struct LocalObjectReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.LocalObjectReference", "A local object reference.")

    package let name = Value<String>(1, "The name.")
}
package typealias LocalObjectReference = Object<LocalObjectReferenceShape>
