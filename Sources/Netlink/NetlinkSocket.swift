internal import Glibc
internal import Synchronization

/// A connection to one of the kernel's subsystems (netlink(7)), of the network namespace of the thread that made it:
/// it keeps talking to that namespace from any thread. Calls block for microseconds; one at a time.
final class NetlinkSocket: Sendable {
    private let descriptor: Int32
    private let sequence = Mutex<UInt32>(0)

    /// - Throws: `NetlinkError` when the kernel gives no socket.
    init(subsystem: Int32) throws {
        let descriptor = socket(AF_NETLINK, Int32(SOCK_RAW.rawValue) | Int32(SOCK_CLOEXEC.rawValue), subsystem)
        guard descriptor >= 0 else { throw NetlinkError.last("open", "netlink socket") }
        self.descriptor = descriptor
        // Clear error texts, without the request repeated in them; older kernels just lack them.
        var one: Int32 = 1
        for option in [Kernel.optionCapAck, Kernel.optionExtendedAck] {
            _ = setsockopt(descriptor, Kernel.solNetlink, option, &one, socklen_t(MemoryLayout<Int32>.size))
        }
    }

    deinit { close(descriptor) }

    /// Sends one request and gives the bodies of the answers.
    /// - Throws: `NetlinkError` with the kernel's `errno` and text.
    func request(_ message: NetlinkMessage, _ operation: String, _ subject: String) throws -> [NetlinkReply] {
        try sequence.withLock { sequence in
            sequence &+= 1
            try send(message.finished(sequence: sequence), operation, subject)
            return try receive(sequence, operation, subject)
        }
    }

    private func send(_ bytes: [UInt8], _ operation: String, _ subject: String) throws {
        while Glibc.send(descriptor, bytes, bytes.count, 0) < 0 {
            if errno != EINTR { throw NetlinkError.last(operation, subject) }
        }
    }

    private func receive(_ sequence: UInt32, _ operation: String, _ subject: String) throws -> [NetlinkReply] {
        var answers: [NetlinkReply] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count < 0, errno == EINTR { continue }
            guard count > 0 else { throw NetlinkError.last(operation, subject) }
            for reply in NetlinkReply.parse(Array(buffer[..<count])) where reply.sequence == sequence {
                switch reply.type {
                case Kernel.messageDone:
                    return answers
                case Kernel.messageError:
                    try Self.check(reply, operation, subject)
                    return answers
                default:
                    answers.append(reply)
                }
            }
        }
    }

    private static func check(_ reply: NetlinkReply, _ operation: String, _ subject: String) throws {
        guard let code = reply.body.number(at: 0, as: Int32.self), code != 0 else { return }
        let text = reply.flags & Kernel.flagAckAttributes == 0 ? nil : NetlinkReply.attributes(reply.body.dropFirst(20))[1]
        throw NetlinkError(operation, subject, code: code == .min ? EIO : -code, detail: text?.text ?? "")
    }
}
