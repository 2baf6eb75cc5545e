import AsyncTools

/// The bytes of large bodies that a server holds at one time, over all its connections: of requests that are still coming,
/// and of answers that clients are slow to take.
final class BodyBudget: Sendable {
    static let refusal = "too many large requests at a time; try again"
    static let answerRefusal = "too many large answers at a time; try again"

    /// Bodies up to this size, which nearly all are, cost nothing.
    static let free = 64 << 10

    private let left: Guarded<Int>

    init(bytes: Int) { left = Guarded(bytes) }

    /// What one request has of it; given back when it is released.
    final class Loan: Sendable {
        private let budget: BodyBudget
        private let taken = Guarded(0)

        fileprivate init(_ budget: BodyBudget) { self.budget = budget }

        deinit {
            let taken = taken.current
            if taken > 0 { budget.left.withLock { $0 += taken } }
        }

        /// Makes room for a body of so many bytes in all. `false`: there is none now.
        func covers(_ size: Int) -> Bool {
            guard size > BodyBudget.free else { return true }
            return taken.withLock { taken in
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
    }

    func loan() -> Loan { Loan(self) }
}
