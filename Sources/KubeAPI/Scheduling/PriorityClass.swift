import JSON
package import Schema

package struct PriorityClassShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.scheduling.v1.PriorityClass", "A priority class.")
    package static let type = ResourceType(
        group: "scheduling.k8s.io", version: "v1", plural: "priorityclasses", singular: "priorityclass",
        kind: "PriorityClass", isNamespaced: false, shortNames: ["pc"])

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let value = Value<Int32>(2, "The value.")
    package let globalDefault = Value<Bool>(3, "The global default.")
    package let description = Value<String>(4, "The description.")
    package let preemptionPolicy = Value<String>(
        5, "The preemption policy.", optional: true, default: "PreemptLowerPriority")
}
package typealias PriorityClass = Object<PriorityClassShape>
