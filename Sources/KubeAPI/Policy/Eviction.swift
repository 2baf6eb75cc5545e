package import Schema

package struct EvictionShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.policy.v1.Eviction", "A eviction.")
    /// Only served as a subresource of other kinds.
    package static let type = ResourceType(
        group: "policy", version: "v1", plural: "evictions", singular: "eviction", kind: "Eviction", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let deleteOptions = Field<DeleteOptions>(2, "The delete options.")
}
package typealias Eviction = Object<EvictionShape>
