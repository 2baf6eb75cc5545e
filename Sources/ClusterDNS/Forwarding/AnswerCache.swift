import AsyncTools

/// Answers of upstream servers, for as long as their records live. Bounded: the oldest go first.
struct AnswerCache {
    struct Key: Hashable {
        let question: [UInt8]
        let flags: UInt8

        init(_ query: DNSQuery) {
            question = UpstreamAnswer.lowercased(query.question[...])
            let signatures = query.extensions?.wantsSignatures ?? false
            flags = (query.extensions == nil ? 0 : 1) | (signatures ? 2 : 0) | (query.checkingDisabled ? 4 : 0)
        }
    }

    private struct Entry {
        let answer: UpstreamAnswer
        let stored: ContinuousClock.Instant
        let expires: ContinuousClock.Instant
    }

    static let maximumSeconds: UInt32 = 300
    static let maximumNegativeSeconds: UInt32 = 30
    static let maximumAnswer = 4096

    private let capacity: Int
    private var entries: [Key: Entry] = [:]
    private var order = FIFO<Key>()

    init(capacity: Int = 2048) { self.capacity = max(1, capacity) }

    /// The kept answer and its age in seconds.
    func answer(_ key: Key, at now: ContinuousClock.Instant) -> (answer: UpstreamAnswer, age: UInt32)? {
        guard let entry = entries[key], entry.expires > now else { return nil }
        return (entry.answer, UInt32(clamping: (now - entry.stored).components.seconds))
    }

    /// Keeps an answer, unless it is one that may change at any time: a failure, one that was cut, one without a time.
    mutating func keep(_ answer: UpstreamAnswer, _ key: Key, at now: ContinuousClock.Instant) {
        let isPositive = answer.code == DNSResponseCode.noError.rawValue && !answer.records.isEmpty
        let isUsable = answer.code == DNSResponseCode.noError.rawValue || answer.code == DNSResponseCode.nameError.rawValue
        guard isUsable, !answer.isCut, answer.bytes.count <= Self.maximumAnswer, let life = answer.timeToLive, life > 0 else {
            return
        }
        let seconds = min(life, isPositive ? Self.maximumSeconds : Self.maximumNegativeSeconds)
        if entries.updateValue(Entry(answer: answer, stored: now, expires: now + .seconds(Int(seconds))), forKey: key) == nil {
            order.append(key)
        }
        while entries.count > capacity { dropOldest() }
    }

    var count: Int { entries.count }

    private mutating func dropOldest() {
        if let oldest = order.popFirst() { entries[oldest] = nil }
    }
}
