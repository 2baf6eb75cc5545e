import JSON
package import Schema

package struct HorizontalPodAutoscalerV1Shape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v1.HorizontalPodAutoscaler",
        "Sets the number of Pods of a workload by their CPU use: the older form.")
    package static let type = ResourceType(
        group: "autoscaling", version: "v1", plural: "horizontalpodautoscalers", singular: "horizontalpodautoscaler",
        kind: "HorizontalPodAutoscaler", isNamespaced: true, shortNames: ["hpa"], categories: ["all"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<HorizontalPodAutoscalerV1Spec>(2, "What the autoscaler shall do.", required: true)
    package let status = Value<HorizontalPodAutoscalerV1Status>(3, "What the autoscaler has found and done.")
}
package typealias HorizontalPodAutoscalerV1 = Object<HorizontalPodAutoscalerV1Shape>

package struct HorizontalPodAutoscalerV1SpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerSpec", "What an autoscaler shall do.")

    package let scaleTargetRef = Value<CrossVersionObjectReferenceV1>(
        1, "The workload whose number of Pods is set.", required: true)
    package let minReplicas = Field<Int32>(2, "The fewest Pods there may be.", default: 1)
    package let maxReplicas = Value<Int32>(3, "The most Pods there may be; not less than `minReplicas`.", required: true)
    package let targetCPUUtilizationPercentage = Field<Int32>(
        4, "The CPU use to aim for, as a percentage of what the Pods request, on average over all of them.")
}
package typealias HorizontalPodAutoscalerV1Spec = Object<HorizontalPodAutoscalerV1SpecShape>

package struct CrossVersionObjectReferenceV1Shape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v1.CrossVersionObjectReference", "Names a workload.", isAtomic: true)

    package let kind = Value<String>(1, "Its kind.", required: true)
    package let name = Value<String>(2, "Its name.", required: true)
    package let apiVersion = Value<String>(3, "Its group and version.")
}
package typealias CrossVersionObjectReferenceV1 = Object<CrossVersionObjectReferenceV1Shape>

package struct HorizontalPodAutoscalerV1StatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v1.HorizontalPodAutoscalerStatus", "What an autoscaler has found and done.")

    package let observedGeneration = Field<Int64>(
        1, "The `metadata.generation` that this was found for; an older one means that it is not up to date.")
    package let lastScaleTime = Field<Timestamp>(2, "When the number of Pods was last changed.")
    package let currentReplicas = Value<Int32>(3, "Pods there are.", required: true)
    package let desiredReplicas = Value<Int32>(4, "Pods there shall be.", required: true)
    package let currentCPUUtilizationPercentage = Field<Int32>(
        5, "The CPU use of the Pods, as a percentage of what they request.")
}
package typealias HorizontalPodAutoscalerV1Status = Object<HorizontalPodAutoscalerV1StatusShape>
