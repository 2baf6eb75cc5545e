import JSON
import KubeAPI

/// Works out a Pod's priority from its class.
package struct PriorityAdmission: AdmissionPlugin {
    /// The classes every cluster has.
    private static let builtIn: [String: Int64] = [
        "system-cluster-critical": 2_000_000_000, "system-node-critical": 2_000_001_000,
    ]

    private struct Class {
        var name: String
        var value: Int64
        var preemption: String
    }

    private let reader: any ObjectReader

    package init(reader: any ObjectReader) { self.reader = reader }

    package func mutate(_ operation: inout AdmissionOperation) async throws(StatusError) {
        guard operation.isOf("Pod"), operation.subresource.isEmpty, var pod = operation.object else { return }
        if let old = operation.old {
            // What was worked out once stays, for a client that does not send it along.
            pod.edit("spec") { spec in
                for key in ["priority", "preemptionPolicy"] where spec.lacks(key) { spec.copy(key, from: old["spec"] ?? .null) }
            }
            operation.object = pod
            return
        }
        guard operation.kind == .create else { return }
        let chosen = try await priorityClass(of: pod, operation)
        let given = pod[path: "spec", "priority"]?.intValue
        guard given == nil || given == chosen.value else {
            throw operation.forbidden(
                "the integer value of priority (\(given ?? 0)) must not be provided in pod spec; priority admission controller "
                    + "computed \(chosen.value) from the given PriorityClass name")
        }
        let policy = pod.text(path: "spec", "preemptionPolicy")
        guard policy.isEmpty || policy == chosen.preemption else {
            throw operation.forbidden(
                "the string value of PreemptionPolicy (\(policy)) must not be provided in pod spec; priority admission "
                    + "controller computed \(chosen.preemption) from the given PriorityClass name")
        }
        pod.edit("spec") { spec in
            if !chosen.name.isEmpty { spec["priorityClassName"] = .string(chosen.name) }
            spec["priority"] = .int(chosen.value)
            spec.fill("preemptionPolicy", .string(chosen.preemption))
        }
        operation.object = pod
    }

    /// The classes of the system stay, and one class at most is the default.
    package func validate(_ operation: AdmissionOperation) async throws(StatusError) {
        guard operation.isOf("PriorityClass", group: "scheduling.k8s.io") else { return }
        if operation.kind == .delete, Self.builtIn[operation.name] != nil {
            throw operation.forbidden("this is a system priority class and cannot be deleted")
        }
        guard operation.kind == .create || operation.kind == .update,
            operation.object?["globalDefault"]?.boolValue == true
        else { return }
        let defaults = try await reader.objects(PriorityClassShape.type, namespace: nil).filter {
            $0["globalDefault"]?.boolValue == true && $0.text(path: "metadata", "name") != operation.name
        }
        guard let other = defaults.first else { return }
        throw operation.forbidden(
            "PriorityClass \(other.text(path: "metadata", "name")) is already marked as default. Only one default can exist")
    }

    private func priorityClass(of pod: JSONValue, _ operation: AdmissionOperation) async throws(StatusError) -> Class {
        let name = pod.text(path: "spec", "priorityClassName")
        guard !name.isEmpty else { return try await defaultClass() }
        if let value = Self.builtIn[name] { return Class(name: name, value: value, preemption: "PreemptLowerPriority") }
        guard let stored = try await reader.object(PriorityClassShape.type, namespace: "", name: name) else {
            throw operation.forbidden("no PriorityClass with name \(name) was found")
        }
        return Self.read(stored)
    }

    /// The lowest of the classes marked as default; priority 0 without one.
    private func defaultClass() async throws(StatusError) -> Class {
        let defaults = try await reader.objects(PriorityClassShape.type, namespace: nil)
            .filter { $0["globalDefault"]?.boolValue == true }
        return defaults.map(Self.read).min { $0.value < $1.value }
            ?? Class(name: "", value: 0, preemption: "PreemptLowerPriority")
    }

    private static func read(_ object: JSONValue) -> Class {
        let preemption = object.text("preemptionPolicy")
        return Class(
            name: object.text(path: "metadata", "name"), value: object["value"]?.intValue ?? 0,
            preemption: preemption.isEmpty ? "PreemptLowerPriority" : preemption)
    }
}
