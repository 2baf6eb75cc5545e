package import Addresses

/// What the node's side of the Pod network needs to know.
package struct PodNetworkConfiguration: Sendable {
    package static let defaultBridge = "cbr0"
    package static let defaultTableName = "swiftlet-pods"

    package var nodeName: String
    /// This node's address among the nodes.
    package var nodeIP: IPv4Address
    /// The range all Pods of the cluster have their addresses from. Traffic inside it is never translated.
    package var clusterCIDR: IPv4CIDR
    /// Where the container runtime looks for the network's configuration.
    package var configurationDirectory: String
    /// Where the container runtime looks for the plugin; a link called `swiftlet` is put there.
    package var pluginDirectory: String
    /// Where the address allocations are kept.
    package var dataDirectory: String
    /// This program.
    package var executable: String
    /// `nil` takes the MTU of the interface that has `nodeIP`.
    package var mtu: UInt32?
    package var bridge = Self.defaultBridge
    /// The nftables table (family `ip`) for traffic that leaves the cluster.
    package var tableName = Self.defaultTableName

    package init(
        nodeName: String, nodeIP: IPv4Address, clusterCIDR: IPv4CIDR, configurationDirectory: String, pluginDirectory: String,
        dataDirectory: String, executable: String, mtu: UInt32? = nil
    ) {
        self.nodeName = nodeName
        self.nodeIP = nodeIP
        self.clusterCIDR = clusterCIDR
        self.configurationDirectory = configurationDirectory
        self.pluginDirectory = pluginDirectory
        self.dataDirectory = dataDirectory
        self.executable = executable
        self.mtu = mtu
    }
}
