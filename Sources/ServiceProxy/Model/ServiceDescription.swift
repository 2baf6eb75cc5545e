internal import Addresses
internal import KubeAPI
internal import Schema

/// What the proxy needs of one Service, read once from the API object.
struct ServiceDescription: Hashable {
    struct Port: Hashable {
        let name: String
        let transport: TransportProtocol
        let port: UInt16
        let nodePort: UInt16?
    }

    let key: ObjectKey
    let clusterIPs: [IPv4Address]
    let externalIPs: [IPv4Address]
    let loadBalancerIPs: [IPv4Address]
    /// Who may use the load balancer's addresses; empty for everybody.
    let sourceRanges: [IPv4CIDR]
    let ports: [Port]
    /// How long a client stays with its backend; `nil` without session affinity.
    let affinitySeconds: Int?
    let internalPolicyIsLocal: Bool
    let externalPolicyIsLocal: Bool

    /// Services with this annotation are answered by every node itself and must not be translated.
    static let nodeLocalAnnotation = "swiftlet.dev/node-local"

    /// Services with this label are another proxy's (well-known label of Kubernetes).
    static let otherProxyLabel = "service.kubernetes.io/service-proxy-name"

    /// `nil` for Services that have no address of their own: headless ones, external names, those every node answers itself, and those
    /// that name another proxy.
    init?(_ service: KubeAPI.Service) {
        let spec = service.spec
        guard spec.type != "ExternalName", service.annotations[Self.nodeLocalAnnotation] != "true",
            service.labels[Self.otherProxyLabel] == nil
        else { return nil }
        let clusterIPs = Self.addresses(spec.clusterIPs.isEmpty ? [spec.clusterIP] : spec.clusterIPs)
        guard !clusterIPs.isEmpty else { return nil }
        key = service.key
        self.clusterIPs = clusterIPs
        externalIPs = Self.addresses(spec.externalIPs)
        loadBalancerIPs = spec.type == "LoadBalancer" ? Self.loadBalancerIPs(service) : []
        sourceRanges = Self.ranges(spec.loadBalancerSourceRanges)
        let hasNodePorts = spec.type == "NodePort" || spec.type == "LoadBalancer"
        ports = spec.ports.compactMap { Self.port($0, hasNodePorts: hasNodePorts) }
        let timeout = spec.sessionAffinityConfig?.clientIP?.timeoutSeconds ?? 10_800
        affinitySeconds = spec.sessionAffinity == "ClientIP" ? max(1, Int(timeout)) : nil
        internalPolicyIsLocal = spec.internalTrafficPolicy == "Local"
        externalPolicyIsLocal = spec.externalTrafficPolicy == "Local"
    }

    private static func addresses(_ texts: [String]) -> [IPv4Address] { Set(texts.compactMap { IPv4Address($0) }).sorted() }

    /// Addresses in the mode `Proxy` must reach the load balancer itself.
    private static func loadBalancerIPs(_ service: KubeAPI.Service) -> [IPv4Address] {
        addresses(service.status.loadBalancer.ingress.filter { $0.ipMode != "Proxy" }.map(\.ip))
    }

    /// Without those that lie inside another: nftables refuses overlapping ranges.
    private static func ranges(_ texts: [String]) -> [IPv4CIDR] {
        let all = Set(texts.compactMap { IPv4CIDR($0) })
        return all.filter { range in !all.contains { $0 != range && $0.contains(range) } }.sorted()
    }

    private static func port(_ port: ServicePort, hasNodePorts: Bool) -> Port? {
        guard let transport = TransportProtocol(kubernetes: port.protocol), let number = UInt16(exactly: port.port), number > 0
        else {
            return nil
        }
        let nodePort = UInt16(exactly: port.nodePort).flatMap { $0 > 0 && hasNodePorts ? $0 : nil }
        return Port(name: port.name, transport: transport, port: number, nodePort: nodePort)
    }
}
