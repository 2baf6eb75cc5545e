import Addresses
import KubeAPI

/// Which numbered slots (addresses of a range, node ports) belong to which Service. A value: locking is the owner's matter.
///
/// A slot is taken before its Service is written. A write that surely failed tells (`withdraw`); one whose outcome nobody
/// knows, and a Service that goes, does not. So a
/// holder is only believed while its write may be under way; after that, whoever wants the slot asks the store first.
struct ServiceSlots: Sendable {
    struct Holder: Sendable, Hashable {
        let service: ObjectKey
        /// Until then the write may still be under way.
        var pendingUntil: ContinuousClock.Instant
        /// Kept for its Service even before there is one.
        let isReserved: Bool
        /// How many writes may be under way.
        var writers = 1
    }

    /// What became of a wish for one slot.
    enum Claim: Sendable {
        case taken
        case outOfRange
        /// Surely taken.
        case held
        /// Taken once; free if the holder no longer has it.
        case doubtful(Holder)
    }

    private var bitmap: AllocationBitmap
    private var holders: [Int: Holder] = [:]

    init(capacity: Int) { bitmap = AllocationBitmap(capacity: capacity) }

    /// Slots below this one are handed out last, as they are the ones people choose by hand.
    mutating func begin(after slot: Int) { bitmap.continueAfter(slot) }

    /// Keeps a slot for one Service forever.
    mutating func reserve(_ slot: Int, for service: ObjectKey) {
        bitmap.take(slot)
        holders[slot] = Holder(service: service, pendingUntil: .now, isReserved: true)
    }

    /// Records what a stored Service has. `false`: somebody else has it.
    mutating func restore(_ slot: Int, for service: ObjectKey) -> Bool {
        if let holder = holders[slot] { return holder.service == service }
        guard bitmap.take(slot) else { return false }
        holders[slot] = Holder(service: service, pendingUntil: .now, isReserved: false)
        return true
    }

    mutating func claim(_ slot: Int, for service: ObjectKey, until deadline: ContinuousClock.Instant) -> Claim {
        guard slot >= 0, slot < bitmap.capacity else { return .outOfRange }
        guard let holder = holders[slot] else {
            guard bitmap.take(slot) else { return .held }
            holders[slot] = Holder(service: service, pendingUntil: deadline, isReserved: false)
            return .taken
        }
        if holder.service == service {
            holders[slot]?.writers = holder.pendingUntil > .now ? holder.writers + 1 : 1
            holders[slot]?.pendingUntil = max(holder.pendingUntil, deadline)
            return .taken
        }
        return holder.isReserved || holder.pendingUntil > .now ? .held : .doubtful(holder)
    }

    /// Takes a free slot; `nil` when there is none.
    mutating func claimAny(for service: ObjectKey, until deadline: ContinuousClock.Instant) -> Int? {
        guard let slot = bitmap.take() else { return nil }
        holders[slot] = Holder(service: service, pendingUntil: deadline, isReserved: false)
        return slot
    }

    /// A write of a Service that claimed the slot came to nothing. Who wants the slot next asks the store.
    mutating func withdraw(_ slot: Int, of service: ObjectKey) {
        guard var holder = holders[slot], holder.service == service, !holder.isReserved else { return }
        holder.writers = max(0, holder.writers - 1)
        if holder.writers == 0 { holder.pendingUntil = .now }
        holders[slot] = holder
    }

    /// Whether a claim could succeed, without making it.
    func isFree(_ slot: Int, for service: ObjectKey) -> Bool {
        holders[slot].map { $0.service == service } ?? !bitmap.isTaken(slot)
    }

    /// Frees a slot if it still has the holder that was found gone.
    mutating func release(_ slot: Int, of holder: Holder) {
        guard holders[slot] == holder else { return }
        holders[slot] = nil
        bitmap.release(slot)
    }

    /// Frees every slot whose Service no longer has it.
    ///
    /// - Parameter inUse: what the store says, read after the last of these slots was taken.
    mutating func keepOnly(_ inUse: [Int: ObjectKey]) {
        let now = ContinuousClock.Instant.now
        for (slot, holder) in holders where !holder.isReserved && holder.pendingUntil <= now && inUse[slot] != holder.service {
            release(slot, of: holder)
        }
    }

    var taken: Int { bitmap.taken }
}
