/// The newest events, without gaps: neighbours differ by one revision. Bounded in number and in bytes.
struct EventRing: Sendable {
    static let maxEvents = 2_048
    static let maxBytes = 4 << 20

    private var events: [StoreEvent] = []
    private var head = 0
    private var bytes = 0
    /// The revision of the newest event, or the one the store began with.
    private(set) var newest: Revision

    init(newest: Revision) { self.newest = newest }

    mutating func append(_ event: StoreEvent) {
        events.append(event)
        bytes += event.cost
        newest = event.revision
        while events.count - head > Self.maxEvents || (bytes > Self.maxBytes && events.count - head > 1) {
            bytes -= events[head].cost
            // The slot stays until the array is shortened; its value must not.
            events[head] = StoreEvent(key: "", revision: 0, change: .delete)
            head += 1
        }
        if head > Self.maxEvents {
            events.removeFirst(head)
            head = 0
        }
    }

    /// The events of a prefix after `revision`; `nil` when some may have left the ring.
    func page(after revision: Revision, prefix: String, limit: PageLimit) -> LogPage? {
        guard revision < newest else { return LogPage(events: [], reached: revision) }
        guard head < events.count, revision >= events[head].revision - 1 else { return nil }
        var found: [StoreEvent] = []
        var cost = 0
        for event in events[(head + Int(revision - events[head].revision + 1))...]
        where event.key.hasBytePrefix(prefix) {
            found.append(event)
            cost += event.cost
            if found.count >= limit.events || cost >= limit.bytes {
                return LogPage(events: found, reached: event.revision)
            }
        }
        return LogPage(events: found, reached: newest)
    }
}
