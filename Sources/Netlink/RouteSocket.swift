/// A connection to the kernel's routing tables (rtnetlink(7)), of the network namespace of the thread that made it:
/// it keeps talking to that namespace from any thread. Calls block for microseconds; one at a time.
package final class RouteSocket: Sendable {
    private let socket: NetlinkSocket

    /// - Throws: `NetlinkError` when the kernel gives no socket.
    package init() throws { socket = try NetlinkSocket(subsystem: Kernel.netlinkRoute) }

    func request(_ message: NetlinkMessage, _ operation: String, _ subject: String) throws -> [NetlinkReply] {
        try socket.request(message, operation, subject)
    }
}
