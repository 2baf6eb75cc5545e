import JSON
package import Schema

package struct LeaseShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.coordination.v1.Lease", "A claim on something that lasts for a time: a node's sign of life, or who leads.")
    package static let type = ResourceType(
        group: "coordination.k8s.io", version: "v1", plural: "leases", singular: "lease", kind: "Lease", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<LeaseSpec>(2, "Who holds it, and until when.", default: [:])
}
package typealias Lease = Object<LeaseShape>

package struct LeaseSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.coordination.v1.LeaseSpec", "Who holds a lease, and until when.")

    package let holderIdentity = Value<String>(1, "Who holds it.", optional: true)
    package let leaseDurationSeconds = Field<Int32>(2, "Seconds after `renewTime` when others may take it.")
    package let acquireTime = Field<MicroTimestamp>(3, "When the holder got it.")
    package let renewTime = Field<MicroTimestamp>(4, "When the holder last confirmed it.")
    package let leaseTransitions = Field<Int32>(5, "How often it went to another holder.")
    package let strategy = Value<String>(6, "How the holder is chosen, where the election is coordinated.", optional: true)
    package let preferredHolder = Value<String>(7, "Who should get it, where the election is coordinated.", optional: true)
}
package typealias LeaseSpec = Object<LeaseSpecShape>
