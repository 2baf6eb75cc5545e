package import Addresses

/// What the DNS server needs to know.
package struct ClusterDNSConfiguration: Sendable {
    /// The cluster's DNS address. Every node answers it itself.
    package var listenAddress: IPv4Address
    package var port: Int
    /// Whether to give the loopback interface the address first.
    package var assignsAddress: Bool
    package var clusterDomain: String
    /// Names the servers that other questions go to.
    package var resolverFile: String
    /// The ranges of Pods and Services: questions about who has these addresses never leave the cluster.
    package var reverseRanges: [IPv4CIDR]

    package init(
        listenAddress: IPv4Address, port: Int = 53, assignsAddress: Bool = true, clusterDomain: String = "cluster.local",
        resolverFile: String = "/etc/resolv.conf", reverseRanges: [IPv4CIDR] = []
    ) {
        self.listenAddress = listenAddress
        self.port = port
        self.assignsAddress = assignsAddress
        self.clusterDomain = clusterDomain
        self.resolverFile = resolverFile
        self.reverseRanges = reverseRanges
    }
}
