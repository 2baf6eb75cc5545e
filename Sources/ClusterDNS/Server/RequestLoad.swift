internal import AsyncTools

/// Bounds how many requests, or connections, are worked on at the same time.
final class RequestLoad: Sendable {
    private let current = Guarded(0)
    private let limit: Int

    init(limit: Int) { self.limit = limit }

    /// `false` when there are too many; then `leave` must not be called.
    func enter() -> Bool {
        current.withLock { count in
            guard count < limit else { return false }
            count += 1
            return true
        }
    }

    func leave() { current.withLock { $0 -= 1 } }
}
