/// The Pods that wait for a node: ready to be tried, waiting out a back-off, or waiting for the cluster to change. Pure.
struct SchedulingQueue: Sendable {
    /// The longest that a Pod stays unschedulable without another attempt.
    static let longestWait: Duration = .seconds(300)

    private enum Place: Sendable {
        case active
        case backoff(until: ContinuousClock.Instant)
        case unschedulable(since: ContinuousClock.Instant)
        /// Being placed right now.
        case inFlight(movedMeanwhile: Bool)
    }

    private struct Entry: Sendable {
        var pod: PodInfo
        var place: Place
        var attempts = 0
        var lastAttempt: ContinuousClock.Instant
    }

    private var entries: [String: Entry] = [:]
    private var active: [String] = []
    private var needsSorting = false

    var count: Int { entries.count }

    /// Puts a Pod in, or takes over its new state. A Pod whose own wishes changed is tried again.
    mutating func put(_ pod: PodInfo, now: ContinuousClock.Instant) {
        guard var entry = entries[pod.id] else {
            entries[pod.id] = Entry(pod: pod, place: .active, lastAttempt: now)
            activate(pod.id)
            return
        }
        let hasNewWishes = !entry.pod.asksTheSame(as: pod)
        entry.pod = pod
        entries[pod.id] = entry
        if hasNewWishes { move(pod.id, now: now) }
    }

    mutating func remove(_ id: String) { entries[id] = nil }

    mutating func removeAll(where predicate: (String) -> Bool) {
        for id in entries.keys where predicate(id) { entries[id] = nil }
    }

    func contains(_ id: String) -> Bool { entries[id] != nil }

    /// The Pod to place next: highest priority first, then the oldest.
    mutating func pop(now: ContinuousClock.Instant) -> PodInfo? {
        if needsSorting { sort() }
        while let id = active.popLast() {
            guard var entry = entries[id], case .active = entry.place else { continue }
            entry.place = .inFlight(movedMeanwhile: false)
            entry.attempts += 1
            entry.lastAttempt = now
            entries[id] = entry
            return entry.pod
        }
        return nil
    }

    /// The Pod fits nowhere: it waits until the cluster changes.
    mutating func setUnschedulable(_ id: String, now: ContinuousClock.Instant) {
        guard var entry = entries[id] else { return }
        let missedChange = if case .inFlight(true) = entry.place { true } else { false }
        entry.place = .unschedulable(since: now)
        entries[id] = entry
        if missedChange { move(id, now: now) }
    }

    /// The attempt failed for another reason: it is repeated after the back-off.
    mutating func setFailed(_ id: String, now: ContinuousClock.Instant) {
        guard var entry = entries[id] else { return }
        entry.place = .backoff(until: now + Self.backoff(entry.attempts))
        entries[id] = entry
    }

    /// The cluster changed so that Pods that did not fit might: they are tried again once their back-off is over.
    mutating func moveAll(now: ContinuousClock.Instant, where predicate: (PodInfo) -> Bool = { _ in true }) {
        for (id, entry) in entries where predicate(entry.pod) { move(id, now: now) }
    }

    /// Makes ready what has waited long enough, and says when to ask again.
    mutating func releaseDue(now: ContinuousClock.Instant) -> ContinuousClock.Instant? {
        var next: ContinuousClock.Instant?
        for (id, entry) in entries {
            let due: ContinuousClock.Instant
            switch entry.place {
            case .backoff(let until): due = until
            case .unschedulable(let since): due = since + Self.longestWait
            case .active, .inFlight: continue
            }
            if due <= now { activate(id) } else { next = next.map { min($0, due) } ?? due }
        }
        return next
    }

    private mutating func move(_ id: String, now: ContinuousClock.Instant) {
        guard var entry = entries[id] else { return }
        switch entry.place {
        case .unschedulable:
            let until = entry.lastAttempt + Self.backoff(entry.attempts)
            guard until > now else { return activate(id) }
            entry.place = .backoff(until: until)
        case .inFlight: entry.place = .inFlight(movedMeanwhile: true)
        case .active, .backoff: break
        }
        entries[id] = entry
    }

    private mutating func activate(_ id: String) {
        entries[id]?.place = .active
        active.append(id)
        needsSorting = true
    }

    /// The next one last.
    private mutating func sort() {
        let entries = entries
        active = active.filter { entries[$0] != nil }.sorted { left, right in
            guard let first = entries[left]?.pod, let second = entries[right]?.pod else { return false }
            if first.priority != second.priority { return first.priority < second.priority }
            if first.created != second.created { return first.created > second.created }
            return first.key > second.key
        }
        needsSorting = false
    }

    /// 1 s, doubling to 10 s.
    static func backoff(_ attempts: Int) -> Duration { .seconds(min(10, 1 << min(max(attempts, 1) - 1, 4))) }
}

extension PodInfo {
    /// Whether both want the same of a node.
    fileprivate func asksTheSame(as other: PodInfo) -> Bool {
        labels == other.labels && priority == other.priority && requests == other.requests
            && tolerations == other.tolerations && nodeAffinity == other.nodeAffinity && isGated == other.isGated
            && hostPorts == other.hostPorts
    }
}
