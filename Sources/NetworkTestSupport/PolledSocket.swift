internal import Addresses
internal import Glibc
internal import Netlink
internal import Synchronization

/// A socket bound to a port of a network namespace, and a thread that answers what comes until it is stopped.
final class PolledSocket: Sendable {
    private let descriptor: Int32
    private let isStopped = Atomic(false)

    /// - Parameter prepare: what follows the binding; `false` when it fails.
    init(
        _ type: __socket_type, port: UInt16, in namespace: NetworkNamespace,
        prepare: @escaping @Sendable (Int32) -> Bool = { _ in true }
    ) throws {
        descriptor = try namespace.run {
            let descriptor = socket(AF_INET, Int32(type.rawValue), 0)
            var one: Int32 = 1
            if type == SOCK_STREAM { setsockopt(descriptor, SOL_SOCKET, SO_REUSEADDR, &one, 4) }
            var address = socketAddress(IPv4Address(bits: 0), port)
            guard withSockaddr(&address, { bind(descriptor, $0, $1) }) == 0, prepare(descriptor) else {
                throw NetlinkError("bind", "port \(port)", code: errno)
            }
            return descriptor
        }
    }

    func stop() { isStopped.store(true, ordering: .relaxed) }

    /// - Parameter answer: called whenever there is something to receive or to accept, with the place for the peer's address.
    func serve(_ answer: @escaping @Sendable (Int32, inout sockaddr_in) -> Void) {
        ServingThread.start { [self] in
            while !isStopped.load(ordering: .relaxed) {
                var polled = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                guard poll(&polled, 1, 50) > 0 else { continue }
                var peer = sockaddr_in()
                answer(descriptor, &peer)
            }
            close(descriptor)
        }
    }
}

func withPeer<R>(_ peer: inout sockaddr_in, _ body: (UnsafeMutablePointer<sockaddr>, inout socklen_t) -> R) -> R {
    var length = socklen_t(MemoryLayout<sockaddr_in>.size)
    return withUnsafeMutablePointer(to: &peer) {
        $0.withMemoryRebound(to: sockaddr.self, capacity: 1) { body($0, &length) }
    }
}
