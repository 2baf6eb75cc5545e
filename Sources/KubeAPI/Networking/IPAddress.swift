import JSON
package import Schema

package struct NetworkingIPAddressShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.IPAddress", "One address in use by one Service. The name is the address.")
    package static let type = ResourceType(
        group: "networking.k8s.io", version: "v1", plural: "ipaddresses", singular: "ipaddress", kind: "IPAddress",
        isNamespaced: false, shortNames: ["ip"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<IPAddressSpec>(2, "Who uses the address.", required: true, default: [:])
}
package typealias NetworkingIPAddress = Object<NetworkingIPAddressShape>

package struct IPAddressSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.networking.v1.IPAddressSpec", "Who uses an address.")

    package let parentRef = Field<ParentReference>(1, "The object that has the address. Cannot be changed.", required: true)
}
package typealias IPAddressSpec = Object<IPAddressSpecShape>

package struct ParentReferenceShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.ParentReference", "Names the object that an address belongs to.")

    package let group = Value<String>(1, "The object's group; empty for the core group.")
    package let resource = Value<String>(2, "The object's resource, such as `services`.", required: true)
    package let namespace = Value<String>(3, "The object's namespace.")
    package let name = Value<String>(4, "The object's name.", required: true)
}
package typealias ParentReference = Object<ParentReferenceShape>
