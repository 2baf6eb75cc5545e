package import Addresses
internal import Glibc
package import Netlink
internal import Synchronization

/// A TCP server in a network namespace that tells each client its own name and the address the client came from.
package final class NamingServer: Sendable {
    private let descriptor: Int32
    private let isStopped = Atomic(false)

    package init(_ name: String, port: UInt16, in namespace: NetworkNamespace) throws {
        descriptor = try namespace.run {
            let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
            var one: Int32 = 1
            setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, 4)
            var address = socketAddress(IPv4Address(bits: 0), port)
            guard withSockaddr(&address, { bind(descriptor, $0, $1) }) == 0, listen(descriptor, 64) == 0 else {
                throw NetlinkError("listen on", "port \(port)", code: errno)
            }
            return descriptor
        }
        ServingThread.start { self.serve(name) }
    }

    package func stop() { isStopped.store(true, ordering: .relaxed) }

    private func serve(_ name: String) {
        while !isStopped.load(ordering: .relaxed) {
            var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
            guard poll(&polled, 1, 50) > 0 else { continue }
            var peer = sockaddr_in()
            var length = socklen_t(MemoryLayout<sockaddr_in>.size)
            let client = withUnsafeMutablePointer(to: &peer) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { accept(descriptor, $0, &length) }
            }
            guard client >= 0 else { continue }
            let text = "\(name) \(IPv4Address(bits: UInt32(bigEndian: peer.sin_addr.s_addr)))"
            _ = send(client, text, text.utf8.count, Int32(MSG_NOSIGNAL))
            close(client)
        }
        close(descriptor)
    }
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
