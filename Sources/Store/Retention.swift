/// How much history a store keeps.
///
/// The newest `revisions` are always kept. Older ones are kept until they are older than `age`, so that a client
/// which pages slowly through a list under load can finish; at most `limit` revisions are kept in all.
package struct Retention: Sendable {
    package var revisions: Revision
    package var age: Duration
    package var limit: Revision

    package init(revisions: Revision = 10_000, age: Duration = .seconds(300), limit: Revision = 100_000) {
        self.revisions = revisions
        self.age = age
        self.limit = limit
    }
}

/// Decides when to compact and to where. It knows the age of a revision from samples taken as revisions are made.
package struct CompactionSchedule: Sendable {
    private struct Sample {
        let time: ContinuousClock.Instant
        let newest: Revision
    }

    private let retention: Retention
    private let interval: Duration
    private var samples: [Sample] = []
    /// The newest revision that is known to be older than `age`.
    private var aged: Revision = 0
    private var compacted: Revision

    /// Compactions smaller than this wait, so that their cost is shared.
    static let step: Revision = 1_000

    package init(_ retention: Retention, compacted: Revision) {
        self.retention = retention
        self.compacted = compacted
        interval = max(retention.age / 32, .milliseconds(1))
    }

    /// The revision to compact to now; `nil` when it is too early.
    package mutating func target(newest: Revision, now: ContinuousClock.Instant) -> Revision? {
        note(newest, now)
        let byAge = min(aged, newest - retention.revisions)
        let target = max(byAge, newest - retention.limit)
        return target - compacted >= min(Self.step, max(retention.revisions, 1)) ? target : nil
    }

    package mutating func didCompact(to revision: Revision) { compacted = max(compacted, revision) }

    private mutating func note(_ newest: Revision, _ now: ContinuousClock.Instant) {
        if samples.last.map({ now - $0.time >= interval }) ?? true {
            samples.append(Sample(time: now, newest: newest))
        }
        while let first = samples.first, now - first.time >= retention.age {
            aged = first.newest
            samples.removeFirst()
        }
    }
}
