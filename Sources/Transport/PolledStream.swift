import AsyncTools

/// A body that can be asked for its next piece without waiting, and calls when there is one.
///
/// A server asks it on the connection's event loop, which spares a thousand streams a thousand tasks. To everybody else it
/// is a sequence like any other.
package protocol PolledStream: AsyncSequence, Sendable where Element == [UInt8], Failure == any Error {
    associatedtype Poller: StreamPoller

    /// A reader of its own.
    ///
    /// - Parameter wake: called from any thread, once after each `.pending`, when it is time to ask again.
    func makePoller(wake: @escaping @Sendable () -> Void) -> Poller
}

/// Reads a `PolledStream`, on one thread at a time. Letting go of it ends the reading.
package protocol StreamPoller: AnyObject {
    /// Must not block.
    func poll() -> Polled
}

package enum Polled: Sendable {
    case bytes([UInt8])
    /// There is nothing yet.
    case pending
    case end
}

extension PolledStream {
    package func makeAsyncIterator() -> PolledIterator<Poller> {
        let signal = Signal()
        return PolledIterator(poller: makePoller(wake: signal.raise), signal: signal)
    }
}

package struct PolledIterator<Poller: StreamPoller>: AsyncIteratorProtocol {
    fileprivate let poller: Poller
    fileprivate let signal: Signal

    /// `nil` at the end, and when the calling task is cancelled.
    package func next() async throws -> [UInt8]? {
        while true {
            switch poller.poll() {
            case .bytes(let bytes): return bytes
            case .end: return nil
            case .pending: if await !signal.wait() { return nil }
            }
        }
    }
}
