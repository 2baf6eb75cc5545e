import KubeAPI
import Schema

/// Keeps one object from flooding the cluster with Events, by the rules of client-go. Pure: time is passed in.
///
/// Ten different messages about one object for one reason within ten minutes: the rest become one combined Event.
/// Beyond 25 occurrences about one object, one more each five minutes is told; the others are dropped.
struct EventCorrelator: Sendable {
    static let combinedPrefix = "(combined from similar events): "
    private static let similar = 10
    private static let window: Duration = .seconds(600)
    private static let burst = 25
    private static let refill: Duration = .seconds(300)
    /// How many objects and reasons are remembered; beyond that the oldest quarter is forgotten.
    static let maximumRemembered = 4096

    private struct Messages: Sendable {
        var texts: Set<String> = []
        var last: ContinuousClock.Instant
    }

    private struct Allowance: Sendable {
        var left: Int
        var since: ContinuousClock.Instant
    }

    private var messages: [EventIdentity: Messages] = [:]
    private var allowances: [ObjectReference: Allowance] = [:]

    /// The Event to send for this occurrence; `nil` when there were too many about its object.
    mutating func admit(_ event: EventIdentity, now: ContinuousClock.Instant) -> EventIdentity? {
        let combined = combine(event, now)
        return spend(on: event.subject, now) ? combined : nil
    }

    private mutating func combine(_ event: EventIdentity, _ now: ContinuousClock.Instant) -> EventIdentity {
        let group = event.combined
        var known = messages[group] ?? Messages(last: now)
        if now - known.last > Self.window { known.texts = [] }
        known.last = now
        let isFull = known.texts.count >= Self.similar - 1 && !known.texts.contains(event.message)
        if !isFull { known.texts.insert(event.message) }
        if messages.updateValue(known, forKey: group) == nil { Self.forgetOldest(in: &messages, by: \.last) }
        return isFull ? group : event
    }

    private mutating func spend(on subject: ObjectReference, _ now: ContinuousClock.Instant) -> Bool {
        var allowance = allowances[subject] ?? Allowance(left: Self.burst, since: now)
        while allowance.left < Self.burst, now - allowance.since >= Self.refill {
            allowance.left += 1
            allowance.since += Self.refill
        }
        if allowance.left == Self.burst { allowance.since = now }
        let isAllowed = allowance.left > 0
        if isAllowed { allowance.left -= 1 }
        if allowances.updateValue(allowance, forKey: subject) == nil { Self.forgetOldest(in: &allowances, by: \.since) }
        return isAllowed
    }

    private static func forgetOldest<Key: Hashable, Value>(
        in table: inout [Key: Value], by time: KeyPath<Value, ContinuousClock.Instant>
    ) {
        guard table.count > maximumRemembered else { return }
        let oldest = table.sorted { $0.value[keyPath: time] < $1.value[keyPath: time] }.prefix(table.count / 4)
        for entry in oldest { table[entry.key] = nil }
    }
}
