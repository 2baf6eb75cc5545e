package import Addresses
internal import Glibc
package import Netlink
internal import Synchronization

/// A UDP server in a network namespace that answers every datagram with its name.
package final class NamingDatagramServer: Sendable {
    private let descriptor: Int32
    private let isStopped = Atomic(false)

    package init(_ name: String, port: UInt16, in namespace: NetworkNamespace) throws {
        descriptor = try namespace.run {
            let descriptor = socket(AF_INET, Int32(SOCK_DGRAM.rawValue), 0)
            var address = socketAddress(IPv4Address(bits: 0), port)
            guard withSockaddr(&address, { bind(descriptor, $0, $1) }) == 0 else {
                throw NetlinkError("bind", "port \(port)", code: errno)
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
            var buffer = [UInt8](repeating: 0, count: 64)
            let capacity = buffer.count
            withUnsafeMutablePointer(to: &peer) {
                $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                    guard recvfrom(descriptor, &buffer, capacity, 0, $0, &length) >= 0 else { return }
                    _ = sendto(descriptor, name, name.utf8.count, 0, $0, length)
                }
            }
        }
        close(descriptor)
    }
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
