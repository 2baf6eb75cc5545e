import ContainerRuntime
import KubeAPI
import Schema

/// What the kubelet sees of its node at one moment.
struct NodeObservation: Sendable, Hashable {
    /// `nil` when the runtime does not answer.
    var runtime: [RuntimeCondition]?
    var runtimeVersion: RuntimeVersion?
    var images: [RuntimeImage] = []
    /// Parts of the node's file system that are free, from 0 to 1.
    var freeStorage = 1.0
    var freeMemory = 1.0
    var freePIDs = 1.0

    var isReady: Bool {
        guard let runtime else { return false }
        return ["RuntimeReady", "NetworkReady"].allSatisfy { type in runtime.contains { $0.type == type && $0.isTrue } }
    }
}

/// Computes the node's conditions; pure.
enum NodeConditions {
    /// Below these parts of what there is the node is under pressure.
    static let storageFloor = 0.05
    static let memoryFloor = 0.02
    static let pidFloor = 0.05

    static func conditions(_ node: NodeObservation, known: [NodeCondition], at now: Timestamp) -> [NodeCondition] {
        let pressures = [
            pressure(
                "MemoryPressure", node.freeMemory < memoryFloor, "KubeletHasInsufficientMemory", "KubeletHasSufficientMemory",
                "kubelet has insufficient memory available", "kubelet has sufficient memory available"),
            pressure(
                "DiskPressure", node.freeStorage < storageFloor, "KubeletHasDiskPressure", "KubeletHasNoDiskPressure",
                "kubelet has disk pressure", "kubelet has no disk pressure"),
            pressure(
                "PIDPressure", node.freePIDs < pidFloor, "KubeletHasInsufficientPID", "KubeletHasSufficientPID",
                "kubelet has insufficient PID available", "kubelet has sufficient PID available"),
            ready(node),
        ]
        return pressures.map { condition in
            var condition = condition
            let before = known.first { $0.type == condition.type }
            condition.lastHeartbeatTime = now
            condition.lastTransitionTime = before?.status == condition.status ? before?.lastTransitionTime ?? now : now
            return condition
        }
    }

    private static func pressure(
        _ type: String, _ isTrue: Bool, _ bad: String, _ good: String, _ badMessage: String, _ goodMessage: String
    ) -> NodeCondition {
        condition(type, isTrue, isTrue ? bad : good, isTrue ? badMessage : goodMessage)
    }

    private static func ready(_ node: NodeObservation) -> NodeCondition {
        guard let runtime = node.runtime else {
            return condition("Ready", false, "KubeletNotReady", "container runtime is down")
        }
        if node.isReady { return condition("Ready", true, "KubeletReady", "kubelet is posting ready status") }
        let failing = runtime.filter { !$0.isTrue }.map { condition in
            let subject = condition.type == "NetworkReady" ? "container runtime network not ready: " : ""
            return "\(subject)\(condition.type)=false reason:\(condition.reason) message:\(condition.message)"
        }
        return condition("Ready", false, "KubeletNotReady", failing.joined(separator: "; "))
    }

    private static func condition(_ type: String, _ isTrue: Bool, _ reason: String, _ message: String) -> NodeCondition {
        NodeCondition {
            $0.type = type
            $0.status = isTrue ? "True" : "False"
            $0.reason = reason
            $0.message = message
        }
    }
}
