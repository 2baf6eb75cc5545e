import JSON
import KubeAPI

/// Lets a Pod stay five minutes on a node that is not ready or cannot be reached, unless it says otherwise.
package struct DefaultTolerationSeconds: AdmissionPlugin {
    private static let seconds: JSONValue = 300
    private static let taints = ["node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"]

    package init() {}

    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard operation.type.kind == "Pod", operation.kind == .create || operation.kind == .update,
            operation.subresource.isEmpty, var pod = operation.object
        else { return }
        pod.edit("spec") { spec in
            var tolerations = spec.list("tolerations")
            for taint in Self.taints where !tolerations.contains(where: { Self.tolerates($0, taint) }) {
                tolerations.append([
                    "effect": "NoExecute", "key": .string(taint), "operator": "Exists", "tolerationSeconds": Self.seconds,
                ])
            }
            spec["tolerations"] = .array(tolerations)
        }
        operation.object = pod
    }

    private static func tolerates(_ toleration: JSONValue, _ taint: String) -> Bool {
        let key = toleration.text("key")
        let effect = toleration.text("effect")
        return (key.isEmpty || key == taint) && (effect.isEmpty || effect == "NoExecute")
    }
}
