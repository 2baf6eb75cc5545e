import JSON
package import Schema

package struct LeaseShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.coordination.v1.Lease", "A lease.")
    package static let type = ResourceType(
        group: "coordination.k8s.io", version: "v1", plural: "leases", singular: "lease", kind: "Lease",
        isNamespaced: true)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<LeaseSpec>(2, "The spec.", default: [:])
}
package typealias Lease = Object<LeaseShape>

package struct LeaseSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.coordination.v1.LeaseSpec", "A lease spec.")

    package let holderIdentity = Value<String>(1, "The holder identity.", optional: true)
    package let leaseDurationSeconds = Field<Int32>(2, "The lease duration seconds.")
    package let acquireTime = Field<MicroTimestamp>(3, "The acquire time.")
    package let renewTime = Field<MicroTimestamp>(4, "The renew time.")
    package let leaseTransitions = Field<Int32>(5, "The lease transitions.")
    package let strategy = Value<String>(6, "The strategy.", optional: true)
    package let preferredHolder = Value<String>(7, "The preferred holder.", optional: true)
}
package typealias LeaseSpec = Object<LeaseSpecShape>
