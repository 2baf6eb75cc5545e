internal import Addresses

/// Everything a packet filter has to do for one port of one Service on this node, in no filter's language.
struct ServiceRules: Hashable {
    /// What happens to a connection.
    enum Target: Hashable {
        /// To one of these, picked at random. Never empty; in order.
        case backends([Backend])
        /// The Service has no backend at all: the client is told at once (TCP reset, ICMP port unreachable).
        case reject
        /// There are backends, but none that the traffic policy allows on this node: silence, as a balancer's probe expects.
        case drop

        var backends: [Backend] { if case .backends(let backends) = self { backends } else { [] } }
    }

    /// `namespace/name/tcp/80`, unique among the rules of a cluster.
    let name: String
    let transport: TransportProtocol
    let port: UInt16
    let clusterIPs: [IPv4Address]
    let nodePort: UInt16?
    let externalIPs: [IPv4Address]
    let loadBalancerIPs: [IPv4Address]
    let sourceRanges: [IPv4CIDR]
    let affinitySeconds: Int?
    /// For connections to the cluster IP.
    let internalTarget: Target
    /// For connections from outside, to node ports, external and load balancer addresses.
    let externalTarget: Target
    /// For connections to such addresses from Pods and this node, which the external policy `Local` does not bind.
    let clusterTarget: Target
    /// External policy `Local`: the backend sees the client's own address.
    let keepsClientAddress: Bool
    /// Backends on this node: they may connect to themselves through the Service.
    let localBackends: [Backend]

    /// Whether anything but the cluster IP leads here.
    var isReachableFromOutside: Bool { nodePort != nil || !externalIPs.isEmpty || !loadBalancerIPs.isEmpty }
    var allBackends: Set<Backend> {
        Set(internalTarget.backends + externalTarget.backends + clusterTarget.backends)
    }
}
