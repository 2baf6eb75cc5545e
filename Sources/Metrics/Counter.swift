import Synchronization

/// A number that only grows, raised without a lock.
package final class Counter: Sendable {
    private let count = Atomic<Int>(0)

    package init() {}

    package func add(_ amount: Int = 1) { count.wrappingAdd(amount, ordering: .relaxed) }

    package var value: Int { count.load(ordering: .relaxed) }
}

/// A number that goes up and down, changed without a lock.
package final class Gauge: Sendable {
    private let level = Atomic<Int>(0)

    package init() {}

    package func add(_ amount: Int) { level.wrappingAdd(amount, ordering: .relaxed) }

    package func set(_ value: Int) { level.store(value, ordering: .relaxed) }

    package var value: Int { level.load(ordering: .relaxed) }
}
