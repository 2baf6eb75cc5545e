import Addresses
import Glibc
import Netlink
import Synchronization

/// A TCP server in a network namespace that tells each client its own name and the address the client came from.
final class NamingServer: Sendable {
    private let descriptor: Int32
    private let isStopped = Atomic(false)

    init(_ name: String, port: UInt16, in namespace: NetworkNamespace) throws {
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
        // A thread, not a task: the tests block the threads that tasks would need.
        let job = Unmanaged.passRetained(Job(server: self, name: name))
        var thread = pthread_t()
        pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let job = Unmanaged<Job>.fromOpaque(argument).takeRetainedValue()
                job.server.serve(job.name)
                return nil
            }, job.toOpaque())
        pthread_detach(thread)
    }

    private final class Job {
        let server: NamingServer
        let name: String

        init(server: NamingServer, name: String) {
            self.server = server
            self.name = name
        }
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }

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

/// What the server at the address says to a client in the namespace; `refused` when it is refused, `nil` when nothing comes within the time.
func ask(_ address: IPv4Address, _ port: UInt16, from namespace: NetworkNamespace, milliseconds: Int = 3000) throws -> String? {
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

func socketAddress(_ address: IPv4Address, _ port: UInt16) -> sockaddr_in {
    var result = sockaddr_in()
    result.sin_family = sa_family_t(AF_INET)
    result.sin_port = port.bigEndian
    result.sin_addr.s_addr = address.bits.bigEndian
    return result
}

func withSockaddr<R>(_ address: inout sockaddr_in, _ body: (UnsafePointer<sockaddr>, socklen_t) -> R) -> R {
    withUnsafePointer(to: &address) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, socklen_t(MemoryLayout<sockaddr_in>.size)) }
    }
}
