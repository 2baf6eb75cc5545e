import JSON
package import Schema

package struct HorizontalPodAutoscalerShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.HorizontalPodAutoscaler",
        "Sets the number of Pods of a workload by what they use or by other numbers.")
    package static let type = ResourceType(
        group: "autoscaling", version: "v2", plural: "horizontalpodautoscalers", singular: "horizontalpodautoscaler",
        kind: "HorizontalPodAutoscaler", isNamespaced: true, shortNames: ["hpa"], categories: ["all"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<HorizontalPodAutoscalerSpec>(2, "What the autoscaler shall do.", required: true, default: [:])
    package let status = Value<HorizontalPodAutoscalerStatus>(3, "What the autoscaler has found and done.", default: [:])
}
package typealias HorizontalPodAutoscaler = Object<HorizontalPodAutoscalerShape>

package struct HorizontalPodAutoscalerSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerSpec", "What an autoscaler shall do.")

    package let scaleTargetRef = Value<CrossVersionObjectReference>(
        1, "The workload whose number of Pods is set.", required: true)
    package let minReplicas = Field<Int32>(
        2, "The fewest Pods there may be; 0 needs a metric that exists without Pods.", default: 1)
    package let maxReplicas = Value<Int32>(3, "The most Pods there may be; not less than `minReplicas`.", required: true)
    package let metrics = Value<[MetricSpec]>(
        4, "What to go by; the metric that asks for most Pods wins. Without any: 80 % CPU use.", list: .atomic)
    package let behavior = Field<HorizontalPodAutoscalerBehavior>(5, "How fast to scale up and down.")
}
package typealias HorizontalPodAutoscalerSpec = Object<HorizontalPodAutoscalerSpecShape>

package struct CrossVersionObjectReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.autoscaling.v2.CrossVersionObjectReference", "Names an object.")

    package let kind = Value<String>(1, "Its kind.", required: true)
    package let name = Value<String>(2, "Its name.", required: true)
    package let apiVersion = Value<String>(3, "Its group and version.")
}
package typealias CrossVersionObjectReference = Object<CrossVersionObjectReferenceShape>

package struct HorizontalPodAutoscalerBehaviorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerBehavior", "How fast an autoscaler acts.")

    package let scaleUp = Field<HPAScalingRules>(1, "The rules for adding Pods.")
    package let scaleDown = Field<HPAScalingRules>(2, "The rules for taking Pods away.")
}
package typealias HorizontalPodAutoscalerBehavior = Object<HorizontalPodAutoscalerBehaviorShape>

package struct HPAScalingRulesShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.HPAScalingRules", "How fast an autoscaler acts in one direction.")

    package let selectPolicy = Value<String>(
        1,
        "Which policy counts when several do: `Max` for the largest change, `Min` for the smallest, "
            + "`Disabled` for none at all.", optional: true, oneOf: ["Max", "Min", "Disabled"])
    package let policies = Value<[HPAScalingPolicy]>(2, "The largest changes allowed in a span of time.", list: .atomic)
    package let stabilizationWindowSeconds = Field<Int32>(
        3, "For how long past findings are kept in mind, so that the number of Pods does not swing; at most " + "an hour.")
    package let tolerance = Field<Quantity>(
        4, "How far off the target a metric may be before anything is done, as a share of it.")
}
package typealias HPAScalingRules = Object<HPAScalingRulesShape>

package struct HPAScalingPolicyShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.HPAScalingPolicy", "The largest change allowed in a span of time.")

    package let type = Value<String>(
        1, "`Pods` when `value` counts Pods, `Percent` when it is a percentage of them.", required: true)
    package let value = Value<Int32>(2, "The largest change; more than 0.", required: true)
    package let periodSeconds = Value<Int32>(3, "The span in seconds, at most half an hour.", required: true)
}
package typealias HPAScalingPolicy = Object<HPAScalingPolicyShape>

package struct HorizontalPodAutoscalerStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerStatus", "What an autoscaler has found and done.")

    package let observedGeneration = Field<Int64>(
        1, "The `metadata.generation` that this was found for; an older one means that it is not up to date.")
    package let lastScaleTime = Field<Timestamp>(2, "When the number of Pods was last changed.")
    package let currentReplicas = Value<Int32>(3, "Pods there are.")
    package let desiredReplicas = Value<Int32>(4, "Pods there shall be.", required: true)
    package let currentMetrics = Value<[MetricStatus]>(5, "What the metrics read last.", list: .atomic)
    package let conditions = Value<[HorizontalPodAutoscalerCondition]>(
        6, "Aspects of its state.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
}
package typealias HorizontalPodAutoscalerStatus = Object<HorizontalPodAutoscalerStatusShape>

package struct HorizontalPodAutoscalerConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.autoscaling.v2.HorizontalPodAutoscalerCondition", "One aspect of an autoscaler's state.")

    package let type = Value<String>(1, "Which aspect this is.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let lastTransitionTime = Field<Timestamp>(3, "When `status` last changed its value.")
    package let reason = Value<String>(4, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(5, "An explanation for people.")
}
package typealias HorizontalPodAutoscalerCondition = Object<HorizontalPodAutoscalerConditionShape>
