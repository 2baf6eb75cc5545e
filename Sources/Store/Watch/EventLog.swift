/// A piece of the log.
struct LogPage: Sendable {
    let events: [StoreEvent]
    /// Every event of the prefix up to this revision is in this page or an earlier one.
    let reached: Revision
}

/// How much of the log is read at once. At least one event is always read.
struct PageLimit: Sendable {
    static let watch = PageLimit(events: 256, bytes: 1 << 20)
    static let state = PageLimit(events: 4096, bytes: 4 << 20)

    let events: Int
    let bytes: Int
}

/// The history that a watcher reads when it is too far behind for the ring.
protocol EventLog: Sendable {
    /// Throws `compacted` when an event after `revision` may be gone.
    func events(after revision: Revision, prefix: String, limit: PageLimit) async throws -> LogPage
}

extension StoreEvent {
    /// Roughly how much memory holding the event costs.
    var cost: Int {
        let value =
            switch change {
            case .put(let bytes, _): bytes.count
            case .delete: 0
            }
        return key.utf8.count + value + 96
    }
}
