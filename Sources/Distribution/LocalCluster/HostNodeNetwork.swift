import Addresses
import Netlink
import PodNetwork
import ServiceProxy

/// What `swiftlet server` and `swiftlet agent` leave in their host's own network: bridge, routes, Service rules and the
/// address of the cluster's DNS. A local cluster's nodes have namespaces of their own and leave nothing.
enum HostNodeNetwork {
    static func remove(serviceCIDR: String) throws {
        try NodeNetworkRemoval.run()
        try NFTables().deleteTable("ip", ServiceProxyConfiguration.defaultTableName)
        let socket = try RouteSocket()
        guard let dns = ClusterPlan.dnsAddress(in: serviceCIDR), let loopback = try socket.link(named: "lo") else { return }
        try socket.removeAddress(InterfaceAddress(dns, prefixLength: 32), from: loopback.index)
    }
}
