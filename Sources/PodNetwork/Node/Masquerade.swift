internal import Addresses

/// The packet filter's rules for what Pods send out of the cluster: it leaves with the node's address. What goes to a Pod or to a
/// node keeps the Pod's address.
enum Masquerade {
    /// The whole table, for one transaction. Translation is decided by a connection's first packet, so putting the table in
    /// again does not disturb connections.
    static func ruleset(table: String, clusterCIDR: IPv4CIDR, nodeAddresses: [IPv4Address]) -> String {
        let nodes = nodeAddresses.map(\.description).joined(separator: ", ")
        let keepForNodes = nodes.isEmpty ? "" : "    ip daddr { \(nodes) } accept\n"
        return """
            add table ip \(table)
            delete table ip \(table)
            table ip \(table) {
              chain postrouting {
                type nat hook postrouting priority srcnat; policy accept;
                ip saddr != \(clusterCIDR) accept
                ip daddr { \(clusterCIDR), 224.0.0.0/4 } accept
            \(keepForNodes)    masquerade fully-random
              }
            }

            """
    }
}
