import JSON
package import Schema

package struct NamespaceShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.Namespace", "A scope for names, and the unit that quotas, policies and access rules apply to.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "namespaces", singular: "namespace", kind: "Namespace", isNamespaced: false,
        shortNames: ["ns"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<NamespaceSpec>(2, "What the namespace shall be.", default: [:])
    package let status = Value<NamespaceStatus>(3, "What has become of the namespace.", default: [:])
}
package typealias Namespace = Object<NamespaceShape>

package struct NamespaceSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NamespaceSpec", "What a namespace shall be.")

    package let finalizers = Value<[String]>(
        1,
        "Names that must be taken off before the namespace goes; the server keeps `kubernetes` until it is "
            + "empty.", list: .atomic)
}
package typealias NamespaceSpec = Object<NamespaceSpecShape>

package struct NamespaceStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NamespaceStatus", "What has become of a namespace.")

    package let phase = Value<String>(1, "`Active`, or `Terminating` once deletion was asked for.")
    package let conditions = Value<[NamespaceCondition]>(
        2, "What holds up the deletion of the namespace, if anything does.", list: .map, mergeKeys: ["type"], patch: .merge,
        patchMergeKey: "type")
}
package typealias NamespaceStatus = Object<NamespaceStatusShape>

package struct NamespaceConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NamespaceCondition", "One aspect of a namespace's state.")

    package let type = Value<String>(1, "Which aspect this is.", required: true)
    package let status = Value<String>(2, "`True`, `False` or `Unknown`.", required: true)
    package let lastTransitionTime = Field<Timestamp>(4, "When `status` last changed its value.")
    package let reason = Value<String>(5, "A single CamelCase word for programs that says why.")
    package let message = Value<String>(6, "An explanation for people.")
}
package typealias NamespaceCondition = Object<NamespaceConditionShape>
