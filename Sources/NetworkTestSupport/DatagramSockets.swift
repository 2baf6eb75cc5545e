package import Addresses
internal import Glibc
package import Netlink

/// A UDP server in a network namespace that answers every datagram with its name.
package final class NamingDatagramServer: Sendable {
    private let socket: PolledSocket

    package init(_ name: String, port: UInt16, in namespace: NetworkNamespace) throws {
        socket = try PolledSocket(SOCK_DGRAM, port: port, in: namespace)
        socket.serve { descriptor, peer in
            var buffer = [UInt8](repeating: 0, count: 64)
            let capacity = buffer.count
            withPeer(&peer) { peer, length in
                guard recvfrom(descriptor, &buffer, capacity, 0, peer, &length) >= 0 else { return }
                _ = sendto(descriptor, name, name.utf8.count, 0, peer, length)
            }
        }
    }

    package func stop() { socket.stop() }
}

/// A client that keeps one socket, so that all it sends is one flow.
package final class DatagramClient {
    private let descriptor: Int32

    package init(to address: IPv4Address, _ port: UInt16, in namespace: NetworkNamespace) throws {
        descriptor = try namespace.run {
            let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
            var limit = timeval(tv_sec: 3, tv_usec: 0)
            setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &limit, socklen_t(MemoryLayout<timeval>.size))
            var target = socketAddress(address, port)
            guard withSockaddr(&target, { connect(descriptor, $0, $1) }) == 0 else {
                throw NetlinkError("connect to", "\(address)", code: errno)
            }
            return descriptor
        }
    }

    deinit { close(descriptor) }

    /// The answer to one datagram; `nil` when none comes in time.
    package func ask() -> String? {
        _ = send(descriptor, "?", 1, 0)
        var buffer = [UInt8](repeating: 0, count: 64)
        let count = recv(descriptor, &buffer, buffer.count, 0)
        return count > 0 ? String(decoding: buffer[..<count], as: UTF8.self) : nil
    }
}
