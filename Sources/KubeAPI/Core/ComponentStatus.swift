import JSON
package import Schema

package struct ComponentStatusShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.ComponentStatus",
        "Whether a component of the control plane is healthy; deprecated, use its health endpoints.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "componentstatuses", singular: "componentstatus", kind: "ComponentStatus",
        isNamespaced: false, shortNames: ["cs"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let conditions = Value<[ComponentCondition]>(
        2, "What was found.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
}
package typealias ComponentStatus = Object<ComponentStatusShape>

package struct ComponentConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ComponentCondition", "What was found of a component.")

    package let type = Value<String>(1, "`Healthy`.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let message = Value<String>(3, "What the component said.")
    package let error = Value<String>(4, "Why the component could not be asked.")
}
package typealias ComponentCondition = Object<ComponentConditionShape>
