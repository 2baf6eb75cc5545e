package import Schema

package struct EvictionShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.policy.v1.Eviction", "Asks a Pod to leave its node, as far as disruption budgets let it.")
    /// Only served as a subresource of other kinds.
    package static let type = ResourceType(
        group: "policy", version: "v1", plural: "evictions", singular: "eviction", kind: "Eviction", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let deleteOptions = Field<DeleteOptions>(2, "How to delete the Pod.")
}
package typealias Eviction = Object<EvictionShape>
