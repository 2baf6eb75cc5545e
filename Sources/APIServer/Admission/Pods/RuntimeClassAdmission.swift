import JSON
import KubeAPI
import Schema

/// Gives a Pod the overhead and the node constraints of its RuntimeClass.
package struct RuntimeClassAdmission: AdmissionPlugin {
    private let reader: any ObjectReader

    package init(reader: any ObjectReader) { self.reader = reader }

    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard operation.isOf("Pod"), operation.kind == .create, operation.subresource.isEmpty, var pod = operation.object
        else { return }
        guard let chosen = try await runtimeClass(of: pod, operation) else { return }
        try Self.setOverhead(chosen, &pod, operation)
        try Self.mergeScheduling(chosen, &pod, operation)
        operation.object = pod
    }

    package func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard operation.isOf("Pod"), operation.kind == .create, operation.subresource.isEmpty, let pod = operation.object
        else { return }
        guard let overhead = pod[path: "spec", "overhead"], !overhead.isNull else { return }
        guard let chosen = try await runtimeClass(of: pod, operation), let fixed = chosen[path: "overhead", "podFixed"] else {
            throw operation.forbidden("pod rejected: Pod Overhead set without corresponding RuntimeClass defined Overhead")
        }
        guard Self.amounts(overhead) == Self.amounts(fixed) else {
            throw operation.forbidden("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
        }
    }

    private func runtimeClass(of pod: JSONValue, _ operation: AdmissionOperation) async throws(StatusError) -> JSONValue? {
        guard let name = pod[path: "spec", "runtimeClassName"]?.stringValue else { return nil }
        if let stored = try await reader.object(RuntimeClassShape.type, namespace: "", name: name) { return stored }
        throw operation.forbidden("pod rejected: RuntimeClass \"\(name)\" not found")
    }

    private static func setOverhead(
        _ chosen: JSONValue, _ pod: inout JSONValue, _ operation: AdmissionOperation
    ) throws(StatusError) {
        guard let fixed = chosen[path: "overhead", "podFixed"], !fixed.isNull else { return }
        if let given = pod[path: "spec", "overhead"], !given.isNull, amounts(given) != amounts(fixed) {
            throw operation.forbidden("pod rejected: Pod's Overhead doesn't match RuntimeClass's defined Overhead")
        }
        pod[path: ["spec", "overhead"]] = fixed
    }

    private static func amounts(_ list: JSONValue) -> [String: Quantity] {
        let members = list.objectValue?.members ?? []
        return Dictionary(members.map { ($0.key, Quantity(json: $0.value) ?? .zero) }) { $1 }
    }

    private static func mergeScheduling(
        _ chosen: JSONValue, _ pod: inout JSONValue, _ operation: AdmissionOperation
    ) throws(StatusError) {
        guard let scheduling = chosen["scheduling"], !scheduling.isNull else { return }
        for label in scheduling.map("nodeSelector") {
            if let given = pod[path: "spec", "nodeSelector", label.key], given != label.value {
                throw operation.forbidden(
                    "conflict: runtimeClass.scheduling.nodeSelector[\(label.key)] = "
                        + "\(label.value.stringValue ?? ""); pod.spec.nodeSelector[\(label.key)] = \(given.stringValue ?? "")")
            }
            pod[path: ["spec", "nodeSelector", label.key]] = label.value
        }
        let wanted = scheduling.list("tolerations")
        let given = pod["spec"]?.list("tolerations") ?? []
        let missing = wanted.filter { !given.contains($0) }
        if !missing.isEmpty { pod[path: ["spec", "tolerations"]] = .array(given + missing) }
    }
}
