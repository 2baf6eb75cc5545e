internal import Addresses

extension RouteSocket {
    /// The addresses of one interface, or of all.
    package func addresses(of index: Int32? = nil) throws -> [InterfaceAddress] {
        var message = NetlinkMessage(type: Kernel.getAddress, flags: Kernel.flagRequest | Kernel.flagDump)
        Self.writeAddressHeader(into: &message, family: 0, prefixLength: 0, scope: 0, index: 0)
        return try request(message, "list", "addresses").compactMap { reply in
            guard reply.type == Kernel.newAddress, let prefixLength = reply.body.number(at: 1, as: UInt8.self),
                let owner = reply.body.number(at: 4, as: Int32.self), index == nil || owner == index
            else { return nil }
            let attributes = reply.attributes(after: 8)
            // On a link with two ends the "address" is the other end's and the "local" ours.
            guard let bytes = attributes[Kernel.addressLocal] ?? attributes[Kernel.addressAddress] else { return nil }
            return IPAddress(networkBytes: bytes).map { InterfaceAddress($0, prefixLength: Int(prefixLength)) }
        }
    }

    /// Gives an interface an address. Not an error when it has it already.
    /// - Parameter scope: `.host` for an address that is never the source of what leaves the machine.
    package func addAddress(_ address: InterfaceAddress, to index: Int32, scope: Route.Scope = .universe) throws {
        do {
            let flags = Kernel.flagAck | Kernel.flagCreate | Kernel.flagExclusive
            try changeAddress(Kernel.newAddress, flags: flags, address, index, scope, "add address")
        } catch let error as NetlinkError where error.isAlreadyThere {}
    }

    /// Takes an address away. Not an error when it is gone already.
    package func removeAddress(_ address: InterfaceAddress, from index: Int32) throws {
        do {
            try changeAddress(Kernel.deleteAddress, flags: Kernel.flagAck, address, index, .universe, "remove address")
        } catch let error as NetlinkError where error.isNotFound {}
    }

    private func changeAddress(
        _ type: UInt16, flags: UInt16, _ address: InterfaceAddress, _ index: Int32, _ scope: Route.Scope, _ operation: String
    ) throws {
        var message = NetlinkMessage(type: type, flags: flags | Kernel.flagRequest)
        let prefixLength = UInt8(clamping: address.prefixLength)
        Self.writeAddressHeader(
            into: &message, family: address.address.family, prefixLength: prefixLength, scope: scope.rawValue, index: index)
        message.attribute(Kernel.addressLocal, bytes: address.address.networkBytes)
        message.attribute(Kernel.addressAddress, bytes: address.address.networkBytes)
        if let v4 = address.address.v4, address.prefixLength < 31, let block = CIDR(v4, prefixLength: address.prefixLength) {
            message.attribute(Kernel.addressBroadcast, bytes: block.last.bytes)
        }
        _ = try request(message, operation, "\(address) on interface #\(index)")
    }

    /// `struct ifaddrmsg`
    private static func writeAddressHeader(
        into message: inout NetlinkMessage, family: UInt8, prefixLength: UInt8, scope: UInt8, index: Int32
    ) {
        message.append(family)
        message.append(prefixLength)
        message.append(UInt8(0))
        message.append(scope)
        message.append(index)
    }
}
