/// The queues of one priority level, and whose turn it is. Pure: no clock, no lock.
///
/// Every queue has a place in virtual time, where its next request would begin. The queue that is furthest back is served,
/// and moves on by the seat-seconds its request takes: first by an estimate, corrected when the request ends. So over time
/// every queue that has something to do gets as much as any other (start-time fair queuing, Goyal et al. 1996).
struct FairQueues<Item: Sendable>: Sendable {
    struct Waiting: Sendable {
        let id: UInt64
        let seats: Int
        let item: Item
    }

    private struct Queue: Sendable {
        var waiting: [Waiting] = []
        var executing = 0
        /// In seat-seconds.
        var nextStart = 0.0
    }

    /// What a request is thought to take per seat until it has ended, in seconds.
    static var estimate: Double { 0.003 }

    private var queues: [Queue]
    private var virtualTime = 0.0
    private var lastServed = 0
    private(set) var count = 0
    private(set) var waitingSeats = 0

    init(count: Int) { queues = Array(repeating: Queue(), count: max(1, count)) }

    var queueCount: Int { queues.count }

    /// Puts a request into the least busy queue of its hand. `false`: that one is full.
    mutating func enqueue(_ waiting: Waiting, hand: [Int], lengthLimit: Int) -> Bool {
        guard
            let index = hand.filter(queues.indices.contains).min(by: {
                (queues[$0].waiting.count, queues[$0].executing) < (queues[$1].waiting.count, queues[$1].executing)
            }), queues[index].waiting.count < lengthLimit
        else { return false }
        if queues[index].waiting.isEmpty, queues[index].executing == 0 {
            // Who was away gets no credit for it.
            queues[index].nextStart = max(queues[index].nextStart, virtualTime)
        }
        queues[index].waiting.append(waiting)
        count += 1
        waitingSeats += waiting.seats
        return true
    }

    /// Takes out the request whose turn it is, if it fits into so many free seats.
    mutating func dispatch(freeSeats: Int) -> (waiting: Waiting, queue: Int)? {
        guard count > 0, let index = nextQueue(), let first = queues[index].waiting.first, first.seats <= freeSeats else {
            return nil
        }
        queues[index].waiting.removeFirst()
        remove(first)
        virtualTime = max(virtualTime, queues[index].nextStart)
        queues[index].nextStart += Double(first.seats) * Self.estimate
        queues[index].executing += 1
        lastServed = index
        return (first, index)
    }

    /// A request of a queue has ended after so many seconds.
    mutating func finish(queue index: Int, seats: Int, seconds: Double) {
        guard queues.indices.contains(index) else { return }
        queues[index].executing = max(0, queues[index].executing - 1)
        queues[index].nextStart += Double(seats) * (min(seconds, 60) - Self.estimate)
    }

    /// Takes a request out that no longer waits.
    mutating func remove(id: UInt64) -> Waiting? {
        for index in queues.indices {
            guard let position = queues[index].waiting.firstIndex(where: { $0.id == id }) else { continue }
            let waiting = queues[index].waiting.remove(at: position)
            remove(waiting)
            return waiting
        }
        return nil
    }

    /// Takes out everything that a test picks.
    mutating func removeAll(where isDue: (Item) -> Bool) -> [Waiting] {
        guard count > 0 else { return [] }
        var removed: [Waiting] = []
        for index in queues.indices {
            removed += queues[index].waiting.filter { isDue($0.item) }
            queues[index].waiting.removeAll { isDue($0.item) }
        }
        for waiting in removed { remove(waiting) }
        return removed
    }

    /// Whether nobody waits or executes here.
    var isIdle: Bool { count == 0 && queues.allSatisfy { $0.executing == 0 } }

    /// How many wait in and execute from each queue, for people to see.
    var occupation: [(waiting: Int, executing: Int, nextStart: Double)] {
        queues.map { ($0.waiting.count, $0.executing, $0.nextStart) }
    }

    private mutating func remove(_ waiting: Waiting) {
        count -= 1
        waitingSeats -= waiting.seats
    }

    /// The one furthest back; of equals, the first after the one served last.
    private func nextQueue() -> Int? {
        var best: Int?
        for step in 1...queues.count {
            let index = (lastServed + step) % queues.count
            guard !queues[index].waiting.isEmpty else { continue }
            if let found = best, queues[found].nextStart <= queues[index].nextStart { continue }
            best = index
        }
        return best
    }
}
