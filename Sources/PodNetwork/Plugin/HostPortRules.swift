/// The packet filter's rules for ports of the node that lead to Pods. Pure.
enum HostPortRules {
    /// The whole table, for one transaction. Translation is decided by a connection's first packet, so putting the table in
    /// again does not disturb connections. Services come first: their chains have an earlier priority.
    static func ruleset(table: String, _ bindings: [HostPortBinding]) -> String {
        let everywhere = bindings.filter { $0.hostPort.address == nil }
        let somewhere = bindings.filter { $0.hostPort.address != nil }
        return """
            add table ip \(table)
            delete table ip \(table)
            table ip \(table) {
              map ports { type inet_proto . inet_service : ipv4_addr . inet_service; \(elements(everywhere)) }
              map address-ports { type ipv4_addr . inet_proto . inet_service : ipv4_addr . inet_service; \(elements(somewhere)) }
              set themselves { type ipv4_addr . ipv4_addr; \(pairs(bindings)) }
              chain host-ports {
                ip daddr 127.0.0.0/8 return
                meta l4proto { tcp, udp, sctp } dnat ip to ip daddr . meta l4proto . th dport map @address-ports
                fib daddr type local meta l4proto { tcp, udp, sctp } dnat ip to meta l4proto . th dport map @ports
              }
              chain prerouting {
                type nat hook prerouting priority -90; policy accept;
                jump host-ports
              }
              chain output {
                type nat hook output priority -90; policy accept;
                jump host-ports
              }
              chain postrouting {
                type nat hook postrouting priority srcnat; policy accept;
                ct status dnat ip saddr . ip daddr @themselves masquerade fully-random
              }
            }

            """
    }

    private static func elements(_ bindings: [HostPortBinding]) -> String {
        list(
            bindings.map { binding in
                let port = binding.hostPort
                let address = port.address.map { "\($0) . " } ?? ""
                return "\(address)\(port.transport.rawValue) . \(port.port) : \(binding.podAddress) . \(port.containerPort)"
            })
    }

    /// A Pod that reaches itself through the node must get the answer back through the node.
    private static func pairs(_ bindings: [HostPortBinding]) -> String {
        list(Set(bindings.map(\.podAddress)).sorted().map { "\($0) . \($0)" })
    }

    private static func list(_ items: [String]) -> String {
        items.isEmpty ? "" : "elements = { \(items.joined(separator: ", ")) }"
    }
}
