import JSON
package import Schema

package struct NamespaceShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Namespace", "A namespace.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "namespaces", singular: "namespace", kind: "Namespace", isNamespaced: false,
        shortNames: ["ns"])

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<NamespaceSpec>(2, "The spec.", default: [:])
    package let status = Value<NamespaceStatus>(3, "The status.", default: [:])
}
package typealias Namespace = Object<NamespaceShape>

package struct NamespaceSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NamespaceSpec", "A namespace spec.")

    package let finalizers = Value<[String]>(1, "The finalizers.", list: .atomic)
}
package typealias NamespaceSpec = Object<NamespaceSpecShape>

package struct NamespaceStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NamespaceStatus", "A namespace status.")

    package let phase = Value<String>(1, "The phase.")
    package let conditions = Value<[NamespaceCondition]>(
        2, "The conditions.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
}
package typealias NamespaceStatus = Object<NamespaceStatusShape>

package struct NamespaceConditionShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.NamespaceCondition", "A namespace condition.")

    package let type = Value<String>(1, "The type.", required: true)
    package let status = Value<String>(2, "The status.", required: true)
    package let lastTransitionTime = Field<Timestamp>(4, "The last transition time.")
    package let reason = Value<String>(5, "The reason.")
    package let message = Value<String>(6, "The message.")
}
package typealias NamespaceCondition = Object<NamespaceConditionShape>
