import Logging
import NIOCore

/// What every request of one connection shares.
final class ServerConnection: Sendable {
    let configuration: HTTPServer.Configuration
    let responder: any HTTPResponder
    let bodies: BodyBudget
    let answers: BodyBudget
    let peer: HTTPPeer
    let remoteAddress: String?
    let eventLoop: any EventLoop
    let executor: EventLoopTaskExecutor
    let passes: LoopPasses
    let logger: Logger

    init(
        channel: any Channel, configuration: HTTPServer.Configuration, responder: any HTTPResponder, bodies: BodyBudget,
        answers: BodyBudget, passes: LoopPasses, peer: HTTPPeer, logger: Logger
    ) {
        self.configuration = configuration
        self.responder = responder
        self.bodies = bodies
        self.answers = answers
        self.passes = passes
        self.peer = peer
        self.logger = logger
        eventLoop = channel.eventLoop
        executor = EventLoopTaskExecutor(channel.eventLoop)
        remoteAddress = channel.remoteAddress.flatMap { address in
            guard let host = address.ipAddress, let port = address.port else { return nil }
            return host.utf8.contains(UInt8(ascii: ":")) ? "[\(host)]:\(port)" : "\(host):\(port)"
        }
    }
}
