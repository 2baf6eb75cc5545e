package import Schema

package struct MetricStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.autoscaling.v2.MetricStatus", "What a metric read last.")

    package let type = Value<String>(1, "Which kind of metric this is; the field of that name is filled in.", required: true)
    package let object = Field<ObjectMetricStatus>(2, "The number about one object.")
    package let pods = Field<PodsMetricStatus>(3, "The number that every Pod has.")
    package let resource = Field<ResourceMetricStatus>(4, "The resource that the Pods use.")
    package let external = Field<ExternalMetricStatus>(5, "The number from outside the cluster.")
    package let containerResource = Field<ContainerResourceMetricStatus>(7, "The resource that one container of each Pod uses.")
}
package typealias MetricStatus = Object<MetricStatusShape>

package struct ObjectMetricStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.ObjectMetricStatus", "What a number about one object read last.")

    package let metric = Value<MetricIdentifier>(1, "The number.", required: true)
    package let current = Value<MetricValueStatus>(2, "Its value.", required: true)
    package let describedObject = Value<CrossVersionObjectReference>(3, "The object.", required: true)
}
package typealias ObjectMetricStatus = Object<ObjectMetricStatusShape>

package struct PodsMetricStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.PodsMetricStatus", "What a number that every Pod has read last.")

    package let metric = Value<MetricIdentifier>(1, "The number.", required: true)
    package let current = Value<MetricValueStatus>(2, "Its value.", required: true)
}
package typealias PodsMetricStatus = Object<PodsMetricStatusShape>

package struct ResourceMetricStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.ResourceMetricStatus", "How much of a resource Pods used last.")

    package let name = Value<String>(1, "The resource.", required: true)
    package let current = Value<MetricValueStatus>(2, "The use.", required: true)
}
package typealias ResourceMetricStatus = Object<ResourceMetricStatusShape>

package struct ContainerResourceMetricStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.ContainerResourceMetricStatus", "How much of a resource one container of each Pod used last.")

    package let name = Value<String>(1, "The resource.", required: true)
    package let current = Value<MetricValueStatus>(2, "The use.", required: true)
    package let container = Value<String>(3, "The container's name.", required: true)
}
package typealias ContainerResourceMetricStatus = Object<ContainerResourceMetricStatusShape>

package struct ExternalMetricStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.ExternalMetricStatus", "What a number from outside the cluster read last.")

    package let metric = Value<MetricIdentifier>(1, "The number.", required: true)
    package let current = Value<MetricValueStatus>(2, "Its value.", required: true)
}
package typealias ExternalMetricStatus = Object<ExternalMetricStatusShape>

package struct MetricValueStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.autoscaling.v2.MetricValueStatus", "The value of a number.")

    package let value = Field<Quantity>(1, "The number itself.")
    package let averageValue = Field<Quantity>(2, "The number per Pod.")
    package let averageUtilization = Field<Int32>(3, "The use in percent of what is requested.")
}
package typealias MetricValueStatus = Object<MetricValueStatusShape>
