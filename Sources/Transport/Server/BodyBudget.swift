import AsyncTools

/// The bytes of large request bodies that a server holds at one time, over all its connections. Who asks is known only
/// when a request is whole, so this bounds what strangers can make the server keep.
final class BodyBudget: Sendable {
    static let refusal = "too many large requests at a time; try again"

    /// Bodies up to this size, which nearly all are, cost nothing.
    private static let free = 64 << 10

    private let left: Guarded<Int>

    init(bytes: Int) { left = Guarded(bytes) }

    /// What one request has of it; given back when it is released.
    final class Loan {
        private let budget: BodyBudget
        private var taken = 0

        fileprivate init(_ budget: BodyBudget) { self.budget = budget }

        deinit { budget.left.withLock { $0 += taken } }

        /// Makes room for a body of so many bytes in all. `false`: there is none now.
        func covers(_ size: Int) -> Bool {
            let more = size - BodyBudget.free - taken
            guard more > 0 else { return true }
            let isGranted = budget.left.withLock { left in
                guard left >= more else { return false }
                left -= more
                return true
            }
            if isGranted { taken += more }
            return isGranted
        }
    }

    func loan() -> Loan { Loan(self) }
}
