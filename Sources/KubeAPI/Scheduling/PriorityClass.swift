import JSON
package import Schema

package struct PriorityClassShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.scheduling.v1.PriorityClass", "A name for a priority of Pods.")
    package static let type = ResourceType(
        group: "scheduling.k8s.io", version: "v1", plural: "priorityclasses", singular: "priorityclass", kind: "PriorityClass",
        isNamespaced: false, shortNames: ["pc"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let value = Value<Int32>(2, "The priority; higher comes first. Cannot be changed.")
    package let globalDefault = Value<Bool>(3, "Whether Pods that name no class get this one; at most one class does.")
    package let description = Value<String>(4, "When to use the class, for people.")
    package let preemptionPolicy = Value<String>(
        5, "Whether Pods of the class may push out others: `PreemptLowerPriority` or `Never`.", optional: true,
        default: "PreemptLowerPriority")
}
package typealias PriorityClass = Object<PriorityClassShape>
