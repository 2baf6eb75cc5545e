/// A revision of the store: one counter for all keys, raised by one with every committed mutation.
package typealias Revision = Int64

/// A key's value and the revisions that made it.
package struct StoredValue: Sendable, Hashable {
    package let key: String
    package let value: [UInt8]
    package let createRevision: Revision
    package let modRevision: Revision

    package init(key: String, value: [UInt8], createRevision: Revision, modRevision: Revision) {
        self.key = key
        self.value = value
        self.createRevision = createRevision
        self.modRevision = modRevision
    }
}

/// What must hold of the key for a mutation to take place.
package enum Precondition: Sendable, Hashable {
    case none
    case absent
    case modRevision(Revision)
}

/// One key's change. A `nil` value deletes.
package struct Mutation: Sendable {
    package let key: String
    package let value: [UInt8]?
    package let precondition: Precondition
    /// After about this time the key is deleted, unless it was written again; `nil`: never. Whole seconds count, and it may
    /// take a minute longer. Goes on across restarts.
    package let timeToLive: Duration?

    package init(key: String, value: [UInt8]?, precondition: Precondition, timeToLive: Duration? = nil) {
        self.key = key
        self.value = value
        self.precondition = precondition
        self.timeToLive = timeToLive
    }
}

/// A committed change, in revision order.
package struct StoreEvent: Sendable {
    package enum Change: Sendable {
        case put([UInt8], createRevision: Revision)
        case delete
    }
    package let key: String
    package let revision: Revision
    package let change: Change

    package init(key: String, revision: Revision, change: Change) {
        self.key = key
        self.revision = revision
        self.change = change
    }
}

/// The values of a range at one revision, in key order.
package struct StoreRange: Sendable {
    package let values: [StoredValue]
    /// The revision the range was read at.
    package let revision: Revision
    /// Whether values past the limit were left out.
    package let hasMore: Bool

    package init(values: [StoredValue], revision: Revision, hasMore: Bool) {
        self.values = values
        self.revision = revision
        self.hasMore = hasMore
    }
}

package enum StoreError: Error, Sendable, CustomStringConvertible {
    /// The precondition did not hold; carries what the key holds now (`nil`: absent).
    case conflict(current: StoredValue?)
    /// The revision asked for is older than the oldest that is kept.
    case compacted(oldest: Revision)
    /// The revision asked for has not happened yet.
    case future(current: Revision)
    /// The database, or one value of it, cannot be read.
    case corrupt(String)
    case full(String)
    case unavailable(String)
    /// The value is larger than the store takes.
    case tooLarge(String)
    /// A write was sent and not answered: it may have been made, and may still be made a little later.
    case outcomeUnknown(String)

    package var description: String {
        switch self {
        case .conflict(let current): "conflict: the key is \(current.map { "at revision \($0.modRevision)" } ?? "absent")"
        case .compacted(let oldest): "the revision was compacted; the oldest kept is \(oldest)"
        case .future(let current): "the revision has not happened yet; the current one is \(current)"
        case .corrupt(let what): "the database is damaged: \(what)"
        case .full(let what): "no space left: \(what)"
        case .unavailable(let what): "the store is unavailable: \(what)"
        case .tooLarge(let what): "too large: \(what)"
        case .outcomeUnknown(let what): "it is not known whether the write was made: \(what)"
        }
    }
}

/// A revisioned key-value store with etcd's contract. Values are opaque. Keys are UTF-8 and compare by bytes.
///
/// Every backend passes the one conformance suite. A mutation that returned is on disk (fsynced) and a watcher that
/// was opened before it will be told of it.
package protocol Store: Sendable {
    /// The revision of the newest committed mutation. A new store is at 1.
    var currentRevision: Revision { get async throws }

    /// The value of a key, now or at a revision; `nil` where there is none. Throws `corrupt` when it cannot be read; in
    /// lists, watches and conflicts such a value is empty, so that one bad value does not hide the others.
    func get(_ key: String, at revision: Revision?) async throws -> StoredValue?

    /// The values whose keys begin with `prefix` and are greater than `after`, at one revision (now, when `nil`).
    func list(prefix: String, after: String?, limit: Int?, at revision: Revision?) async throws -> StoreRange

    /// The whole state of a prefix at a revision, in batches and in the order that the backend reads the fastest. A key may
    /// come more than once: the last one counts, and a deletion takes it away.
    func state(prefix: String, at revision: Revision) async throws -> any AsyncSequence<[StoreEvent], any Error> & Sendable

    /// Commits one mutation and returns its revision. Mutations that arrive together share one fsync.
    /// Deleting an absent key with no precondition throws `conflict(current: nil)`.
    func commit(_ mutation: Mutation) async throws -> Revision

    /// Every change of keys beginning with `prefix` after `revision`, in order, in batches, without gaps; ends with
    /// `compacted` when the reader falls so far behind that its next event is no longer kept.
    func watch(prefix: String, after revision: Revision) async throws -> any AsyncSequence<[StoreEvent], any Error> & Sendable

    /// Forgets history before `revision`: reads and watches from before it throw `compacted`. Nothing is before the first.
    func compact(before revision: Revision) async throws

    /// Finishes what was accepted and closes. Later calls throw `unavailable`.
    func close() async
}
