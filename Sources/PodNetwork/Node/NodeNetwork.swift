internal import Addresses
internal import KubeAPI
internal import Schema

/// What the Pod network needs of one node.
struct NodeNetwork: Hashable {
    let name: String
    /// `nil` until the node has reported one.
    let address: IPv4Address?
    /// `nil` until the control plane has given the node a range.
    let podCIDR: IPv4CIDR?

    init(name: String, address: IPv4Address?, podCIDR: IPv4CIDR?) {
        self.name = name
        self.address = address
        self.podCIDR = podCIDR
    }

    init(_ node: Node) {
        name = node.name
        let internalAddresses = node.status.addresses.filter { $0.type == "InternalIP" }
        address = internalAddresses.lazy.compactMap { IPv4Address($0.address) }.first
        podCIDR = ([node.spec.podCIDR] + node.spec.podCIDRs).lazy.compactMap { IPv4CIDR($0) }.first
    }
}

/// The whole desired state of this node's part of the Pod network. Decided purely; `NodeNetworkApplier` acts.
struct NodeNetworkPlan: Hashable {
    /// This node's range; `nil` until it has one.
    let podCIDR: IPv4CIDR?
    /// The other nodes' ranges, and the node that each is reached through.
    let routes: [IPv4CIDR: IPv4Address]
    /// The addresses of all nodes, in order.
    let nodeAddresses: [IPv4Address]

    /// A range that is not inside the cluster's, and one that overlaps this node's own, gets no route: a wrong Node object must not
    /// take other traffic away.
    init(_ nodes: [NodeNetwork], nodeName: String, nodeIP: IPv4Address, clusterCIDR: IPv4CIDR) {
        let own = nodes.first { $0.name == nodeName }?.podCIDR
        podCIDR = own
        var routes: [IPv4CIDR: IPv4Address] = [:]
        for node in nodes.sorted(by: { $0.name < $1.name }) where node.name != nodeName {
            guard let range = node.podCIDR, let address = node.address, address != nodeIP, clusterCIDR.contains(range),
                own.map({ !$0.overlaps(range) }) ?? true, routes[range] == nil
            else { continue }
            routes[range] = address
        }
        self.routes = routes
        nodeAddresses = Set(nodes.compactMap(\.address) + [nodeIP]).sorted()
    }
}
