import JSON

/// What the scopes of quotas ask of an object.
struct QuotaScopes: Sendable, Hashable {
    /// The kinds that scopes know; a quota with scopes counts no others.
    private enum Facts: Sendable, Hashable {
        case pod(hasDeadline: Bool, isBestEffort: Bool, priorityClass: String, reachesOtherNamespaces: Bool)
        case claim(attributesClasses: Set<String>)
        case other
    }

    private let facts: Facts

    init(_ object: JSONValue, kind: String) {
        let spec = object["spec"] ?? .emptyObject
        switch kind {
        case "pods":
            facts = .pod(
                hasDeadline: (spec["activeDeadlineSeconds"]?.intValue ?? -1) >= 0,
                isBestEffort: QualityOfService.classify(spec) == "BestEffort",
                priorityClass: spec.text("priorityClassName"), reachesOtherNamespaces: Self.reachesOtherNamespaces(spec))
        case "persistentvolumeclaims":
            let names = [
                spec.text("volumeAttributesClassName"), object.text(path: "status", "currentVolumeAttributesClassName"),
                object.text(path: "status", "modifyVolumeStatus", "targetVolumeAttributesClassName"),
            ]
            facts = .claim(attributesClasses: Set(names.filter { !$0.isEmpty }))
        default: facts = .other
        }
    }

    /// Whether a quota counts the object: all of its scopes must.
    func match(_ quota: JSONValue) -> Bool {
        let spec = quota["spec"] ?? .emptyObject
        let plain = spec.texts("scopes").map { Requirement(scope: $0, operation: "Exists", values: []) }
        let selected = spec["scopeSelector"]?.list("matchExpressions").map { expression in
            Requirement(
                scope: expression.text("scopeName"), operation: expression.text("operator"), values: expression.texts("values"))
        }
        return (plain + (selected ?? [])).allSatisfy(matches)
    }

    private struct Requirement {
        let scope: String
        let operation: String
        let values: [String]

        func matches(_ names: Set<String>) -> Bool {
            switch operation {
            case "Exists": !names.isEmpty
            case "DoesNotExist": names.isEmpty
            case "In": values.contains(where: names.contains)
            case "NotIn": !values.contains(where: names.contains)
            default: false
            }
        }
    }

    private func matches(_ requirement: Requirement) -> Bool {
        switch (facts, requirement.scope) {
        case (.pod(let hasDeadline, _, _, _), "Terminating"): return hasDeadline
        case (.pod(let hasDeadline, _, _, _), "NotTerminating"): return !hasDeadline
        case (.pod(_, let isBestEffort, _, _), "BestEffort"): return isBestEffort
        case (.pod(_, let isBestEffort, _, _), "NotBestEffort"): return !isBestEffort
        case (.pod(_, _, let name, _), "PriorityClass"): return requirement.matches(name.isEmpty ? [] : [name])
        case (.pod(_, _, _, let reaches), "CrossNamespacePodAffinity"): return reaches
        case (.claim(let classes), "VolumeAttributesClass"): return requirement.matches(classes)
        default: return false
        }
    }

    private static func reachesOtherNamespaces(_ spec: JSONValue) -> Bool {
        let affinity = spec["affinity"] ?? .emptyObject
        return ["podAffinity", "podAntiAffinity"].contains { kind in
            let terms =
                (affinity[kind]?.list("requiredDuringSchedulingIgnoredDuringExecution") ?? [])
                + (affinity[kind]?.list("preferredDuringSchedulingIgnoredDuringExecution") ?? [])
                .compactMap { $0["podAffinityTerm"] }
            return terms.contains { !$0.list("namespaces").isEmpty || $0.has("namespaceSelector") }
        }
    }
}
