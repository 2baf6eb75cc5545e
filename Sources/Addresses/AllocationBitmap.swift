/// Which of a fixed number of slots are taken, one bit each.
///
/// `take()` hands slots out in rising order and starts again at the front, so a slot that was just released is the last
/// to be used again.
package struct AllocationBitmap: Sendable, Hashable {
    package let capacity: Int
    package private(set) var taken = 0
    private var words: [UInt64]
    private var cursor = 0

    /// - Parameter capacity: the number of slots; less than zero counts as zero.
    package init(capacity: Int) {
        self.capacity = Swift.max(0, capacity)
        words = Array(repeating: 0, count: (self.capacity + 63) / 64)
    }

    package var free: Int { capacity - taken }

    package func isTaken(_ slot: Int) -> Bool {
        guard (0..<capacity).contains(slot) else { return false }
        return words[slot / 64] & (1 << UInt64(slot % 64)) != 0
    }

    /// Takes one slot. `false` when it is taken already or does not exist.
    @discardableResult
    package mutating func take(_ slot: Int) -> Bool {
        guard (0..<capacity).contains(slot), !isTaken(slot) else { return false }
        words[slot / 64] |= 1 << UInt64(slot % 64)
        taken += 1
        return true
    }

    /// Takes the next free slot after the one handed out last, or `nil` when all are taken.
    package mutating func take() -> Int? {
        guard free > 0 else { return nil }
        for step in 0..<capacity {
            let slot = (cursor + step) % capacity
            guard take(slot) else { continue }
            cursor = (slot + 1) % capacity
            return slot
        }
        return nil
    }

    /// Frees one slot. `false` when it was free already.
    @discardableResult
    package mutating func release(_ slot: Int) -> Bool {
        guard isTaken(slot) else { return false }
        words[slot / 64] &= ~(1 << UInt64(slot % 64))
        taken -= 1
        return true
    }

    /// Makes `take()` look first at the slot after this one.
    package mutating func continueAfter(_ slot: Int) {
        guard capacity > 0, (0..<capacity).contains(slot) else { return }
        cursor = (slot + 1) % capacity
    }
}
