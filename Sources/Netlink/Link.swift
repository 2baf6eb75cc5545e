/// A network interface as the kernel describes it.
package struct Link: Hashable, Sendable {
    package let index: Int32
    package let name: String
    /// `bridge`, `veth`…; `nil` for physical interfaces and the loopback.
    package let kind: String?
    package let isUp: Bool
    package let mtu: UInt32
    package let mac: MACAddress?
    /// The bridge this interface is a port of.
    package let master: Int32?
    /// For one end of a veth pair, the index of the other end, in the other end's namespace.
    package let peerIndex: Int32?

    init?(_ reply: NetlinkReply) {
        guard reply.type == Kernel.newLink, let index = reply.body.number(at: 4, as: Int32.self),
            let flags = reply.body.number(at: 8, as: UInt32.self)
        else { return nil }
        let attributes = reply.attributes(after: 16)
        self.index = index
        name = attributes[Kernel.linkName]?.text ?? ""
        kind = attributes[Kernel.linkInfo].flatMap { NetlinkReply.attributes($0)[Kernel.linkInfoKind]?.text }
        isUp = flags & Kernel.linkUp != 0
        mtu = attributes[Kernel.linkMTU]?.number(at: 0, as: UInt32.self) ?? 0
        mac = attributes[Kernel.linkAddress].flatMap { MACAddress(bytes: $0) }
        master = attributes[Kernel.linkMaster]?.number(at: 0, as: Int32.self)
        peerIndex = attributes[Kernel.linkPeerIndex]?.number(at: 0, as: Int32.self)
    }
}

/// What to change on an interface; what is `nil` stays.
package struct LinkChange: Hashable, Sendable {
    package var isUp: Bool?
    package var isPromiscuous: Bool?
    package var mtu: UInt32?
    package var mac: MACAddress?
    /// The bridge to become a port of; 0 to leave it.
    package var master: Int32?
    package var name: String?
    /// An open network namespace to move to. The interface goes down and loses its addresses.
    package var namespace: Int32?

    package init(
        isUp: Bool? = nil, isPromiscuous: Bool? = nil, mtu: UInt32? = nil, mac: MACAddress? = nil, master: Int32? = nil,
        name: String? = nil, namespace: Int32? = nil
    ) {
        self.isUp = isUp
        self.isPromiscuous = isPromiscuous
        self.mtu = mtu
        self.mac = mac
        self.master = master
        self.name = name
        self.namespace = namespace
    }

    func write(into message: inout NetlinkMessage) {
        if let mtu { message.attribute(Kernel.linkMTU, mtu) }
        if let mac { message.attribute(Kernel.linkAddress, bytes: mac.bytes) }
        if let master { message.attribute(Kernel.linkMaster, master) }
        if let name { message.attribute(Kernel.linkName, text: name) }
        if let namespace { message.attribute(Kernel.linkNamespaceDescriptor, namespace) }
    }

    /// The flag bits to set, and the mask of bits that are meant.
    var flags: (set: UInt32, mask: UInt32) {
        var set: UInt32 = 0
        var mask: UInt32 = 0
        for (bit, wanted) in [(Kernel.linkUp, isUp), (Kernel.linkPromiscuous, isPromiscuous)] {
            guard let wanted else { continue }
            mask |= bit
            if wanted { set |= bit }
        }
        return (set, mask)
    }
}
