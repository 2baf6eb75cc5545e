package import Addresses

/// What the proxy needs to know of its node.
package struct ServiceProxyConfiguration: Sendable {
    package static let defaultTableName = "swiftlet-proxy"

    package var nodeName: String
    package var nodeIP: IPv4Address
    /// Where Pods have their addresses from: only they reach backends with their own address.
    package var clusterCIDR: IPv4CIDR
    /// The nftables table (family `ip`) that the proxy owns.
    package var tableName: String

    package init(nodeName: String, nodeIP: IPv4Address, clusterCIDR: IPv4CIDR, tableName: String = Self.defaultTableName) {
        self.nodeName = nodeName
        self.nodeIP = nodeIP
        self.clusterCIDR = clusterCIDR
        self.tableName = tableName
    }
}
