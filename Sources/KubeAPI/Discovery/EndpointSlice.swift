import JSON
package import Schema

package struct EndpointSliceShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.discovery.v1.EndpointSlice", "A endpoint slice.")
    package static let type = ResourceType(
        group: "discovery.k8s.io", version: "v1", plural: "endpointslices", singular: "endpointslice",
        kind: "EndpointSlice", isNamespaced: true)

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let endpoints = Value<[Endpoint]>(2, "The endpoints.", list: .atomic)
    package let ports = Value<[DiscoveryEndpointPort]>(3, "The ports.", list: .atomic)
    package let addressType = Value<String>(4, "The address type.", required: true, oneOf: ["FQDN", "IPv4", "IPv6"])
}
package typealias EndpointSlice = Object<EndpointSliceShape>

package struct EndpointShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.discovery.v1.Endpoint", "A endpoint.")

    package let addresses = Value<[String]>(1, "The addresses.", required: true, list: .set)
    package let conditions = Value<EndpointConditions>(2, "The conditions.", default: [:])
    package let hostname = Value<String>(3, "The hostname.", optional: true)
    package let targetRef = Field<ObjectReference>(4, "The target ref.")
    package let deprecatedTopology = Value<[String: String]>(5, "The deprecated topology.")
    package let nodeName = Value<String>(6, "The node name.", optional: true)
    package let zone = Value<String>(7, "The zone.", optional: true)
    package let hints = Field<EndpointHints>(8, "The hints.")
}
package typealias Endpoint = Object<EndpointShape>

package struct EndpointConditionsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.discovery.v1.EndpointConditions", "A endpoint conditions.")

    package let ready = Field<Bool>(1, "The ready.")
    package let serving = Field<Bool>(2, "The serving.")
    package let terminating = Field<Bool>(3, "The terminating.")
}
package typealias EndpointConditions = Object<EndpointConditionsShape>

package struct EndpointHintsShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.discovery.v1.EndpointHints", "A endpoint hints.")

    package let forZones = Value<[ForZone]>(1, "The for zones.", list: .atomic)
    package let forNodes = Value<[ForNode]>(2, "The for nodes.", list: .atomic)
}
package typealias EndpointHints = Object<EndpointHintsShape>

package struct ForNodeShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.discovery.v1.ForNode", "A for node.")

    package let name = Value<String>(1, "The name.", required: true)
}
package typealias ForNode = Object<ForNodeShape>

package struct ForZoneShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.discovery.v1.ForZone", "A for zone.")

    package let name = Value<String>(1, "The name.", required: true)
}
package typealias ForZone = Object<ForZoneShape>

package struct DiscoveryEndpointPortShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.discovery.v1.EndpointPort", "A discovery endpoint port.")

    package let name = Value<String>(1, "The name.", optional: true, default: "")
    package let `protocol` = Value<String>(
        2, "The protocol.", optional: true, default: "TCP", oneOf: ["SCTP", "TCP", "UDP"])
    package let port = Field<Int32>(3, "The port.")
    package let appProtocol = Value<String>(4, "The app protocol.", optional: true)
}
package typealias DiscoveryEndpointPort = Object<DiscoveryEndpointPortShape>
