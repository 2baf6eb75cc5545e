import JSON
package import Schema

package struct RuntimeClassShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.node.v1.RuntimeClass", "A way to run containers that Pods can choose.")
    package static let type = ResourceType(
        group: "node.k8s.io", version: "v1", plural: "runtimeclasses", singular: "runtimeclass", kind: "RuntimeClass",
        isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let handler = Value<String>(2, "The name of the container runtime's configuration; cannot change.", required: true)
    package let overhead = Field<Overhead>(3, "What a Pod of the class needs beside its containers.")
    package let scheduling = Field<Scheduling>(4, "The nodes that have the runtime.")
}
package typealias RuntimeClass = Object<RuntimeClassShape>

package struct OverheadShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.node.v1.Overhead", "What a Pod needs beside its containers.")

    package let podFixed = Value<[String: Quantity]>(1, "The resources.")
}
package typealias Overhead = Object<OverheadShape>

package struct SchedulingShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.node.v1.Scheduling", "The nodes that have a runtime.")

    package let nodeSelector = Value<[String: String]>(1, "Labels a node must have; joined to those of the Pod.", list: .atomic)
    package let tolerations = Value<[Toleration]>(2, "Tolerations that Pods of the class get.", list: .atomic)
}
package typealias Scheduling = Object<SchedulingShape>
