import JSON
package import Schema

package struct ResourceQuotaShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ResourceQuota", "A cap on what all objects of a namespace may use together.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "resourcequotas", singular: "resourcequota", kind: "ResourceQuota", isNamespaced: true,
        shortNames: ["quota"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<ResourceQuotaSpec>(2, "The cap.", default: [:])
    package let status = Value<ResourceQuotaStatus>(3, "The cap that is in force, and what is used of it.", default: [:])
}
package typealias ResourceQuota = Object<ResourceQuotaShape>

package struct ResourceQuotaSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ResourceQuotaSpec", "What is capped, and for which objects.")

    package let hard = Value<[String: Quantity]>(
        1, "The most that may be used, by resource, such as `requests.cpu`, `pods` or `count/jobs.batch`.")
    package let scopes = Value<[String]>(
        2, "Which Pods count; all that match every scope do. Every Pod counts when none is given.", list: .atomic)
    package let scopeSelector = Field<ScopeSelector>(
        3, "Which Pods count, by scope and its values, such as their priority class.")
}
package typealias ResourceQuotaSpec = Object<ResourceQuotaSpecShape>

package struct ScopeSelectorShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ScopeSelector", "Which objects a quota counts; all rules must hold.", isAtomic: true)

    package let matchExpressions = Value<[ScopedResourceSelectorRequirement]>(1, "The rules.", list: .atomic)
}
package typealias ScopeSelector = Object<ScopeSelectorShape>

package struct ScopedResourceSelectorRequirementShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ScopedResourceSelectorRequirement", "A rule for one scope.")

    package let scopeName = Value<String>(
        1,
        "The scope: `Terminating`, `NotTerminating`, `BestEffort`, `NotBestEffort`, `PriorityClass`, `CrossNamespacePodAffinity` or `VolumeAttributesClass`.",
        required: true)
    package let `operator` = Value<String>(2, "`In`, `NotIn`, `Exists` or `DoesNotExist`.", required: true)
    package let values = Value<[String]>(3, "The values for `In` and `NotIn`.", list: .atomic)
}
package typealias ScopedResourceSelectorRequirement = Object<ScopedResourceSelectorRequirementShape>

package struct ResourceQuotaStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ResourceQuotaStatus", "What is capped, and what is used of it.")

    package let hard = Value<[String: Quantity]>(1, "The cap that is in force, by resource.")
    package let used = Value<[String: Quantity]>(2, "What is used now, by resource.")
}
package typealias ResourceQuotaStatus = Object<ResourceQuotaStatusShape>
