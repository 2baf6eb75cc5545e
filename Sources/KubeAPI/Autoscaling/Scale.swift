import JSON
package import Schema

package struct ScaleShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.autoscaling.v1.Scale", "A scale.")
    /// Only served as a subresource of other kinds.
    package static let type = ResourceType(
        group: "autoscaling", version: "v1", plural: "scales", singular: "scale", kind: "Scale", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<ScaleSpec>(2, "The spec.", default: [:])
    package let status = Value<ScaleStatus>(3, "The status.", default: [:])
}
package typealias Scale = Object<ScaleShape>

package struct ScaleSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.autoscaling.v1.ScaleSpec", "A scale spec.")

    package let replicas = Value<Int32>(1, "The replicas.")
}
package typealias ScaleSpec = Object<ScaleSpecShape>

package struct ScaleStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.autoscaling.v1.ScaleStatus", "A scale status.")

    package let replicas = Value<Int32>(1, "The replicas.", required: true)
    package let selector = Value<String>(2, "The selector.")
}
package typealias ScaleStatus = Object<ScaleStatusShape>
