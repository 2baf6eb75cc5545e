import JSON
package import Schema

package struct ScaleShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v1.Scale", "How many Pods a workload has, whatever its kind.")
    /// Only served as a subresource of other kinds.
    package static let type = ResourceType(
        group: "autoscaling", version: "v1", plural: "scales", singular: "scale", kind: "Scale", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<ScaleSpec>(2, "How many there shall be.", default: [:])
    package let status = Value<ScaleStatus>(3, "How many there are.", default: [:])
}
package typealias Scale = Object<ScaleShape>

package struct ScaleSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.autoscaling.v1.ScaleSpec", "How many Pods there shall be.")

    package let replicas = Value<Int32>(1, "The number of Pods.")
}
package typealias ScaleSpec = Object<ScaleSpecShape>

package struct ScaleStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.autoscaling.v1.ScaleStatus", "How many Pods there are.")

    package let replicas = Value<Int32>(1, "The number of Pods.", required: true)
    package let selector = Value<String>(2, "The Pods' labels, as a selector in a query.")
}
package typealias ScaleStatus = Object<ScaleStatusShape>
