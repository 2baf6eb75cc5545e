import JSON
import KubeAPI

/// Tells a Pod by its labels in which zone and region its node is (KEP-4742). A binding carries them to the Pod.
package struct PodTopologyLabels: AdmissionPlugin {
    private static let labels = ["topology.kubernetes.io/zone", "topology.kubernetes.io/region"]

    private let reader: any ObjectReader

    package init(reader: any ObjectReader) { self.reader = reader }

    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard operation.isOf("Pod"), operation.kind == .create, var object = operation.object else { return }
        let name: String
        switch operation.subresource {
        case "binding": name = object.text(path: "target", "name")
        case "": name = object.text(path: "spec", "nodeName")
        default: return
        }
        guard !name.isEmpty, let node = try await reader.object(NodeShape.type, namespace: "", name: name) else { return }
        for label in Self.labels {
            guard let value = node[path: "metadata", "labels", label] else { continue }
            object[path: ["metadata", "labels", label]] = value
        }
        operation.object = object
    }
}
