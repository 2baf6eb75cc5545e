import KubeAPI
import KubeClient
import Schema

/// Events about Pods and their containers, named as Kubernetes names them.
struct PodEvents: Sendable {
    let recorder: EventRecorder

    func normal(_ pod: Pod, _ container: String? = nil, _ reason: String, _ message: String) {
        recorder.record(about: reference(pod, container), type: "Normal", reason: reason, message: message)
    }

    func warning(_ pod: Pod, _ container: String? = nil, _ reason: String, _ message: String) {
        recorder.record(about: reference(pod, container), type: "Warning", reason: reason, message: message)
    }

    private func reference(_ pod: Pod, _ container: String?) -> ObjectReference {
        var reference = pod.reference
        guard let container else { return reference }
        let spec = pod.spec
        let list =
            if spec.initContainers.contains(where: { $0.name == container }) {
                "initContainers"
            } else if spec
                .ephemeralContainers.contains(where: { $0.name == container })
            { "ephemeralContainers" } else { "containers" }
        reference.fieldPath = "spec.\(list){\(container)}"
        return reference
    }
}
