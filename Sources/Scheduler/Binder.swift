import JSON
import KubeAPI
import KubeClient
import Logging
import Schema

/// Tells the server, and through Events the user, what was decided for a Pod.
struct Binder: Sendable {
    let client: KubeClient
    let events: EventRecorder
    let logger: Logger

    /// Binds the Pod to the node. `false` when the server did not take it.
    func bind(_ pod: PodInfo, to node: String) async -> Bool {
        let binding = Binding(name: pod.key.name, namespace: pod.key.namespace) {
            $0.metadata.uid = pod.uid
            $0.target = ObjectReference {
                $0.kind = "Node"
                $0.name = node
            }
        }
        let path = PodShape.type.path(namespace: pod.key.namespace, name: pod.key.name, subresource: "binding")
        do {
            _ = try await client.post(path, binding.json)
        } catch {
            logger.info("binding refused", metadata: ["pod": "\(pod.key)", "node": "\(node)", "error": "\(error)"])
            return false
        }
        logger.debug("pod bound", metadata: ["pod": "\(pod.key)", "node": "\(node)"])
        events.record(
            about: pod.reference, reason: "Scheduled", message: "Successfully assigned \(pod.key) to \(node)")
        return true
    }

    /// Writes the reason into the Pod's `PodScheduled` condition, unless it says so already, and into an Event.
    func report(_ message: String, about pod: PodInfo) async {
        logger.debug("pod unschedulable", metadata: ["pod": "\(pod.key)", "message": "\(message)"])
        events.record(about: pod.reference, type: "Warning", reason: "FailedScheduling", message: message)
        guard pod.unschedulableMessage != message else { return }
        let condition = PodCondition {
            $0.type = "PodScheduled"
            $0.status = "False"
            $0.reason = "Unschedulable"
            $0.message = message
            if pod.generation > 0 { $0.observedGeneration = pod.generation }
            if pod.unschedulableMessage == nil { $0.lastTransitionTime = .now }
        }
        do {
            _ = try await client.patch(
                PodShape.self, pod.key,
                .strategic(["metadata": ["uid": .string(pod.uid)], "status": ["conditions": [condition.json]]]),
                subresource: "status")
        } catch {
            logger.debug("condition not written", metadata: ["pod": "\(pod.key)", "error": "\(error)"])
        }
    }
}

extension PodInfo {
    var reference: ObjectReference {
        ObjectReference {
            $0.kind = "Pod"
            $0.namespace = key.namespace
            $0.name = key.name
            $0.uid = uid
            $0.apiVersion = "v1"
            $0.resourceVersion = resourceVersion
        }
    }
}
