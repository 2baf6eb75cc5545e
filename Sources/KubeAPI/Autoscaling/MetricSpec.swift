package import Schema

package struct MetricSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.MetricSpec", "A number that an autoscaler goes by, and its target.")

    package let type = Value<String>(
        1,
        "Which kind of metric this is: `Object`, `Pods`, `Resource`, `ContainerResource` or `External`; "
            + "the field of that name is the one to fill in.", required: true)
    package let object = Field<ObjectMetricSource>(2, "A number about one object of the cluster.")
    package let pods = Field<PodsMetricSource>(3, "A number that every Pod has; its average is what counts.")
    package let resource = Field<ResourceMetricSource>(4, "A resource that the Pods' containers request, such as CPU.")
    package let external = Field<ExternalMetricSource>(5, "A number from outside the cluster.")
    package let containerResource = Field<ContainerResourceMetricSource>(7, "A resource that one container of each Pod requests.")
}
package typealias MetricSpec = Object<MetricSpecShape>

package struct ObjectMetricSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.ObjectMetricSource", "A number about one object, and its target.")

    package let describedObject = Value<CrossVersionObjectReference>(1, "The object.", required: true)
    package let target = Value<MetricTarget>(2, "What the number should be.", required: true)
    package let metric = Value<MetricIdentifier>(3, "The number.", required: true)
}
package typealias ObjectMetricSource = Object<ObjectMetricSourceShape>

package struct PodsMetricSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.PodsMetricSource", "A number that every Pod has, and its target.")

    package let metric = Value<MetricIdentifier>(1, "The number.", required: true)
    package let target = Value<MetricTarget>(2, "What the number should be on average.", required: true)
}
package typealias PodsMetricSource = Object<PodsMetricSourceShape>

package struct ResourceMetricSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.ResourceMetricSource", "A resource that Pods use, and its target.")

    package let name = Value<String>(1, "The resource, such as `cpu` or `memory`.", required: true)
    package let target = Value<MetricTarget>(2, "What its use should be.", required: true)
}
package typealias ResourceMetricSource = Object<ResourceMetricSourceShape>

package struct ContainerResourceMetricSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.ContainerResourceMetricSource",
        "A resource that one container of each Pod uses, and its target.")

    package let name = Value<String>(1, "The resource, such as `cpu` or `memory`.", required: true)
    package let target = Value<MetricTarget>(2, "What its use should be.", required: true)
    package let container = Value<String>(3, "The container's name.", required: true)
}
package typealias ContainerResourceMetricSource = Object<ContainerResourceMetricSourceShape>

package struct ExternalMetricSourceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.ExternalMetricSource", "A number from outside the cluster, and its target.")

    package let metric = Value<MetricIdentifier>(1, "The number.", required: true)
    package let target = Value<MetricTarget>(2, "What the number should be.", required: true)
}
package typealias ExternalMetricSource = Object<ExternalMetricSourceShape>

package struct MetricIdentifierShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.autoscaling.v2.MetricIdentifier", "Names a number.")

    package let name = Value<String>(1, "Its name.", required: true)
    package let selector = Field<LabelSelector>(2, "Which of the series of that name, by their labels.")
}
package typealias MetricIdentifier = Object<MetricIdentifierShape>

package struct MetricTargetShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.autoscaling.v2.MetricTarget", "What a number should be.")

    package let type = Value<String>(
        1,
        "`Utilization` for a percentage of what is requested, `Value` for the number itself, "
            + "`AverageValue` for the number per Pod.", required: true)
    package let value = Field<Quantity>(2, "The target for `Value`.")
    package let averageValue = Field<Quantity>(3, "The target for `AverageValue`.")
    package let averageUtilization = Field<Int32>(4, "The target for `Utilization`, in percent.")
}
package typealias MetricTarget = Object<MetricTargetShape>
