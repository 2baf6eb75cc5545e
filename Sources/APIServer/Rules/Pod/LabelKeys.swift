import JSON

/// `matchLabelKeys` and `mismatchLabelKeys` of affinities and spread constraints: a new Pod's own values become part of the
/// selectors (KEP-3633, KEP-3243).
enum LabelKeys {
    private static let required = "requiredDuringSchedulingIgnoredDuringExecution"
    private static let preferred = "preferredDuringSchedulingIgnoredDuringExecution"

    static func apply(to pod: inout JSONValue) {
        let labels = pod[path: "metadata", "labels"] ?? .emptyObject
        pod.edit("spec") { spec in
            spec.edit("affinity") { affinity in
                for kind in ["podAffinity", "podAntiAffinity"] {
                    affinity.edit(kind) { pods in
                        pods.editEach(preferred) { $0.edit("podAffinityTerm") { apply(labels, to: &$0) } }
                        pods.editEach(required) { apply(labels, to: &$0) }
                    }
                }
            }
            spec.editEach("topologySpreadConstraints") { apply(labels, to: &$0) }
        }
    }

    private static func apply(_ labels: JSONValue, to holder: inout JSONValue) {
        let wanted = [("matchLabelKeys", "In"), ("mismatchLabelKeys", "NotIn")].flatMap { key, operation in
            holder.texts(key).compactMap { label in
                labels[label].map { ["key": .string(label), "operator": .string(operation), "values": [$0]] as JSONValue }
            }
        }
        guard !wanted.isEmpty else { return }
        holder.edit("labelSelector") { $0["matchExpressions"] = .array($0.list("matchExpressions") + wanted) }
    }
}
