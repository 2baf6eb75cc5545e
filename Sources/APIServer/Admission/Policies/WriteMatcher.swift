import JSON
import KubeAPI
import Schema

/// Which writes an admission policy, its binding (`MatchResources` of `admissionregistration.k8s.io/v1`) or a webhook is for.
struct WriteMatcher: Sendable {
    private let rules: [WriteRule]
    private let exclusions: [WriteRule]
    /// Selectors; an empty one selects everything.
    private let namespaces: JSONValue
    private let objects: JSONValue
    /// Whether another version of the same resource is another resource.
    private let isExact: Bool

    /// - Parameter rules: the member with the rules; without any, all writes fit.
    init(_ matching: JSONValue, rules: String = "resourceRules") {
        self.rules = matching.list(rules).map(WriteRule.init)
        exclusions = matching.list("excludeResourceRules").map(WriteRule.init)
        namespaces = matching["namespaceSelector"]?.orEmptyObject ?? .emptyObject
        objects = matching["objectSelector"]?.orEmptyObject ?? .emptyObject
        isExact = matching.text("matchPolicy") == "Exact"
    }

    /// What can be told without the Namespace.
    ///
    /// - Parameter versions: in which the resource is served.
    func mayMatch(_ operation: AdmissionOperation, versions: [String]) -> Bool {
        let versions = isExact ? [operation.type.version] : versions
        guard rules.isEmpty || rules.contains(where: { $0.matches(operation, versions) }) else { return false }
        guard !exclusions.contains(where: { $0.matches(operation, versions) }) else { return false }
        if LabelSelectorRules.isEmpty(objects) { return true }
        return [operation.object, operation.old].contains { object in
            object.map { LabelSelectorRules.matches(objects, labels: $0.labels) } ?? false
        }
    }

    /// - Parameter namespace: the one that the object is in; `nil` for an object that is in none.
    func matchesNamespace(_ operation: AdmissionOperation, _ namespace: JSONValue?) -> Bool {
        if LabelSelectorRules.isEmpty(namespaces) { return true }
        guard let own = operation.isOf("Namespace") ? operation.object ?? operation.old : namespace else { return true }
        return LabelSelectorRules.matches(namespaces, labels: own.labels)
    }
}

/// One of `resourceRules`: a write matches when each part does.
private struct WriteRule: Sendable {
    let operations: [String]
    let groups: [String]
    let versions: [String]
    let resources: [String]
    let names: [String]
    let scope: String

    init(_ rule: JSONValue) {
        operations = rule.texts("operations")
        groups = rule.texts("apiGroups")
        versions = rule.texts("apiVersions")
        resources = rule.texts("resources")
        names = rule.texts("resourceNames")
        scope = rule.text("scope")
    }

    func matches(_ operation: AdmissionOperation, _ versions: [String]) -> Bool {
        operations.holds(operation.kind.rawValue.uppercased()) && groups.holds(operation.type.group)
            && versions.contains(where: self.versions.holds) && matchesResource(operation) && matchesScope(operation)
            && (names.isEmpty || names.contains(operation.name))
    }

    private func matchesResource(_ operation: AdmissionOperation) -> Bool {
        resources.contains { resource in
            let parts = resource.split(separator: "/", maxSplits: 1).map(String.init)
            let subresource = parts.count > 1 ? parts[1] : ""
            return (parts.first == "*" || parts.first == operation.type.plural)
                && (subresource == "*" || subresource == operation.subresource)
        }
    }

    private func matchesScope(_ operation: AdmissionOperation) -> Bool {
        let isCluster = operation.namespace.isEmpty || operation.isOf("Namespace")
        return switch scope {
        case "Cluster": isCluster
        case "Namespaced": !isCluster
        default: true
        }
    }
}

extension [String] {
    fileprivate func holds(_ text: String) -> Bool { contains("*") || contains(text) }
}

extension JSONValue {
    /// The labels of an object.
    var labels: JSONValue? { self[path: "metadata", "labels"] }

    /// The same, but for `null`.
    var orEmptyObject: JSONValue { isNull ? .emptyObject : self }
}
