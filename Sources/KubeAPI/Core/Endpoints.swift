import JSON
package import Schema

package struct EndpointsShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.Endpoints", "The addresses behind a Service, in one object. EndpointSlices have taken its place.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "endpoints", singular: "endpoints", kind: "Endpoints", isNamespaced: true,
        shortNames: ["ep"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let subsets = Value<[EndpointSubset]>(2, "Sets of addresses that have the same ports.", list: .atomic)
}
package typealias Endpoints = Object<EndpointsShape>

package struct EndpointSubsetShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EndpointSubset", "Addresses that have the same ports.")

    package let addresses = Value<[EndpointAddress]>(1, "Addresses that are ready.", list: .atomic)
    package let notReadyAddresses = Value<[EndpointAddress]>(2, "Addresses that are not ready.", list: .atomic)
    package let ports = Value<[EndpointPort]>(3, "The ports of every address.", list: .atomic)
}
package typealias EndpointSubset = Object<EndpointSubsetShape>

package struct EndpointAddressShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.EndpointAddress", "An address behind a Service.",
        isAtomic: true)

    package let ip = Value<String>(1, "The address.", required: true)
    package let targetRef = Field<ObjectReference>(2, "The Pod it belongs to.")
    package let hostname = Value<String>(3, "Its name in DNS.")
    package let nodeName = Value<String>(4, "The node it is on.", optional: true)
}
package typealias EndpointAddress = Object<EndpointAddressShape>

package struct EndpointPortShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.EndpointPort", "A port behind a Service.",
        isAtomic: true)

    package let name = Value<String>(1, "The name of the Service's port.")
    package let port = Value<Int32>(2, "The port's number.", required: true)
    package let `protocol` = Value<String>(3, "`TCP`, `UDP` or `SCTP`.", default: "TCP", oneOf: ["SCTP", "TCP", "UDP"])
    package let appProtocol = Value<String>(4, "The protocol above the transport.", optional: true)
}
package typealias EndpointPort = Object<EndpointPortShape>
