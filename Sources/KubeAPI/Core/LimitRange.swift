import JSON
package import Schema

package struct LimitRangeShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.LimitRange", "Bounds and defaults for the resources of Pods, containers and claims in a namespace.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "limitranges", singular: "limitrange", kind: "LimitRange", isNamespaced: true,
        shortNames: ["limits"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<LimitRangeSpec>(2, "The bounds.", default: [:])
}
package typealias LimitRange = Object<LimitRangeShape>

package struct LimitRangeSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.LimitRangeSpec", "Bounds for the objects of a namespace.")

    package let limits = Value<[LimitRangeItem]>(1, "One entry per kind of thing that is bounded.", required: true, list: .atomic)
}
package typealias LimitRangeSpec = Object<LimitRangeSpecShape>

package struct LimitRangeItemShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.LimitRangeItem", "Bounds for one kind of thing.")

    package let type = Value<String>(1, "What is bounded: `Pod`, `Container` or `PersistentVolumeClaim`.", required: true)
    package let max = Value<[String: Quantity]>(2, "The most that may be asked for, by resource.")
    package let min = Value<[String: Quantity]>(3, "The least that may be asked for, by resource.")
    package let `default` = Value<[String: Quantity]>(4, "The limit of a container that gives none, by resource.")
    package let defaultRequest = Value<[String: Quantity]>(5, "The request of a container that gives none, by resource.")
    package let maxLimitRequestRatio = Value<[String: Quantity]>(6, "How many times its request a limit may be, by resource.")
}
package typealias LimitRangeItem = Object<LimitRangeItemShape>
