import Addresses
import Glibc
import Netlink

/// This host's own name and address.
enum HostAddress {
    static var name: String {
        var buffer = [CChar](repeating: 0, count: 256)
        guard gethostname(&buffer, buffer.count - 1) == 0 else { return "node" }
        let text = buffer.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }
        return String(decoding: text, as: UTF8.self).lowercased()
    }

    /// The address of the interface that the default route leaves by.
    static func primary() throws -> String {
        let socket = try RouteSocket()
        let route = try socket.routes().first { $0.destination.prefixLength == 0 && $0.destination.address.v4 != nil }
        let addresses = try socket.addresses(of: route?.interface).compactMap(\.address.v4)
        let own = IPv4CIDR("127.0.0.0/8")
        guard let address = addresses.first(where: { own?.contains($0) != true }) else {
            throw UserError("this host has no default route", advice: "name its address with --node-ip")
        }
        return address.description
    }
}
