import JSON
package import Schema

package struct EndpointsShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Endpoints", "A endpoints.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "endpoints", singular: "endpoints", kind: "Endpoints", isNamespaced: true,
        shortNames: ["ep"])

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let subsets = Value<[EndpointSubset]>(2, "The subsets.", list: .atomic)
}
package typealias Endpoints = Object<EndpointsShape>

package struct EndpointSubsetShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EndpointSubset", "A endpoint subset.")

    package let addresses = Value<[EndpointAddress]>(1, "The addresses.", list: .atomic)
    package let notReadyAddresses = Value<[EndpointAddress]>(2, "The not ready addresses.", list: .atomic)
    package let ports = Value<[EndpointPort]>(3, "The ports.", list: .atomic)
}
package typealias EndpointSubset = Object<EndpointSubsetShape>

package struct EndpointAddressShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EndpointAddress", "A endpoint address.")

    package let ip = Value<String>(1, "The ip.", required: true)
    package let targetRef = Field<ObjectReference>(2, "The target ref.")
    package let hostname = Value<String>(3, "The hostname.")
    package let nodeName = Value<String>(4, "The node name.", optional: true)
}
package typealias EndpointAddress = Object<EndpointAddressShape>

package struct EndpointPortShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.EndpointPort", "A endpoint port.")

    package let name = Value<String>(1, "The name.")
    package let port = Value<Int32>(2, "The port.", required: true)
    package let `protocol` = Value<String>(3, "The protocol.", default: "TCP", oneOf: ["SCTP", "TCP", "UDP"])
    package let appProtocol = Value<String>(4, "The app protocol.", optional: true)
}
package typealias EndpointPort = Object<EndpointPortShape>
