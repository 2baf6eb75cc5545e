import JSON
package import Schema

package struct PriorityLevelConfigurationShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.PriorityLevelConfiguration",
        "A share of the API server's capacity for the requests that flow schemas send to it.")
    package static let type = ResourceType(
        group: "flowcontrol.apiserver.k8s.io", version: "v1", plural: "prioritylevelconfigurations",
        singular: "prioritylevelconfiguration", kind: "PriorityLevelConfiguration", isNamespaced: false)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<PriorityLevelConfigurationSpec>(
        2, "How large the share is, and what happens when it is used up.", default: [:])
    package let status = Value<PriorityLevelConfigurationStatus>(3, "What has become of the priority level.", default: [:])
}
package typealias PriorityLevelConfiguration = Object<PriorityLevelConfigurationShape>

package struct PriorityLevelConfigurationSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationSpec",
        "How large a priority level's share is, and what happens when it is used up.")

    package let type = Value<String>(1, "`Limited`, or `Exempt` for requests that never wait.", required: true)
    package let limited = Field<LimitedPriorityLevelConfiguration>(2, "The limits; only for type `Limited`.")
    package let exempt = Field<ExemptPriorityLevelConfiguration>(
        3, "What an exempt level lends to others; only for type `Exempt`.")
}
package typealias PriorityLevelConfigurationSpec = Object<PriorityLevelConfigurationSpecShape>

package struct LimitedPriorityLevelConfigurationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.LimitedPriorityLevelConfiguration", "The limits of a priority level.")

    package let nominalConcurrencyShares = Field<Int32>(
        1, "Its share of the requests that are served at the same time, relative to the shares of the other " + "levels.",
        default: 30)
    package let limitResponse = Value<LimitResponse>(2, "What happens to requests that cannot be served at once.", default: [:])
    package let lendablePercent = Field<Int32>(
        3, "How much of its share others may use while it does not, in percent.", default: 0)
    package let borrowingLimitPercent = Field<Int32>(
        4, "How much it may use of others' shares, in percent of its own; without it there is no limit.")
}
package typealias LimitedPriorityLevelConfiguration = Object<LimitedPriorityLevelConfigurationShape>

package struct LimitResponseShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.LimitResponse", "What happens to requests that cannot be served at once.")

    package let type = Value<String>(1, "`Queue` to let them wait, `Reject` to answer 429.", required: true)
    package let queuing = Field<QueuingConfiguration>(2, "How they wait; only for type `Queue`.")
}
package typealias LimitResponse = Object<LimitResponseShape>

package struct QueuingConfigurationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.flowcontrol.v1.QueuingConfiguration", "How requests wait.")

    package let queues = Value<Int32>(1, "How many queues there are. More of them keep flows further apart.", default: 64)
    package let handSize = Value<Int32>(2, "How many queues a flow is spread over; it uses the shortest of them.", default: 8)
    package let queueLengthLimit = Value<Int32>(3, "How many requests may wait in one queue.", default: 50)
}
package typealias QueuingConfiguration = Object<QueuingConfigurationShape>

package struct ExemptPriorityLevelConfigurationShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.ExemptPriorityLevelConfiguration", "What an exempt level lends to others.")

    package let nominalConcurrencyShares = Field<Int32>(
        1, "The share that counts when others' shares are worked out.", default: 0)
    package let lendablePercent = Field<Int32>(2, "How much of the share others may use, in percent.", default: 0)
}
package typealias ExemptPriorityLevelConfiguration = Object<ExemptPriorityLevelConfigurationShape>

package struct PriorityLevelConfigurationStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationStatus", "What has become of a priority level.")

    package let conditions = Value<[PriorityLevelConfigurationCondition]>(
        1, "Aspects of its state.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
}
package typealias PriorityLevelConfigurationStatus = Object<PriorityLevelConfigurationStatusShape>

package struct PriorityLevelConfigurationConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.flowcontrol.v1.PriorityLevelConfigurationCondition", "One aspect of a priority level's state.")

    package let type = Value<String>(1, "Which aspect this is.")
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.")
    package let lastTransitionTime = Field<Timestamp>(3, "When `status` last changed its value.")
    package let reason = Value<String>(4, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(5, "An explanation for people.")
}
package typealias PriorityLevelConfigurationCondition = Object<PriorityLevelConfigurationConditionShape>
