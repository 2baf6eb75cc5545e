import JSON

/// Where the numbers of replicas are in objects that have a `scale` subresource.
package struct ScalePaths: Sendable, Hashable {
    package let replicas: [String]
    package let currentReplicas: [String]
    /// The selector of the Pods, as text; `nil`: it is the label selector at `spec.selector`.
    package let selector: [String]?

    /// As in the built-in workloads.
    package static let builtIn = ScalePaths(
        replicas: ["spec", "replicas"], currentReplicas: ["status", "replicas"], selector: nil)

    private init(replicas: [String], currentReplicas: [String], selector: [String]?) {
        self.replicas = replicas
        self.currentReplicas = currentReplicas
        self.selector = selector
    }

    /// From the `scale` of a CustomResourceDefinition, whose paths have been checked.
    init(_ scale: JSONValue) {
        func members(_ key: String) -> [String] { (try? JSONPath(scale.text(key)))?.members ?? [] }
        replicas = members("specReplicasPath")
        currentReplicas = members("statusReplicasPath")
        selector = members("labelSelectorPath")
    }
}
