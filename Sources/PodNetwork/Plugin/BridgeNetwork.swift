internal import Addresses
internal import Netlink

/// The node's side of the Pod network: the bridge, and the interfaces that hang on it.
///
/// A Pod has its address as a /32 and reaches everything through the bridge's address, other Pods of the node included. So every
/// packet is routed by the node, meets the Service rules on both ways, and a Service works between two Pods of one node whether or
/// not bridged frames are shown to the packet filter (`br_netfilter`).
struct BridgeNetwork {
    let bridgeName: String
    let mtu: UInt32
    let range: IPv4CIDR
    let gateway: IPv4Address
    let sockets: RouteSocket

    init(bridge: String, mtu: UInt32, range: IPv4CIDR) throws {
        guard let gateway = range.address(at: 1) else {
            throw CNIError(.invalidConfiguration, "podCIDR has no address for the bridge")
        }
        bridgeName = bridge
        self.mtu = mtu
        self.range = range
        self.gateway = gateway
        sockets = try RouteSocket()
    }

    init(_ configuration: CNIConfiguration) throws {
        try self.init(bridge: configuration.bridge, mtu: configuration.mtu, range: configuration.podCIDR)
    }

    /// The same name for the same attachment, so that a retry finds what a crash left behind.
    static func hostEndName(_ owner: AddressOwner) -> String {
        var hash: UInt64 = 0xCBF2_9CE4_8422_2325
        for byte in owner.description.utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01B3 }
        let digits = String(hash & 0xFF_FFFF_FFFF, radix: 16)
        return "veth" + String(repeating: "0", count: 10 - digits.utf8.count) + digits
    }

    /// Tells who has an interface on this node right now.
    func attachedOwners() throws -> (AddressOwner) -> Bool {
        let names = Set(try sockets.links().map(\.name))
        return { names.contains(Self.hostEndName($0)) }
    }

    /// The bridge, up and with the gateway's address; made when it is not there.
    func ensureBridge() throws -> Link {
        if let bridge = try sockets.link(named: bridgeName) {
            guard bridge.kind == "bridge" else {
                throw CNIError(.network, "interface \(bridge.name) is not a bridge", details: bridge.kind ?? "")
            }
            if bridge.isUp, bridge.mtu == mtu, try sockets.addresses(of: bridge.index).contains(bridgeAddress) { return bridge }
        }
        do {
            // A fixed hardware address: a bridge without one takes a new one from its ports whenever they change.
            try sockets.createBridge(named: bridgeName, LinkChange(mac: MACAddress(for: gateway)))
        } catch let error as NetlinkError where error.isAlreadyThere {}
        let bridge = try existingBridge()
        try removeOtherAddresses(bridge)
        try sockets.addAddress(bridgeAddress, to: bridge.index)
        // Only an MTU that is set on the bridge when it is there stays; one it is made with gives way to that of its ports.
        try sockets.change(bridge.index, LinkChange(isUp: true, mtu: mtu))
        try writeSettings()
        return try existingBridge()
    }

    private func existingBridge() throws -> Link {
        guard let bridge = try sockets.link(named: bridgeName) else {
            throw CNIError(.network, "bridge \(bridgeName) went away")
        }
        return bridge
    }

    private var bridgeAddress: InterfaceAddress {
        InterfaceAddress(gateway, prefixLength: range.prefixLength)
    }

    /// Addresses of a range that the node had before.
    private func removeOtherAddresses(_ bridge: Link) throws {
        for address in try sockets.addresses(of: bridge.index) where address.address.v4 != nil && address != bridgeAddress {
            try sockets.removeAddress(address, from: bridge.index)
        }
    }

    private func writeSettings() throws {
        try Sysctl.write("net/ipv4/ip_forward", "1")
        // Pods of one bridge talk through the node on purpose; it must not tell them of a shorter way.
        for interface in ["all", bridgeName] {
            try Sysctl.write("net/ipv4/conf/\(interface)/send_redirects", "0")
        }
    }
}
