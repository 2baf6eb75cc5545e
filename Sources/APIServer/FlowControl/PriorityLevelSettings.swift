import JSON

/// What a PriorityLevelConfiguration says, as far as dispatching needs it.
struct PriorityLevelSettings: Sendable, Hashable {
    struct Queuing: Sendable, Hashable {
        let queues: Int
        let handSize: Int
        /// Of one queue.
        let lengthLimit: Int
    }

    enum Kind: Sendable, Hashable {
        /// Never waits and is never refused.
        case exempt
        /// `nil`: what finds no seat is refused.
        case limited(Queuing?)
    }

    let name: String
    let uid: String
    let kind: Kind
    let shares: Int
    /// How much of its nominal concurrency it gives away while it is idle.
    let lendablePercent: Int
    /// How much it may take beyond its nominal concurrency; `nil`: all there is.
    let borrowingLimitPercent: Int?
}

extension PriorityLevelSettings {
    /// Numbers that validation would refuse are brought into range: a stored object must not stop the server.
    init(_ object: JSONValue) {
        let spec = object["spec"] ?? .emptyObject
        name = object.text(path: "metadata", "name")
        uid = object.text(path: "metadata", "uid")
        let isExempt = spec.text("type") == "Exempt"
        let limits = spec[isExempt ? "exempt" : "limited"] ?? .emptyObject
        shares = Self.number(limits["nominalConcurrencyShares"], in: 0...1_000_000) ?? (isExempt ? 0 : 30)
        lendablePercent = Self.number(limits["lendablePercent"], in: 0...100) ?? 0
        borrowingLimitPercent = isExempt ? nil : Self.number(limits["borrowingLimitPercent"], in: 0...1_000_000)
        guard !isExempt else {
            kind = .exempt
            return
        }
        let response = limits["limitResponse"] ?? .emptyObject
        guard response.text("type") == "Queue" else {
            kind = .limited(nil)
            return
        }
        let queuing = response["queuing"] ?? .emptyObject
        let queues = Self.number(queuing["queues"], in: 1...10_000) ?? 64
        kind = .limited(
            Queuing(
                queues: queues, handSize: Self.number(queuing["handSize"], in: 1...min(queues, 64)) ?? min(queues, 8),
                lengthLimit: Self.number(queuing["queueLengthLimit"], in: 1...1_000_000) ?? 50))
    }

    private static func number(_ value: JSONValue?, in range: ClosedRange<Int>) -> Int? {
        value?.intValue.map { min(max(Int(clamping: $0), range.lowerBound), range.upperBound) }
    }
}
