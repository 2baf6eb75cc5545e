import Glibc
import NIOCore

/// How TCP finds out that the other machine is gone: asked after 30 s of silence, four times, 15 s apart (tcp(7)).
enum KeepAlive {
    static let idle = option(TCP_KEEPIDLE)
    static let interval = option(TCP_KEEPINTVL)
    static let count = option(TCP_KEEPCNT)

    static let idleSeconds: SocketOptionValue = 30
    static let intervalSeconds: SocketOptionValue = 15
    static let probes: SocketOptionValue = 4

    private static func option(_ name: Int32) -> ChannelOptions.Types.SocketOption {
        .init(level: .tcp, name: NIOBSDSocket.Option(rawValue: name))
    }
}
