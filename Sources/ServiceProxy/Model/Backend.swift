internal import Addresses

/// Where a connection to a Service can end: the address and port of a Pod (or of whatever else an EndpointSlice names).
struct Backend: Hashable, Comparable, CustomStringConvertible {
    let address: IPv4Address
    let port: UInt16

    var description: String { "\(address):\(port)" }

    static func < (left: Backend, right: Backend) -> Bool {
        left.address == right.address ? left.port < right.port : left.address < right.address
    }
}

/// The protocols that Services carry.
enum TransportProtocol: String, Hashable {
    case tcp
    case udp
    case sctp

    /// Reads Kubernetes' spelling (`TCP`).
    init?(kubernetes name: String) { self.init(rawValue: name.isEmpty ? "tcp" : name.lowercased()) }
}
