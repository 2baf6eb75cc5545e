/// The recent changes of one kind, oldest first, bounded in number and in bytes.
struct EventRing: Sendable {
    private var events: [WatchEvent?] = []
    private var head = 0
    private var bytes = 0
    /// Every change after this revision is here; earlier ones are forgotten.
    private(set) var floor: Int64
    private let maximumCount: Int
    private let maximumBytes: Int

    init(floor: Int64, maximumCount: Int = 2048, maximumBytes: Int = 4 << 20) {
        self.floor = floor
        self.maximumCount = maximumCount
        self.maximumBytes = maximumBytes
    }

    private var count: Int { events.count - head }

    mutating func append(_ event: WatchEvent) {
        events.append(event)
        bytes += event.object.bytes.count
        // One event always stays, however large: the watchers that are about to be told need it.
        while count > 1, count > maximumCount || bytes > maximumBytes { dropOldest() }
        if head > 64, head * 2 > events.count {
            events.removeFirst(head)
            head = 0
        }
    }

    private mutating func dropOldest() {
        if let oldest = events[head] {
            bytes -= oldest.object.bytes.count
            floor = oldest.revision
        }
        events[head] = nil
        head += 1
    }

    /// The changes after a revision, oldest first, at most `limit`.
    func events(after revision: Int64, limit: Int) -> [WatchEvent] {
        var low = head
        var high = events.count
        while low < high {
            let middle = (low + high) / 2
            if (events[middle]?.revision ?? 0) <= revision { low = middle + 1 } else { high = middle }
        }
        return events[low...].prefix(limit).compactMap { $0 }
    }
}
