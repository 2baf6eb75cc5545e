import KubeAPI
import KubeClient
import Schema

/// A port that a Pod takes on its node's own address.
struct HostPort: Sendable, Hashable {
    let port: Int32
    let `protocol`: String
    /// `0.0.0.0` for every address.
    let address: String

    /// Whether both cannot be had on one node.
    func collides(with other: HostPort) -> Bool {
        guard port == other.port, `protocol` == other.protocol else { return false }
        return address == other.address || address == "0.0.0.0" || other.address == "0.0.0.0"
    }
}

/// What the scheduler needs to know of a Pod, read once out of its tree.
struct PodInfo: Sendable, Hashable {
    let key: ObjectKey
    let uid: String
    let resourceVersion: String
    let generation: Int64
    let labels: [String: String]
    /// The controller that owns the Pod; empty for none.
    let ownerUID: String
    let priority: Int32
    let created: Timestamp
    let schedulerName: String
    /// Where it runs or is to run; empty while it waits for a node.
    var nodeName: String
    /// Succeeded or failed: it uses nothing any more.
    let hasEnded: Bool
    let isBeingDeleted: Bool
    let isGated: Bool
    let requests: Resources
    /// Processor time and memory for comparing nodes. A Pod that requests nothing still counts for something, or such
    /// Pods would pile up on one node.
    let estimate: Resources
    let hostPorts: [HostPort]
    let tolerations: [PodToleration]
    let nodeAffinity: NodeAffinityRule
    let affinity: [PodAffinityRule]
    let antiAffinity: [PodAffinityRule]
    let preferredAffinity: [PodAffinityRule]
    let preferredAntiAffinity: [PodAffinityRule]
    let spread: [SpreadRule]
    let mayPreempt: Bool
    /// The message of the `PodScheduled` condition while it is false.
    let unschedulableMessage: String?

    var id: String { uid.isEmpty ? key.description : uid }

    init(_ pod: Pod) {
        let metadata = pod.metadata
        let spec = pod.spec
        let status = pod.status
        key = ObjectKey(namespace: metadata.namespace, name: metadata.name)
        uid = metadata.uid
        resourceVersion = metadata.resourceVersion
        generation = metadata.generation
        labels = metadata.labels
        ownerUID = pod.controllerOwner?.uid ?? ""
        priority = spec.priority ?? 0
        created = metadata.creationTimestamp ?? .zero
        schedulerName = spec.schedulerName
        nodeName = spec.nodeName
        hasEnded = status.phase == "Succeeded" || status.phase == "Failed"
        isBeingDeleted = metadata.deletionTimestamp != nil
        isGated = !spec.schedulingGates.isEmpty
        let requests = Resources.requested(by: spec)
        self.requests = requests
        estimate = Resources(
            milliCPU: requests.milliCPU == 0 ? 100 : requests.milliCPU,
            memory: requests.memory == 0 ? 200 << 20 : requests.memory)
        hostPorts = Self.hostPorts(of: spec)
        tolerations = spec.tolerations.map(PodToleration.init)
        nodeAffinity = NodeAffinityRule(spec)
        let pods = spec.affinity
        affinity = (pods?.podAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
            .map { PodAffinityRule($0, owner: pod) }
        antiAffinity = (pods?.podAntiAffinity?.requiredDuringSchedulingIgnoredDuringExecution ?? [])
            .map { PodAffinityRule($0, owner: pod) }
        preferredAffinity = (pods?.podAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
            .map { PodAffinityRule($0.podAffinityTerm, owner: pod, weight: Int64($0.weight)) }
        preferredAntiAffinity = (pods?.podAntiAffinity?.preferredDuringSchedulingIgnoredDuringExecution ?? [])
            .map { PodAffinityRule($0.podAffinityTerm, owner: pod, weight: Int64($0.weight)) }
        spread = spec.topologySpreadConstraints.map { SpreadRule($0, owner: pod) }
        mayPreempt = spec.preemptionPolicy != "Never"
        unschedulableMessage =
            status.conditions
            .first { $0.type == "PodScheduled" && $0.status == "False" && $0.reason == "Unschedulable" }?.message
    }

    private static func hostPorts(of spec: PodSpec) -> [HostPort] {
        (spec.containers + spec.initContainers.filter { $0.restartPolicy == "Always" }).flatMap(\.ports)
            .filter { $0.hostPort > 0 }
            .map {
                HostPort(
                    port: $0.hostPort, protocol: $0.protocol.isEmpty ? "TCP" : $0.protocol,
                    address: $0.hostIP.isEmpty ? "0.0.0.0" : $0.hostIP)
            }
    }

    func tolerates(_ taint: NodeTaint) -> Bool { tolerations.contains { $0.tolerates(taint) } }
}
