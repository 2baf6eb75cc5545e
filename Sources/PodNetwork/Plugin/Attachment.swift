internal import Addresses
internal import Netlink

/// One container's connection to the bridge.
struct Attachment {
    let network: BridgeNetwork
    let owner: AddressOwner
    let namespacePath: String

    var isConnected: Bool { get throws { try network.sockets.link(named: hostEndName) != nil } }

    var hostEndName: String { BridgeNetwork.hostEndName(owner) }

    /// Makes the connection. Takes away first what an earlier try for the same container left behind; takes away what it made
    /// when a step fails.
    func connect(_ address: IPv4Address) throws -> CNIResult {
        let namespace = try NetworkNamespace(path: namespacePath)
        let inside = try namespace.run { try RouteSocket() }
        let bridge = try network.ensureBridge()
        try network.sockets.deleteLink(named: hostEndName)
        do {
            return try connect(address, bridge, namespace, inside)
        } catch {
            try? network.sockets.deleteLink(named: hostEndName)
            throw error
        }
    }

    private func connect(
        _ address: IPv4Address, _ bridge: Link, _ namespace: NetworkNamespace, _ inside: RouteSocket
    ) throws -> CNIResult {
        let mtu = network.mtu
        let mac = MACAddress(for: address)
        let peer = LinkChange(mtu: mtu, mac: mac, name: owner.interface, namespace: namespace.descriptor)
        try network.sockets.createVeth(
            named: hostEndName, LinkChange(isUp: true, mtu: mtu, master: bridge.index), peer: peer)
        guard let hostEnd = try network.sockets.link(named: hostEndName), let end = try inside.link(named: owner.interface) else {
            throw CNIError(.network, "interface \(hostEndName) went away")
        }
        // A Pod may reach itself through a Service.
        try network.sockets.changeBridgePort(hostEnd.index, hairpin: true, isolated: false)
        try configure(end, address, inside)
        return CNIResult(
            bridge: bridge, hostEnd: hostEnd, containerEnd: end, namespace: namespacePath, address: address,
            gateway: network.gateway)
    }

    private func configure(_ end: Link, _ address: IPv4Address, _ inside: RouteSocket) throws {
        if let loopback = try inside.link(named: "lo"), !loopback.isUp {
            try inside.change(loopback.index, LinkChange(isUp: true))
        }
        try inside.addAddress(InterfaceAddress(address, prefixLength: 32), to: end.index)
        try inside.change(end.index, LinkChange(isUp: true))
        for route in routes(end, address) { try inside.replaceRoute(route) }
    }

    private func routes(_ end: Link, _ address: IPv4Address) -> [Route] {
        let any = InterfaceAddress(IPv4Address(bits: 0), prefixLength: 0)
        let gateway = InterfaceAddress(network.gateway, prefixLength: 32)
        return [
            Route(to: gateway, interface: end.index, source: .v4(address), scope: .link),
            Route(to: any, via: .v4(network.gateway), interface: end.index, source: .v4(address)),
        ]
    }

    /// Takes the connection away. Works without the container's namespace: removing one end removes both.
    func disconnect() throws { try network.sockets.deleteLink(named: hostEndName) }

    /// - Throws: `CNIError` that says what is not as `connect` left it.
    func check(_ address: IPv4Address) throws {
        let inside = try NetworkNamespace(path: namespacePath).run { try RouteSocket() }
        guard let bridge = try network.sockets.link(named: network.bridgeName), bridge.isUp else {
            throw CNIError(.mismatch, "bridge \(network.bridgeName) is missing or down")
        }
        guard let hostEnd = try network.sockets.link(named: hostEndName), hostEnd.isUp, hostEnd.master == bridge.index else {
            throw CNIError(.mismatch, "interface \(hostEndName) is missing, down or not on the bridge")
        }
        guard let end = try inside.link(named: owner.interface), end.isUp else {
            throw CNIError(.mismatch, "interface \(owner.interface) is missing or down in the container")
        }
        guard try inside.addresses(of: end.index).contains(InterfaceAddress(address, prefixLength: 32)) else {
            throw CNIError(.mismatch, "interface \(owner.interface) does not have the address \(address)")
        }
        guard try inside.routes().contains(where: { $0.destination.prefixLength == 0 && $0.gateway == .v4(network.gateway) })
        else {
            throw CNIError(.mismatch, "the container has no default route through \(network.gateway)")
        }
    }
}
