import JSON
package import Schema

package struct PodShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.Pod", "A group of containers that run together on one node and share an address.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "pods", singular: "pod", kind: "Pod", isNamespaced: true, shortNames: ["po"],
        categories: ["all"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<PodSpec>(2, "What the Pod shall be.")
    package let status = Value<PodStatus>(3, "What has become of the Pod, as its node sees it.", default: [:])
}
package typealias Pod = Object<PodShape>

package struct PodSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PodSpec", "What a Pod shall be: its containers, their storage and where they may run.")

    package let volumes = Value<[Volume]>(
        1, "Storage that the containers can mount.", list: .map, mergeKeys: ["name"], patch: .mergeRetainKeys,
        patchMergeKey: "name")
    package let containers = Value<[Container]>(
        2, "The containers that make up the Pod. There is at least one, and the list cannot change later.", required: true,
        list: .map, mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
    package let restartPolicy = Value<String>(
        3, "What happens when a container ends: `Always`, `OnFailure` or `Never` restart it.", default: "Always",
        oneOf: ["Always", "Never", "OnFailure"])
    package let terminationGracePeriodSeconds = Field<Int64>(
        4, "Seconds the containers get to end on their own before they are killed.", default: 30)
    package let activeDeadlineSeconds = Field<Int64>(
        5, "Seconds after its start when the Pod is ended as failed, whatever it does.")
    package let dnsPolicy = Value<String>(
        6,
        "Where names are looked up: `ClusterFirst`, `ClusterFirstWithHostNet`, `Default` (as the node "
            + "does) or `None` (only `dnsConfig`).", default: "ClusterFirst",
        oneOf: ["ClusterFirst", "ClusterFirstWithHostNet", "Default", "None"])
    package let nodeSelector = Value<[String: String]>(7, "Labels a node must have to be chosen.", list: .atomic)
    package let serviceAccountName = Value<String>(8, "The service account the Pod acts as; `default` when it is not given.")
    package let serviceAccount = Value<String>(9, "The older name of `serviceAccountName`.")
    package let nodeName = Value<String>(10, "The node the Pod runs on. Empty until the scheduler has chosen one.")
    package let hostNetwork = Value<Bool>(11, "Uses the node's network and its address instead of one of the Pod's own.")
    package let hostPID = Value<Bool>(12, "Shares the node's process namespace.")
    package let hostIPC = Value<Bool>(13, "Shares the node's inter-process communication namespace.")
    package let securityContext = Field<PodSecurityContext>(
        14, "User, groups and other security settings for all containers.", default: [:])
    package let imagePullSecrets = Value<[LocalObjectReference]>(
        15, "Secrets with credentials for pulling the images.", list: .map, mergeKeys: ["name"], patch: .merge,
        patchMergeKey: "name")
    package let hostname = Value<String>(16, "The host name seen in the Pod; the Pod's name when it is not given.")
    package let subdomain = Value<String>(
        17,
        "Puts the Pod's host name under this name in the namespace's DNS; usually the name of a headless "
            + "Service.")
    package let affinity = Field<Affinity>(18, "Which nodes and which other Pods this one wants to be near to, or far from.")
    package let schedulerName = Value<String>(19, "The scheduler that chooses the node.", default: "default-scheduler")
    package let initContainers = Value<[Container]>(
        20,
        "Containers that run one after another, each to its end, before the others start. One with "
            + "`restartPolicy: Always` keeps running beside them.", list: .map, mergeKeys: ["name"], patch: .merge,
        patchMergeKey: "name")
    package let automountServiceAccountToken = Field<Bool>(
        21,
        "Whether containers get a token of the service account mounted; the account decides when this is "
            + "not given.")
    package let tolerations = Value<[Toleration]>(22, "Taints of nodes that do not keep the Pod away.", list: .atomic)
    package let hostAliases = Value<[HostAlias]>(
        23, "Lines to add to the `/etc/hosts` of the containers.", list: .map, mergeKeys: ["ip"], patch: .merge,
        patchMergeKey: "ip")
    package let priorityClassName = Value<String>(24, "The class that gives the Pod its priority.")
    package let priority = Field<Int32>(25, "The number the priority class stands for; higher comes first.")
    package let dnsConfig = Field<PodDNSConfig>(26, "Name servers, search domains and options to add to what `dnsPolicy` gives.")
    package let shareProcessNamespace = Field<Bool>(27, "Lets the containers see and signal one another's processes.")
    package let readinessGates = Value<[PodReadinessGate]>(
        28, "Conditions that must also be true for the Pod to be ready; something outside sets them.", list: .atomic)
    package let runtimeClassName = Value<String>(
        29, "The runtime class that runs the Pod; the node's default when it is not given.", optional: true)
    package let enableServiceLinks = Field<Bool>(
        30, "Whether containers get the addresses of the namespace's Services as environment variables.")
    package let preemptionPolicy = Value<String>(
        31, "Whether the Pod may push out others of lower priority: `PreemptLowerPriority` or `Never`.", optional: true,
        oneOf: ["Never", "PreemptLowerPriority"])
    package let overhead = Value<[String: Quantity]>(
        32, "What running the Pod costs beyond its containers; filled in from the runtime class.")
    package let topologySpreadConstraints = Value<[TopologySpreadConstraint]>(
        33, "How evenly Pods like this one must spread over zones, nodes or other domains.", list: .map,
        mergeKeys: ["topologyKey", "whenUnsatisfiable"], patch: .merge, patchMergeKey: "topologyKey")
    package let ephemeralContainers = Value<[EphemeralContainer]>(
        34, "Containers added to the running Pod for debugging, through the `ephemeralcontainers` subresource.", list: .map,
        mergeKeys: ["name"], patch: .merge, patchMergeKey: "name")
    package let setHostnameAsFQDN = Field<Bool>(35, "Makes the fully qualified name the host name, instead of its first part.")
    package let os = Field<PodOS>(36, "The operating system the Pod is made for.")
    package let hostUsers = Field<Bool>(
        37, "Whether user ids are those of the node; false maps them to others in a user namespace.")
    package let schedulingGates = Value<[PodSchedulingGate]>(
        38, "The Pod is not scheduled as long as there is one of these.", list: .map, mergeKeys: ["name"], patch: .merge,
        patchMergeKey: "name")
    package let resourceClaims = Value<[PodResourceClaim]>(
        39, "Claims on devices that containers can refer to by name.", list: .map, mergeKeys: ["name"], patch: .mergeRetainKeys,
        patchMergeKey: "name")
    package let resources = Field<ResourceRequirements>(40, "What the whole Pod may use, beside what each container says.")
    package let hostnameOverride = Value<String>(
        41, "The host name seen in the Pod, whatever `hostname`, `subdomain` and `setHostnameAsFQDN` say.", optional: true)
    package let schedulingGroup = Field<PodSchedulingGroup>(43, "The group of Pods that this one is scheduled with.")
}
package typealias PodSpec = Object<PodSpecShape>

package struct HostAliasShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.HostAlias", "A line for `/etc/hosts`.")

    package let ip = Value<String>(1, "The address.", required: true)
    package let hostnames = Value<[String]>(2, "The names of the address.", list: .atomic)
}
package typealias HostAlias = Object<HostAliasShape>

package struct PodDNSConfigShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PodDNSConfig", "How the Pod looks up names, beside what the DNS policy says.")

    package let nameservers = Value<[String]>(1, "Addresses of name servers to add.", list: .atomic)
    package let searches = Value<[String]>(2, "Search domains to add.", list: .atomic)
    package let options = Value<[PodDNSConfigOption]>(3, "Resolver options to add or replace.", list: .atomic)
}
package typealias PodDNSConfig = Object<PodDNSConfigShape>

package struct PodDNSConfigOptionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodDNSConfigOption", "An option of the resolver.")

    package let name = Value<String>(1, "The option, such as `ndots`.")
    package let value = Value<String>(2, "Its value, if it takes one.", optional: true)
}
package typealias PodDNSConfigOption = Object<PodDNSConfigOptionShape>

package struct PodOSShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodOS", "The operating system a Pod is made for.")

    package let name = Value<String>(1, "`linux` or `windows`.", required: true, oneOf: ["linux", "windows"])
}
package typealias PodOS = Object<PodOSShape>

package struct PodReadinessGateShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PodReadinessGate", "A condition that must be true for the Pod to be ready.")

    package let conditionType = Value<String>(1, "The type of the condition in the Pod's status.", required: true)
}
package typealias PodReadinessGate = Object<PodReadinessGateShape>

package struct PodSchedulingGateShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodSchedulingGate", "Something that holds back scheduling.")

    package let name = Value<String>(1, "The gate's name; whoever put it there takes it away.", required: true)
}
package typealias PodSchedulingGate = Object<PodSchedulingGateShape>

package struct PodSchedulingGroupShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.PodSchedulingGroup", "The group of Pods that are scheduled together.")

    package let podGroupName = Value<String>(1, "The name of the group.")
}
package typealias PodSchedulingGroup = Object<PodSchedulingGroupShape>

package struct PodResourceClaimShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PodResourceClaim", "A claim on devices.")

    package let name = Value<String>(1, "The name containers use for the claim.", required: true)
    package let resourceClaimName = Value<String>(3, "A claim in the Pod's namespace that exists already.", optional: true)
    package let resourceClaimTemplateName = Value<String>(
        4, "A template from which a claim is made for this Pod alone.", optional: true)
}
package typealias PodResourceClaim = Object<PodResourceClaimShape>

package struct LocalObjectReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.LocalObjectReference", "Names an object in the same namespace.", isAtomic: true)

    package let name = Value<String>(1, "The object's name.")
}
package typealias LocalObjectReference = Object<LocalObjectReferenceShape>
