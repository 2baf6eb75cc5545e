import JSON
package import Schema

package struct ServiceShape: Resource {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.Service", "A service.")
    package static let type = ResourceType(
        group: "", version: "v1", plural: "services", singular: "service", kind: "Service", isNamespaced: true,
        shortNames: ["svc"], categories: ["all"])

    package let apiVersion = Value<String>(0, "The api version.")
    package let kind = Value<String>(0, "The kind.")
    package let metadata = Value<ObjectMeta>(1, "The metadata.")
    package let spec = Value<ServiceSpec>(2, "The spec.", default: [:])
    package let status = Value<ServiceStatus>(3, "The status.", default: [:])
}
package typealias Service = Object<ServiceShape>

package struct ServiceSpecShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ServiceSpec", "A service spec.")

    package let ports = Value<[ServicePort]>(
        1, "The ports.", list: .map, mergeKeys: ["port", "protocol"], patch: .merge, patchMergeKey: "port")
    package let selector = Value<[String: String]>(2, "The selector.", list: .atomic)
    package let clusterIP = Value<String>(3, "The cluster IP.")
    package let type = Value<String>(
        4, "The type.", default: "ClusterIP", oneOf: ["ClusterIP", "ExternalName", "LoadBalancer", "NodePort"])
    package let externalIPs = Value<[String]>(5, "The external I ps.", list: .atomic)
    package let sessionAffinity = Value<String>(
        7, "The session affinity.", default: "None", oneOf: ["ClientIP", "None"])
    package let loadBalancerIP = Value<String>(8, "The load balancer IP.")
    package let loadBalancerSourceRanges = Value<[String]>(9, "The load balancer source ranges.", list: .atomic)
    package let externalName = Value<String>(10, "The external name.")
    package let externalTrafficPolicy = Value<String>(11, "The external traffic policy.", oneOf: ["Cluster", "Local"])
    package let healthCheckNodePort = Value<Int32>(12, "The health check node port.")
    package let publishNotReadyAddresses = Value<Bool>(13, "The publish not ready addresses.")
    package let sessionAffinityConfig = Field<SessionAffinityConfig>(14, "The session affinity config.")
    package let ipFamilyPolicy = Value<String>(
        17, "The ip family policy.", optional: true, oneOf: ["PreferDualStack", "RequireDualStack", "SingleStack"])
    package let clusterIPs = Value<[String]>(18, "The cluster I ps.", list: .atomic)
    package let ipFamilies = Value<[String]>(19, "The ip families.", list: .atomic)
    package let allocateLoadBalancerNodePorts = Field<Bool>(20, "The allocate load balancer node ports.")
    package let loadBalancerClass = Value<String>(21, "The load balancer class.", optional: true)
    package let internalTrafficPolicy = Value<String>(
        22, "The internal traffic policy.", optional: true, oneOf: ["Cluster", "Local"])
    package let trafficDistribution = Value<String>(23, "The traffic distribution.", optional: true)
}
package typealias ServiceSpec = Object<ServiceSpecShape>

package struct ServicePortShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ServicePort", "A service port.")

    package let name = Value<String>(1, "The name.")
    package let `protocol` = Value<String>(2, "The protocol.", default: "TCP", oneOf: ["SCTP", "TCP", "UDP"])
    package let port = Value<Int32>(3, "The port.", required: true)
    package let targetPort = Field<IntOrString>(4, "The target port.")
    package let nodePort = Value<Int32>(5, "The node port.")
    package let appProtocol = Value<String>(6, "The app protocol.", optional: true)
}
package typealias ServicePort = Object<ServicePortShape>

package struct SessionAffinityConfigShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.SessionAffinityConfig", "A session affinity config.")

    package let clientIP = Field<ClientIPConfig>(1, "The client IP.")
}
package typealias SessionAffinityConfig = Object<SessionAffinityConfigShape>

package struct ClientIPConfigShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ClientIPConfig", "A client IP config.")

    package let timeoutSeconds = Field<Int32>(1, "The timeout seconds.", default: 10800)
}
package typealias ClientIPConfig = Object<ClientIPConfigShape>

package struct ServiceStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.ServiceStatus", "A service status.")

    package let loadBalancer = Value<LoadBalancerStatus>(1, "The load balancer.", default: [:])
    package let conditions = Value<[Condition]>(
        2, "The conditions.", list: .map, mergeKeys: ["type"], patch: .merge, patchMergeKey: "type")
}
package typealias ServiceStatus = Object<ServiceStatusShape>

package struct LoadBalancerStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.LoadBalancerStatus", "A load balancer status.")

    package let ingress = Value<[LoadBalancerIngress]>(1, "The ingress.", list: .atomic)
}
package typealias LoadBalancerStatus = Object<LoadBalancerStatusShape>

package struct LoadBalancerIngressShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.LoadBalancerIngress", "A load balancer ingress.")

    package let ip = Value<String>(1, "The ip.")
    package let hostname = Value<String>(2, "The hostname.")
    package let ipMode = Value<String>(3, "The ip mode.", optional: true)
    package let ports = Value<[PortStatus]>(4, "The ports.", list: .atomic)
}
package typealias LoadBalancerIngress = Object<LoadBalancerIngressShape>

package struct PortStatusShape: Shape {
    package init() {}
    package static let shape = Reflected<Self>("io.k8s.api.core.v1.PortStatus", "A port status.")

    package let port = Value<Int32>(1, "The port.", required: true)
    package let `protocol` = Value<String>(2, "The protocol.", required: true)
    package let error = Value<String>(3, "The error.", optional: true)
}
package typealias PortStatus = Object<PortStatusShape>
