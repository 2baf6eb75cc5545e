package import Addresses
internal import Glibc
package import Netlink

/// A TCP server in a network namespace that tells each client its own name and the address the client came from.
package final class NamingServer: Sendable {
    private let socket: PolledSocket

    package init(_ name: String, port: UInt16, in namespace: NetworkNamespace) throws {
        socket = try PolledSocket(SOCK_STREAM, port: port, in: namespace) { listen($0, 64) == 0 }
        socket.serve { descriptor, peer in
            let client = withPeer(&peer) { accept(descriptor, $0, &$1) }
            guard client >= 0 else { return }
            let text = "\(name) \(IPv4Address(bits: UInt32(bigEndian: peer.sin_addr.s_addr)))"
            _ = send(client, text, text.utf8.count, Int32(MSG_NOSIGNAL))
            close(client)
        }
    }

    package func stop() { socket.stop() }
}

/// What the server at the address says to a client in the namespace; `refused` when it is refused, `nil` when nothing comes within the
/// time.
package func ask(
    _ address: IPv4Address, _ port: UInt16, from namespace: NetworkNamespace, milliseconds: Int = 3000
) throws -> String? {
    try namespace.run {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var limit = timeval(tv_sec: milliseconds / 1000, tv_usec: milliseconds % 1000 * 1000)
        setsockopt(descriptor, SOL_SOCKET, SO_SNDTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
        var target = socketAddress(address, port)
        guard withSockaddr(&target, { connect(descriptor, $0, $1) }) == 0 else { return errno == ECONNREFUSED ? "refused" : nil }
        var buffer = [UInt8](repeating: 0, count: 256)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}
