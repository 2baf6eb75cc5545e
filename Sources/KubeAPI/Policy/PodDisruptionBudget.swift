import JSON
package import Schema

package struct PodDisruptionBudgetShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.policy.v1.PodDisruptionBudget", "How many of some Pods may be evicted at a time.")
    package static let type = ResourceType(
        group: "policy", version: "v1", plural: "poddisruptionbudgets", singular: "poddisruptionbudget",
        kind: "PodDisruptionBudget", isNamespaced: true, shortNames: ["pdb"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<PodDisruptionBudgetSpec>(2, "Which Pods, and how many.", default: [:])
    package let status = Value<PodDisruptionBudgetStatus>(3, "How many may be evicted now.", default: [:])
}
package typealias PodDisruptionBudget = Object<PodDisruptionBudgetShape>

package struct PodDisruptionBudgetSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.policy.v1.PodDisruptionBudgetSpec", "How many of which Pods may be evicted at a time.")

    package let minAvailable = Field<IntOrString>(
        1, "How many Pods must stay healthy, as a number or percentage; excludes `maxUnavailable`.")
    package let selector = Field<LabelSelector>(
        2, "The labels of the Pods; an empty selector means all Pods of the namespace.", patch: .replace)
    package let maxUnavailable = Field<IntOrString>(
        3, "How many Pods may be missing, as a number or percentage; excludes `minAvailable`.")
    package let unhealthyPodEvictionPolicy = Value<String>(
        4, "Whether Pods that are not ready can always be evicted: `IfHealthyBudget` or `AlwaysAllow`.", optional: true)
}
package typealias PodDisruptionBudgetSpec = Object<PodDisruptionBudgetSpecShape>

package struct PodDisruptionBudgetStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.policy.v1.PodDisruptionBudgetStatus", "How many Pods may be evicted now.")

    package let observedGeneration = Value<Int64>(
        1, "The `metadata.generation` that this was found for; an older one means that it is not up to date.")
    package let disruptedPods = Value<[String: Timestamp]>(
        2, "Pods whose eviction was allowed and that are not gone yet, with the time of it.")
    package let disruptionsAllowed = Value<Int32>(3, "How many Pods may be evicted now.", optional: true, default: 0)
    package let currentHealthy = Value<Int32>(4, "Pods that are healthy.", optional: true, default: 0)
    package let desiredHealthy = Value<Int32>(5, "Pods that must stay healthy.", optional: true, default: 0)
    package let expectedPods = Value<Int32>(6, "Pods that there shall be.", optional: true, default: 0)
    package let conditions = Value<[Condition]>(
        7, "Aspects of its state, such as `DisruptionAllowed`.", list: .map, mergeKeys: ["type"], patch: .merge,
        patchMergeKey: "type")
}
package typealias PodDisruptionBudgetStatus = Object<PodDisruptionBudgetStatusShape>
