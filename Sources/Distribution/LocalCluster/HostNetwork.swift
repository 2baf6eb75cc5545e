import Addresses
import Files
import Glibc
import Netlink

/// What a local cluster adds to this machine's network: one bridge, a network namespace a node, and one nft table that
/// lets the nodes reach the outside. All of it goes with `remove`.
struct HostNetwork: Sendable {
    /// Each cluster takes one /24 of this range.
    static let range = "172.30"
    static let prefixLength = 24

    let plan: ClusterPlan
    let layout: ClusterLayout

    private var table: String { "swiftlet-\(plan.name)" }

    /// The lowest index whose subnet and bridge name nobody uses.
    static func freeIndex(taken: Set<Int>) throws -> Int {
        let socket = try RouteSocket()
        let names = Set(try socket.links().map(\.name))
        let addresses = try socket.addresses().compactMap(\.address.v4)
        let routes = try socket.routes().compactMap { route in
            route.destination.prefixLength == 0 ? nil : route.destination.address.v4
        }
        for index in 0..<250 where !taken.contains(index) && !names.contains("swl\(index)") {
            guard let subnet = IPv4CIDR("\(range).\(index).0/\(prefixLength)") else { continue }
            if !(addresses + routes).contains(where: subnet.contains) { return index }
        }
        throw UserError("no free network in \(range).0.0/16", advice: "take down a cluster that is no longer needed")
    }

    /// Makes the bridge, by whose name `freeIndex` sees that the network is taken.
    func reserve() throws {
        guard let host = plan.host else { return }
        let socket = try RouteSocket()
        if try socket.link(named: host.bridge) == nil { try socket.createBridge(named: host.bridge) }
    }

    /// Makes what is missing; what is already there stays.
    func create() throws {
        guard let host = plan.host else { return }
        try keepHostNamespace()
        try reserve()
        let socket = try RouteSocket()
        let bridge = try Self.link(host.bridge, socket)
        try Self.add("\(host.gateway)/\(Self.prefixLength)", to: bridge, socket)
        try socket.change(bridge.index, LinkChange(isUp: true))
        for (number, node) in plan.nodes.enumerated() {
            try connect(node, port: "swl\(host.index)n\(number + 1)", bridge: bridge, gateway: host.gateway, socket)
        }
        try NFTables().apply(
            """
            add table ip \(table)
            delete table ip \(table)
            table ip \(table) {
              chain postrouting {
                type nat hook postrouting priority srcnat; policy accept;
                ip saddr \(host.subnet) ip daddr != \(host.subnet) oifname != "\(host.bridge)" masquerade
              }
            }
            """)
        try allowForwarding()
    }

    /// Takes everything away again. Goes on after a failure and throws the first one at the end.
    func remove() throws {
        var first: (any Error)?
        func attempt(_ body: () throws -> Void) {
            do { try body() } catch { first = first ?? error }
        }
        for node in plan.nodes {
            guard let network = node.network, FileSystem.exists(network) else { continue }
            attempt { try NetworkNamespace.remove(at: network) }
        }
        if let host = plan.host {
            attempt {
                let socket = try RouteSocket()
                for number in 1...max(1, plan.nodes.count) {
                    let port = "swl\(host.index)n\(number)"
                    if try socket.link(named: port) != nil { try socket.deleteLink(named: port) }
                }
                if try socket.link(named: host.bridge) != nil { try socket.deleteLink(named: host.bridge) }
            }
            attempt {
                let tables = try NFTables()
                if try tables.table("ip", table) != nil { try tables.deleteTable("ip", table) }
            }
        }
        attempt { try restoreForwarding() }
        umount2(layout.hostNetwork, Int32(MNT_DETACH))
        if let first { throw first }
    }

    private func connect(
        _ node: ClusterPlan.Node, port: String, bridge: Link, gateway: String, _ socket: RouteSocket
    ) throws {
        guard let path = node.network else { return }
        let namespace =
            FileSystem.exists(path) ? try NetworkNamespace(path: path) : try NetworkNamespace.create(at: path)
        if try socket.link(named: port) == nil {
            try socket.createVeth(
                named: port, LinkChange(isUp: true, master: bridge.index),
                peer: LinkChange(name: "eth0", namespace: namespace.descriptor))
        }
        let address = node.address
        try namespace.run {
            let socket = try RouteSocket()
            try socket.change(try Self.link("lo", socket).index, LinkChange(isUp: true))
            let link = try Self.link("eth0", socket)
            try Self.add("\(address)/\(Self.prefixLength)", to: link, socket)
            try socket.change(link.index, LinkChange(isUp: true))
            if let everything = InterfaceAddress("0.0.0.0/0"), let gateway = IPAddress(gateway) {
                try socket.replaceRoute(Route(to: everything, via: gateway, interface: link.index))
            }
        }
    }

    private static func link(_ name: String, _ socket: RouteSocket) throws -> Link {
        guard let link = try socket.link(named: name) else { throw NetlinkError("find", name) }
        return link
    }

    private static func add(_ text: String, to link: Link, _ socket: RouteSocket) throws {
        guard let address = InterfaceAddress(text) else { throw NetlinkError("read address", text) }
        if try !socket.addresses(of: link.index).contains(address) { try socket.addAddress(address, to: link.index) }
    }

    /// Mounts this machine's own network namespace where a process inside a node's can find it.
    private func keepHostNamespace() throws {
        if FileSystem.exists(layout.hostNetwork) { umount2(layout.hostNetwork, Int32(MNT_DETACH)) }
        try FileSystem.replace(layout.hostNetwork, with: "")
        guard mount("/proc/self/ns/net", layout.hostNetwork, nil, UInt(MS_BIND), nil) == 0 else {
            throw FileError(operation: "mount the network namespace at", path: layout.hostNetwork, code: errno)
        }
    }

    private static let forwarding = "net/ipv4/ip_forward"
    /// One for all data directories of this machine. A reboot forgets it together with the setting.
    private static let forwardingMark = "/run/swiftlet-ip_forward-was-off"

    private func allowForwarding() throws {
        guard Sysctl.read(Self.forwarding) == "0" else { return }
        try FileSystem.replace(Self.forwardingMark, with: "")
        try Sysctl.write(Self.forwarding, "1")
    }

    /// The last cluster to go turns forwarding off again, if a cluster turned it on.
    private func restoreForwarding() throws {
        guard FileSystem.exists(Self.forwardingMark) else { return }
        let others = try RouteSocket().links().filter {
            $0.kind == "bridge" && $0.name != plan.host?.bridge && Self.isBridge($0.name)
        }
        guard others.isEmpty else { return }
        try Sysctl.write(Self.forwarding, "0")
        unlink(Self.forwardingMark)
    }

    /// Whether a cluster's bridge has that name: `swl0`, `swl1`, …
    private static func isBridge(_ name: String) -> Bool { name.hasPrefix("swl") && Int(name.dropFirst(3)) != nil }
}
