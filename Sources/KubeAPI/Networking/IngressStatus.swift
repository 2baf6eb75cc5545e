import JSON
package import Schema

package struct IngressStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.networking.v1.IngressStatus", "Where an Ingress is reached.")

    package let loadBalancer = Value<IngressLoadBalancerStatus>(1, "The load balancer's addresses.", default: [:])
}
package typealias IngressStatus = Object<IngressStatusShape>

package struct IngressLoadBalancerStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.IngressLoadBalancerStatus", "The addresses of a load balancer.")

    package let ingress = Value<[IngressLoadBalancerIngress]>(1, "The addresses.", list: .atomic)
}
package typealias IngressLoadBalancerStatus = Object<IngressLoadBalancerStatusShape>

package struct IngressLoadBalancerIngressShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>(
        "io.k8s.api.networking.v1.IngressLoadBalancerIngress", "One address of a load balancer.")

    package let ip = Value<String>(1, "The IP address.")
    package let hostname = Value<String>(2, "The host name, when it has no fixed address.")
    package let ports = Value<[IngressPortStatus]>(4, "What became of the ports.", list: .atomic)
}
package typealias IngressLoadBalancerIngress = Object<IngressLoadBalancerIngressShape>

package struct IngressPortStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.networking.v1.IngressPortStatus", "What became of a port.")

    package let port = Value<Int32>(1, "The port's number.", required: true)
    package let `protocol` = Value<String>(2, "`TCP`, `UDP` or `SCTP`.", required: true, default: "TCP")
    package let error = Value<String>(
        3, "Why the port is not served, as a CamelCase word or a domain and a name.", optional: true)
}
package typealias IngressPortStatus = Object<IngressPortStatusShape>
