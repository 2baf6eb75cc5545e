internal import Addresses
internal import Netlink

/// Makes an address the node's own, so that what is sent to it from the node or its Pods ends here. No other node sees it.
enum LoopbackAddress {
    /// Blocks for a moment. Not an error when the address is there.
    static func assign(_ address: IPv4Address) throws {
        let sockets = try RouteSocket()
        guard let loopback = try sockets.link(named: "lo") else { throw NetlinkError("find interface", "lo") }
        if !loopback.isUp { try sockets.change(loopback.index, LinkChange(isUp: true)) }
        // Host scope: the kernel must not pick it as the source of what leaves the node.
        try sockets.addAddress(InterfaceAddress(address, prefixLength: 32), to: loopback.index, scope: .host)
    }
}
