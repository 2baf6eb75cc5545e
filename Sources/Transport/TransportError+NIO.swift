import Glibc
import NIOCore
import NIOHTTP1

extension TransportError {
    /// What an error on an established connection means to the caller.
    init(lost error: any Error) {
        switch error {
        case let error as TransportError: self = error
        case let error as ChannelError where error == .alreadyClosed || error == .ioOnClosedChannel || error == .outputClosed:
            self = .closed
        case let error as HTTPParserError: self = .protocolViolation("\(error)")
        case let error as IOError: self = .connectionLost(String(cString: strerror(error.errnoCode)))
        default: self = .connectionLost(TLSFailure.text(error) ?? "\(error)")
        }
    }
}
