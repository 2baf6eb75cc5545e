import JSON
package import Schema

package struct ServiceShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.core.v1.Service", "A stable address and name for a changing set of Pods.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "services", singular: "service", kind: "Service", isNamespaced: true,
        shortNames: ["svc"], categories: ["all"])

    package let apiVersion = Value<String>(0, "The group and version of the API the object is written in.")
    package let kind = Value<String>(0, "What the object is, as the API names it.")
    package let metadata = Value<ObjectMeta>(1, "The object's name, labels, owners and history.")
    package let spec = Value<ServiceSpec>(2, "What the Service shall be.", default: [:])
    package let status = Value<ServiceStatus>(3, "What has become of the Service.", default: [:])
}
package typealias Service = Object<ServiceShape>

package struct ServiceSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ServiceSpec", "What a Service shall be.")

    package let ports = Value<[ServicePort]>(
        1, "The ports of the Service.", list: .map, mergeKeys: ["port", "protocol"], patch: .merge, patchMergeKey: "port")
    package let selector = Value<[String: String]>(
        2, "Labels of the Pods behind the Service; without any, something else writes its endpoints.", list: .atomic)
    package let clusterIP = Value<String>(
        3,
        "The Service's address in the cluster. Chosen by the server when it is not given; `None` makes the "
            + "Service headless: its name leads to the Pods themselves.")
    package let type = Value<String>(
        4,
        "How the Service is reached: `ClusterIP` from inside, `NodePort` also on every node, "
            + "`LoadBalancer` also from outside, `ExternalName` as another name.", default: "ClusterIP",
        oneOf: ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"])
    package let externalIPs = Value<[String]>(5, "Further addresses on which nodes take traffic for the Service.", list: .atomic)
    package let sessionAffinity = Value<String>(
        7, "`ClientIP` sends a client to the same Pod again; `None` does not.", default: "None", oneOf: ["ClientIP", "None"])
    package let loadBalancerIP = Value<String>(8, "The address a load balancer should have, where it supports that.")
    package let loadBalancerSourceRanges = Value<[String]>(9, "The client addresses a load balancer lets through.", list: .atomic)
    package let externalName = Value<String>(10, "The name that lookups of an `ExternalName` Service are sent on to.")
    package let externalTrafficPolicy = Value<String>(
        11,
        "Where traffic from outside may go: `Cluster` for every Pod, `Local` for Pods of the node it "
            + "reached, which keeps the client's address.", oneOf: ["Cluster", "Local"])
    package let healthCheckNodePort = Value<Int32>(
        12, "The port on which nodes tell load balancers whether they have local Pods.")
    package let publishNotReadyAddresses = Value<Bool>(13, "Whether Pods count that are not ready.")
    package let sessionAffinityConfig = Field<SessionAffinityConfig>(14, "How session affinity works.")
    package let ipFamilyPolicy = Value<String>(
        17, "`SingleStack`, `PreferDualStack` or `RequireDualStack`.", optional: true,
        oneOf: ["PreferDualStack", "RequireDualStack", "SingleStack"])
    package let clusterIPs = Value<[String]>(
        18, "All addresses, at most one of each family; the first is `clusterIP`.", list: .atomic)
    package let ipFamilies = Value<[String]>(
        19, "The families of the addresses: `IPv4`, `IPv6` or both, the first one first.", list: .atomic)
    package let allocateLoadBalancerNodePorts = Field<Bool>(20, "Whether a load balancer Service gets node ports, too.")
    package let loadBalancerClass = Value<String>(21, "Which load balancer implementation is meant.", optional: true)
    package let internalTrafficPolicy = Value<String>(
        22, "Where traffic from inside may go: `Cluster` for every Pod, `Local` for Pods of the same node.", optional: true,
        oneOf: ["Cluster", "Local"])
    package let trafficDistribution = Value<String>(
        23, "Which Pods are preferred, such as `PreferSameZone` or `PreferSameNode`.", optional: true)
}
package typealias ServiceSpec = Object<ServiceSpecShape>

package struct ServicePortShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ServicePort", "A port of a Service.")

    package let name = Value<String>(1, "The port's name; needed when there are several.")
    package let `protocol` = Value<String>(2, "`TCP`, `UDP` or `SCTP`.", default: "TCP", oneOf: ["SCTP", "TCP", "UDP"])
    package let port = Value<Int32>(3, "The port of the Service's address.", required: true)
    package let targetPort = Field<IntOrString>(4, "The Pods' port, by number or name; the same as `port` when it is not given.")
    package let nodePort = Value<Int32>(5, "The port on every node. Chosen by the server when it is not given.")
    package let appProtocol = Value<String>(
        6, "The protocol above the transport, such as `http` or `kubernetes.io/h2c`.", optional: true)
}
package typealias ServicePort = Object<ServicePortShape>

package struct SessionAffinityConfigShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SessionAffinityConfig", "How session affinity works.")

    package let clientIP = Field<ClientIPConfig>(1, "For affinity by the client's address.")
}
package typealias SessionAffinityConfig = Object<SessionAffinityConfigShape>

package struct ClientIPConfigShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ClientIPConfig", "Affinity by the client's address.")

    package let timeoutSeconds = Field<Int32>(
        1, "Seconds without traffic after which a client may be sent elsewhere; at most a day.", default: 10800)
}
package typealias ClientIPConfig = Object<ClientIPConfigShape>

package struct ServiceStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ServiceStatus", "What has become of a Service.")

    package let loadBalancer = Value<LoadBalancerStatus>(1, "Where the load balancer is reached.", default: [:])
    package let conditions = Value<[Condition]>(
        2, "Aspects of the Service's state.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
}
package typealias ServiceStatus = Object<ServiceStatusShape>

package struct LoadBalancerStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.LoadBalancerStatus", "Where a load balancer is reached.")

    package let ingress = Value<[LoadBalancerIngress]>(1, "Its entry points.", list: .atomic)
}
package typealias LoadBalancerStatus = Object<LoadBalancerStatusShape>

package struct LoadBalancerIngressShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.LoadBalancerIngress", "An entry point of a load balancer.")

    package let ip = Value<String>(1, "Its address, where it has one.")
    package let hostname = Value<String>(2, "Its name, where it has one.")
    package let ipMode = Value<String>(
        3,
        "How traffic arrives at nodes: `VIP` with the balancer's address as destination, `Proxy` with the "
            + "node's.", optional: true)
    package let ports = Value<[PortStatus]>(4, "The state of its ports.", list: .atomic)
}
package typealias LoadBalancerIngress = Object<LoadBalancerIngressShape>

package struct PortStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PortStatus", "The state of a load balancer's port.")

    package let port = Value<Int32>(1, "The port.", required: true)
    package let `protocol` = Value<String>(2, "`TCP`, `UDP` or `SCTP`.", required: true)
    package let error = Value<String>(3, "Why the port does not work.", optional: true)
}
package typealias PortStatus = Object<PortStatusShape>
