package import Addresses

/// An address of an interface with the length of the prefix that is reached without a router.
package struct InterfaceAddress: Hashable, Sendable, CustomStringConvertible {
    package let address: IPAddress
    package let prefixLength: Int

    package init(_ address: IPAddress, prefixLength: Int) {
        self.address = address
        self.prefixLength = prefixLength
    }

    package init(_ address: IPv4Address, prefixLength: Int) { self.init(.v4(address), prefixLength: prefixLength) }

    /// Reads `10.42.1.1/24`. The host bits are kept.
    package init?(_ text: String) {
        let parts = text.split(separator: "/", omittingEmptySubsequences: false)
        guard parts.count == 2, let address = IPAddress(parts[0]), let length = Int(parts[1]),
            (0...(address.v4 == nil ? 128 : 32)).contains(length)
        else { return nil }
        self.init(address, prefixLength: length)
    }

    package var description: String { "\(address)/\(prefixLength)" }
}

extension IPAddress {
    /// The number of the address family in netlink headers.
    var family: UInt8 { v4 == nil ? 10 : 2 }

    var networkBytes: [UInt8] {
        switch self {
        case .v4(let address): address.bytes
        case .v6(let address): address.bytes
        }
    }

    init?(networkBytes bytes: ArraySlice<UInt8>) {
        if let address = IPv4Address(bytes: bytes) {
            self = .v4(address)
        } else if let address = IPv6Address(bytes: bytes) {
            self = .v6(address)
        } else {
            return nil
        }
    }
}
