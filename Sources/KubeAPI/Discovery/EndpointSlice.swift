import JSON
package import Schema

package struct EndpointSliceShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.discovery.v1.EndpointSlice", "Some of the addresses behind a Service.")
    package static let type = ResourceType(
        group: "discovery.k8s.io", version: "v1", plural: "endpointslices", singular: "endpointslice", kind: "EndpointSlice",
        isNamespaced: true)

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let endpoints = Value<[Endpoint]>(2, "The endpoints; at most 1000.", list: .atomic)
    package let ports = Value<[DiscoveryEndpointPort]>(3, "The ports of every endpoint; at most 100.", list: .atomic)
    package let addressType = Value<String>(
        4, "What the addresses are: `IPv4`, `IPv6` or `FQDN`. Cannot be changed.", required: true,
        oneOf: ["FQDN", "IPv4", "IPv6"])
}
package typealias EndpointSlice = Object<EndpointSliceShape>

package struct EndpointShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.discovery.v1.Endpoint", "One endpoint behind a Service.")

    package let addresses = Value<[String]>(1, "Its address; all of them lead to the same endpoint.", required: true, list: .set)
    package let conditions = Value<EndpointConditions>(2, "Whether it takes traffic.", default: [:])
    package let hostname = Value<String>(3, "Its name in DNS.", optional: true)
    package let targetRef = Field<ObjectReference>(4, "The Pod it belongs to.")
    package let deprecatedTopology = Value<[String: String]>(5, "No longer used.")
    package let nodeName = Value<String>(6, "The node it is on.", optional: true)
    package let zone = Value<String>(7, "The zone it is in.", optional: true)
    package let hints = Field<EndpointHints>(8, "Who should use it.")
}
package typealias Endpoint = Object<EndpointShape>

package struct EndpointConditionsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.discovery.v1.EndpointConditions", "Whether an endpoint takes traffic.")

    package let ready = Field<Bool>(1, "Whether it takes new traffic; not known counts as yes.")
    package let serving = Field<Bool>(2, "As `ready`, but also true for a Pod that is ending and still answers.")
    package let terminating = Field<Bool>(3, "Whether it is ending.")
}
package typealias EndpointConditions = Object<EndpointConditionsShape>

package struct EndpointHintsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.discovery.v1.EndpointHints", "Who should use an endpoint.")

    package let forZones = Value<[ForZone]>(1, "The zones that should.", list: .atomic)
    package let forNodes = Value<[ForNode]>(2, "The nodes that should.", list: .atomic)
}
package typealias EndpointHints = Object<EndpointHintsShape>

package struct ForNodeShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.discovery.v1.ForNode", "A node that should use an endpoint.")

    package let name = Value<String>(1, "The node's name.", required: true)
}
package typealias ForNode = Object<ForNodeShape>

package struct ForZoneShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.discovery.v1.ForZone", "A zone that should use an endpoint.")

    package let name = Value<String>(1, "The zone's name.", required: true)
}
package typealias ForZone = Object<ForZoneShape>

package struct DiscoveryEndpointPortShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.discovery.v1.EndpointPort", "A port of every endpoint in a slice.",
        isAtomic: true)

    package let name = Value<String>(1, "The name of the Service's port; empty when it has none.", optional: true, default: "")
    package let `protocol` = Value<String>(
        2, "`TCP`, `UDP` or `SCTP`.", optional: true, default: "TCP", oneOf: ["SCTP", "TCP", "UDP"])
    package let port = Field<Int32>(3, "The port's number; all ports when it is not given.")
    package let appProtocol = Value<String>(4, "The protocol above the transport.", optional: true)
}
package typealias DiscoveryEndpointPort = Object<DiscoveryEndpointPortShape>
