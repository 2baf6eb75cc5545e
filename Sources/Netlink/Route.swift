package import Addresses

/// A route of the main table.
package struct Route: Hashable, Sendable, CustomStringConvertible {
    /// How far away the destination is.
    package enum Scope: UInt8, Hashable, Sendable {
        case universe = 0
        case link = 253
        case host = 254
    }

    /// Where it leads; the prefix length 0 makes it the default route.
    package var destination: InterfaceAddress
    package var gateway: IPAddress?
    /// The index of the interface it leaves by; `nil` lets the kernel find it from the gateway.
    package var interface: Int32?
    package var source: IPAddress?
    package var scope: Scope
    /// Who made the route (`rtm_protocol`): lets a program recognise its own. 4 is "static".
    package var origin: UInt8
    package var metric: UInt32

    package init(
        to destination: InterfaceAddress, via gateway: IPAddress? = nil, interface: Int32? = nil, source: IPAddress? = nil,
        scope: Scope = .universe, origin: UInt8 = 4, metric: UInt32 = 0
    ) {
        self.destination = destination
        self.gateway = gateway
        self.interface = interface
        self.source = source
        self.scope = scope
        self.origin = origin
        self.metric = metric
    }

    package var description: String {
        var text = "\(destination)"
        if let gateway { text += " via \(gateway)" }
        if let interface { text += " dev #\(interface)" }
        return text
    }

    init?(_ reply: NetlinkReply) {
        let header = reply.body.prefix(12)
        guard reply.type == Kernel.newRoute, header.count == 12 else { return nil }
        let fields = Array(header)
        guard fields[4] == Kernel.routeTableMain, fields[7] == Kernel.routeTypeUnicast else { return nil }
        let attributes = reply.attributes(after: 12)
        let zero: IPAddress = fields[0] == 2 ? .v4(IPv4Address(bits: 0)) : .v6(IPv6Address(bits: 0))
        let address = attributes[Kernel.routeDestination].flatMap { IPAddress(networkBytes: $0) } ?? zero
        destination = InterfaceAddress(address, prefixLength: Int(fields[1]))
        gateway = attributes[Kernel.routeGateway].flatMap { IPAddress(networkBytes: $0) }
        interface = attributes[Kernel.routeOutput]?.number(at: 0, as: Int32.self)
        source = attributes[Kernel.routeSource].flatMap { IPAddress(networkBytes: $0) }
        scope = Scope(rawValue: fields[6]) ?? .universe
        origin = fields[5]
        metric = attributes[Kernel.routePriority]?.number(at: 0, as: UInt32.self) ?? 0
    }
}
