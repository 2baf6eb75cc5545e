internal import Glibc

extension RouteSocket {
    /// The longest name the kernel takes (`IFNAMSIZ` without the ending zero).
    package static let longestName = 15

    package func links() throws -> [Link] {
        var message = Self.linkMessage(Kernel.getLink, flags: Kernel.flagDump)
        message.attribute(Kernel.linkExtendedMask, Kernel.skipStatistics)
        return try request(message, "list", "interfaces").compactMap(Link.init)
    }

    /// The interface of that name, or `nil`.
    package func link(named name: String) throws -> Link? {
        var message = Self.linkMessage(Kernel.getLink, flags: Kernel.flagAck)
        message.attribute(Kernel.linkExtendedMask, Kernel.skipStatistics)
        message.attribute(Kernel.linkName, text: name)
        do {
            return try request(message, "find interface", name).compactMap(Link.init).first
        } catch let error as NetlinkError where error.isNotFound {
            return nil
        }
    }

    /// Makes a bridge that is down and has no ports.
    package func createBridge(named name: String, _ settings: LinkChange = LinkChange()) throws {
        try createLink(named: name, settings) { message in
            message.attribute(Kernel.linkInfoKind, text: "bridge")
        }
    }

    /// Makes two interfaces that are joined like the ends of a cable: `name` here, and the one that `peer` names, in
    /// `peer.namespace` when that is given. The peer is down: the kernel cannot bring it up before the pair is complete.
    package func createVeth(named name: String, _ settings: LinkChange = LinkChange(), peer: LinkChange) throws {
        var peer = peer
        peer.isUp = nil
        try createLink(named: name, settings) { message in
            message.attribute(Kernel.linkInfoKind, text: "veth")
            message.nested(Kernel.linkInfoData) { data in
                data.nested(Kernel.vethPeer) { end in
                    Self.writeHeader(into: &end, index: 0, change: peer)
                    peer.write(into: &end)
                }
            }
        }
    }

    /// Changes an interface. A change of flags happens in the same request, after the rest.
    package func change(_ index: Int32, _ change: LinkChange) throws {
        var message = Self.linkMessage(Kernel.newLink, flags: Kernel.flagAck, index: index, change: change)
        change.write(into: &message)
        _ = try request(message, "change interface", change.name ?? "#\(index)")
    }

    /// How a bridge treats one of its ports.
    /// - Parameters:
    ///   - hairpin: a frame may leave by the port it came in.
    ///   - isolated: the port exchanges frames only with ports that are not isolated, and with the bridge itself.
    package func changeBridgePort(_ index: Int32, hairpin: Bool, isolated: Bool) throws {
        var message = Self.linkMessage(Kernel.newLink, flags: Kernel.flagAck, index: index)
        message.nested(Kernel.linkInfo) { info in
            info.attribute(Kernel.linkInfoPortKind, text: "bridge")
            info.nested(Kernel.linkInfoPortData) { port in
                port.attribute(Kernel.bridgePortHairpin, UInt8(hairpin ? 1 : 0))
                port.attribute(Kernel.bridgePortIsolated, UInt8(isolated ? 1 : 0))
            }
        }
        _ = try request(message, "change bridge port", "#\(index)")
    }

    /// Removes an interface (with a veth, both ends). Not an error when it is gone already.
    package func deleteLink(named name: String) throws {
        var message = Self.linkMessage(Kernel.deleteLink, flags: Kernel.flagAck)
        message.attribute(Kernel.linkName, text: name)
        do {
            _ = try request(message, "delete interface", name)
        } catch let error as NetlinkError where error.isNotFound {}
    }

    private func createLink(
        named name: String, _ settings: LinkChange, _ writeKind: (inout NetlinkMessage) -> Void
    ) throws {
        guard !name.isEmpty, name.utf8.count <= Self.longestName else {
            throw NetlinkError("create interface", name, code: EINVAL, detail: "a name has 1 to 15 bytes")
        }
        var named = settings
        named.name = name
        let flags = Kernel.flagAck | Kernel.flagCreate | Kernel.flagExclusive
        var message = Self.linkMessage(Kernel.newLink, flags: flags, change: named)
        named.write(into: &message)
        message.nested(Kernel.linkInfo, writeKind)
        _ = try request(message, "create interface", name)
    }

    private static func linkMessage(
        _ type: UInt16, flags: UInt16, index: Int32 = 0, change: LinkChange = LinkChange()
    ) -> NetlinkMessage {
        var message = NetlinkMessage(type: type, flags: flags | Kernel.flagRequest)
        writeHeader(into: &message, index: index, change: change)
        return message
    }

    /// `struct ifinfomsg`
    private static func writeHeader(into message: inout NetlinkMessage, index: Int32, change: LinkChange) {
        let flags = change.flags
        message.append(UInt8(0))
        message.append(UInt8(0))
        message.append(UInt16(0))
        message.append(index)
        message.append(flags.set)
        message.append(flags.mask)
    }
}
